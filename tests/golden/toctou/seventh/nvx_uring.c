// SPDX-License-Identifier: GPL-2.0-or-later
/* NVX accelerator: pass-through commands via io_uring and a ring of our own. */

#include <linux/io_uring/cmd.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define NVX_MAX_DATA	4096
#define NVX_NOPS	6
#define NVX_NBUF	32
#define NVX_MAX_SEG	8

/* lives in the SQE that user space maps */
struct nvx_cmd {
	__u8	opcode;
	__u8	flags;
	__u16	buf_index;
	__u32	data_len;
	__u64	addr;
	__u32	nseg;
	__u32	meta_len;
};

struct nvx_sqe {
	__u8	opcode;
	__u8	prio;
	__u16	buf;
	__u32	len;
	__u64	addr;
};

struct nvx_ring_hdr {
	__u32	head;
	__u32	tail;
	__u32	mask;
	__u32	nr;
};

struct nvx_req {
	u8	op;
	u16	buf;
	u32	len;
	u64	addr;
};

struct nvx_ctx {
	struct nvx_ring_hdr	*hdr;	/* mapped into the process */
	struct nvx_sqe		*sqes;	/* mapped into the process */
	u32			entries;
	u32			mask;
	u32			cached_head;
	void			*bufs[NVX_NBUF];
	u32			buf_len[NVX_NBUF];
	u8			stage[NVX_MAX_DATA];
	u64			segs[NVX_MAX_SEG];
};

typedef int (*nvx_op_fn)(struct nvx_ctx *ctx, const struct nvx_req *rq);
extern const nvx_op_fn nvx_ops[NVX_NOPS];

static int nvx_ring_alloc(struct nvx_ctx *ctx, u32 entries)
{
	ctx->hdr = vmalloc_user(PAGE_SIZE);
	if (!ctx->hdr)
		return -ENOMEM;
	ctx->sqes = vmalloc_user(array_size(entries, sizeof(struct nvx_sqe)));
	if (!ctx->sqes) {
		vfree(ctx->hdr);
		return -ENOMEM;
	}
	ctx->entries = entries;
	ctx->mask = entries - 1;
	ctx->hdr->mask = ctx->mask;
	return 0;
}

static int nvx_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct nvx_ctx *ctx = file->private_data;

	if (vma->vm_pgoff == 0)
		return remap_vmalloc_range(vma, ctx->hdr, 0);
	return remap_vmalloc_range(vma, ctx->sqes, 0);
}

/* expect: double-load live */ /* data_len of the SQE is loaded for the check and for the copy */
static int nvx_cmd_write(struct nvx_ctx *ctx, struct io_uring_cmd *ioucmd)
{
	const struct nvx_cmd *cmd = io_uring_sqe_cmd(ioucmd->sqe);

	if (cmd->data_len > NVX_MAX_DATA)
		return -EINVAL;
	if (copy_from_user(ctx->stage, u64_to_user_ptr(READ_ONCE(cmd->addr)), cmd->data_len))
		return -EFAULT;
	return 0;
}

/* expect: double-load safe snapshot */
static int nvx_cmd_read(struct nvx_ctx *ctx, struct io_uring_cmd *ioucmd)
{
	const struct nvx_cmd *cmd = io_uring_sqe_cmd(ioucmd->sqe);
	u32 len = READ_ONCE(cmd->data_len);
	u64 addr = READ_ONCE(cmd->addr);

	if (len > NVX_MAX_DATA)
		return -EINVAL;
	if (copy_to_user(u64_to_user_ptr(addr), ctx->stage, len))
		return -EFAULT;
	return 0;
}

/* expect: double-load live */ /* READ_ONCE twice makes the second load certain */
static int nvx_cmd_fixed(struct nvx_ctx *ctx, struct io_uring_cmd *ioucmd)
{
	const struct nvx_cmd *cmd = io_uring_sqe_cmd(ioucmd->sqe);
	void *dst;

	if (READ_ONCE(cmd->buf_index) >= NVX_NBUF)
		return -EINVAL;
	dst = ctx->bufs[READ_ONCE(cmd->buf_index)];
	if (!dst)
		return -ENOENT;
	memset(dst, 0, PAGE_SIZE);
	return 0;
}

static int nvx_gather(struct nvx_ctx *ctx, const struct nvx_cmd *cmd)
{
	const u64 __user *usegs = u64_to_user_ptr(READ_ONCE(cmd->addr));
	u32 i;

	for (i = 0; i < cmd->nseg; i++)
		if (get_user(ctx->segs[i], usegs + i))
			return -EFAULT;
	return 0;
}

/* expect: double-load live */ /* checked here, loaded again in nvx_gather() */
static int nvx_cmd_vec(struct nvx_ctx *ctx, struct io_uring_cmd *ioucmd)
{
	const struct nvx_cmd *cmd = io_uring_sqe_cmd(ioucmd->sqe);

	switch (cmd->nseg) {
	case 1 ... NVX_MAX_SEG:
		return nvx_gather(ctx, cmd);
	default:
		return -EINVAL;
	}
}

/* expect: double-load safe snapshot */ /* whole command copied, callee gets the copy */
static int nvx_cmd_vec2(struct nvx_ctx *ctx, struct io_uring_cmd *ioucmd)
{
	struct nvx_cmd cmd;

	memcpy(&cmd, io_uring_sqe_cmd(ioucmd->sqe), sizeof(cmd));
	if (!cmd.nseg || cmd.nseg > NVX_MAX_SEG)
		return -EINVAL;
	return nvx_gather(ctx, &cmd);
}

/* expect: double-load live */ /* first load atomic, second one plain */
static int nvx_ring_dispatch(struct nvx_ctx *ctx, u32 idx)
{
	struct nvx_sqe *sqe = &ctx->sqes[idx & ctx->mask];
	struct nvx_req rq = {
		.buf = READ_ONCE(sqe->buf),
		.len = READ_ONCE(sqe->len),
		.addr = READ_ONCE(sqe->addr),
	};

	if (READ_ONCE(sqe->opcode) >= NVX_NOPS)
		return -EOPNOTSUPP;
	rq.op = sqe->opcode;
	return nvx_ops[rq.op](ctx, &rq);
}

/* expect: double-load safe snapshot */
static int nvx_ring_dispatch_nospec(struct nvx_ctx *ctx, u32 idx)
{
	const struct nvx_sqe *sqe = &ctx->sqes[idx & ctx->mask];
	struct nvx_req rq = { .op = READ_ONCE(sqe->opcode) };

	if (rq.op >= NVX_NOPS)
		return -EOPNOTSUPP;
	rq.op = array_index_nospec(rq.op, NVX_NOPS);
	rq.buf = READ_ONCE(sqe->buf);
	rq.len = READ_ONCE(sqe->len);
	return nvx_ops[rq.op](ctx, &rq);
}

/* expect: double-load live */ /* the shared mask is verified, then used from the shared page again */
static int nvx_ring_pop(struct nvx_ctx *ctx, struct nvx_req *rq)
{
	struct nvx_ring_hdr *hdr = ctx->hdr;
	u32 head = ctx->cached_head;
	struct nvx_sqe sqe;

	if (head == smp_load_acquire(&hdr->tail))
		return -EAGAIN;
	if (hdr->mask != ctx->mask)
		return -EUCLEAN;
	sqe = ctx->sqes[head & hdr->mask];
	rq->op = sqe.opcode;
	rq->buf = sqe.buf;
	rq->len = sqe.len;
	ctx->cached_head = head + 1;
	return 0;
}

/* expect: double-load safe snapshot */ /* index is masked with the kernel's own copy */
static int nvx_ring_peek(struct nvx_ctx *ctx, struct nvx_req *rq)
{
	struct nvx_ring_hdr *hdr = ctx->hdr;
	u32 tail = smp_load_acquire(&hdr->tail);
	u32 head = ctx->cached_head;
	struct nvx_sqe sqe;

	if (tail - head > ctx->entries)
		return -EUCLEAN;
	if (tail == head)
		return -EAGAIN;
	sqe = ctx->sqes[head & ctx->mask];
	if (sqe.buf >= NVX_NBUF || sqe.len > ctx->buf_len[sqe.buf])
		return -EINVAL;
	rq->buf = sqe.buf;
	rq->len = sqe.len;
	return 0;
}

static int nvx_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct nvx_ctx *ctx = ioucmd->file->private_data;

	switch (ioucmd->cmd_op) {
	case 1: return nvx_cmd_write(ctx, ioucmd);
	case 2: return nvx_cmd_read(ctx, ioucmd);
	case 3: return nvx_cmd_fixed(ctx, ioucmd);
	case 4: return nvx_cmd_vec(ctx, ioucmd);
	case 5: return nvx_cmd_vec2(ctx, ioucmd);
	}
	return -ENOTTY;
}

const struct file_operations nvx_fops = {
	.mmap = nvx_mmap,
	.uring_cmd = nvx_uring_cmd,
};
