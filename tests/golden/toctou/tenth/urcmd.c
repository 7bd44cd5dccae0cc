/* urcmd - submission ring of the "ur" accelerator, in the manner of io_uring.
 * The process maps sqes and the index array and fills them as it likes. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef _Bool bool;

struct file;
struct vm_area_struct;

enum { EAGAIN = 11, ENOMEM = 12, EFAULT = 14, EINVAL = 22, EOVERFLOW = 75 };

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define GFP_KERNEL 0xcc0
#define UR_ENTRIES 128u
#define UR_RETRIES 16

void *vmalloc_user(size_t n);
void vfree(const void *p);
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);
void *kzalloc(size_t n, int gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, size_t n);
void *memset(void *d, int c, size_t n);
void cpu_relax(void);
size_t array_index_nospec(size_t i, size_t n);

enum { UR_NOP, UR_READ, UR_WRITE, UR_POLL, UR_PROVIDE, UR_LAST };

struct ur_sqe {
	u8 opcode, flags;
	u16 buf_index;
	u32 len;
	u64 off;
	union {
		u64 addr;
		struct { u32 n, each; };
	};
	u64 user_data;
};

struct ur_rings {
	u32 head, tail, mask, seq;
	u32 array[UR_ENTRIES];
	struct ur_sqe latest;
};

struct ur_buf {
	u8 *kaddr;
	u32 size;
};

struct ur_ctx;

struct ur_req {
	struct ur_ctx *ctx;
	u8 opcode;
	bool multi;
	struct ur_buf *buf;
	u32 len, n;
	u64 user_data;
};

struct ur_ctx {
	struct ur_rings *rings;
	struct ur_sqe *sqes;
	struct ur_buf bufs[64];
	u32 nbufs;
	u32 head;
	u64 polled[16];
};

struct ur_def {
	int (*prep)(struct ur_req *, const struct ur_sqe *);
	bool needs_buf;
};

int ur_setup(struct ur_ctx *ctx)
{
	ctx->rings = vmalloc_user(sizeof *ctx->rings);
	if (!ctx->rings)
		return -ENOMEM;
	ctx->sqes = vmalloc_user(UR_ENTRIES * sizeof *ctx->sqes);
	if (!ctx->sqes) {
		vfree(ctx->rings);
		return -ENOMEM;
	}
	return 0;
}

int ur_mmap(struct ur_ctx *ctx, struct vm_area_struct *vma, int what)
{
	return remap_vmalloc_range(vma, what ? (void *)ctx->sqes : (void *)ctx->rings, 0);
}

/* expect: double-load live */
const struct ur_sqe *ur_next(struct ur_ctx *ctx)
{
	u32 at = ctx->head++ % UR_ENTRIES;

	if (READ_ONCE(ctx->rings->array[at]) >= UR_ENTRIES)
		return 0;
	return &ctx->sqes[READ_ONCE(ctx->rings->array[at])];
}

/* expect: double-load safe snapshot */
const struct ur_sqe *ur_next_once(struct ur_ctx *ctx)
{
	u32 at = ctx->head++ % UR_ENTRIES;
	u32 i = READ_ONCE(ctx->rings->array[at]);

	if (i >= UR_ENTRIES)
		return 0;
	return &ctx->sqes[array_index_nospec(i, UR_ENTRIES)];
}

/* expect: double-load live */
int ur_pick_buf(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = &ctx->sqes[slot % UR_ENTRIES];
	u16 bi = READ_ONCE(sqe->buf_index);

	if (bi >= ctx->nbufs)
		return -EFAULT;
	req->buf = &ctx->bufs[bi];
	if (sqe->len == 0 || sqe->len > req->buf->size)
		return -EOVERFLOW;
	memset(req->buf->kaddr, 0, sqe->len);
	req->len = req->buf->size;
	return 0;
}

/* expect: double-load safe snapshot */
int ur_pick_buf_write(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = &ctx->sqes[slot % UR_ENTRIES];
	u16 bi = READ_ONCE(sqe->buf_index);
	u32 len = READ_ONCE(sqe->len);

	if (bi >= ctx->nbufs)
		return -EFAULT;
	req->buf = &ctx->bufs[bi];
	if (len == 0 || len > req->buf->size)
		return -EOVERFLOW;
	memset(req->buf->kaddr, 0, len);
	req->len = len;
	return 0;
}

static int nop_prep(struct ur_req *req, const struct ur_sqe *sqe)
{
	req->user_data = READ_ONCE(sqe->user_data);
	return 0;
}

static const struct ur_def ur_defs[UR_LAST] = {
	[UR_NOP] = { nop_prep, 0 }, [UR_READ] = { nop_prep, 1 },
	[UR_WRITE] = { nop_prep, 1 }, [UR_POLL] = { nop_prep, 0 },
	[UR_PROVIDE] = { nop_prep, 0 },
};

static int req_init(struct ur_req *req, const struct ur_sqe *sqe)
{
	req->opcode = READ_ONCE(sqe->opcode);
	if (req->opcode >= UR_LAST)
		return -EINVAL;
	req->user_data = READ_ONCE(sqe->user_data);
	return 0;
}

static int req_prep(struct ur_req *req, const struct ur_sqe *sqe)
{
	return ur_defs[sqe->opcode].prep(req, sqe);
}

static int req_prep_own(struct ur_req *req, const struct ur_sqe *sqe)
{
	return ur_defs[req->opcode].prep(req, sqe);
}

/* expect: double-load live */
int ur_submit(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = ctx->sqes + slot % UR_ENTRIES;
	int ret;

	req->ctx = ctx;
	ret = req_init(req, sqe);
	if (ret)
		return ret;
	return req_prep(req, sqe);
}

/* expect: double-load safe snapshot */
int ur_submit_own(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = ctx->sqes + slot % UR_ENTRIES;
	int ret;

	req->ctx = ctx;
	ret = req_init(req, sqe);
	if (ret)
		return ret;
	return req_prep_own(req, sqe);
}

/* expect: double-load live */
int ur_provide(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = &ctx->sqes[slot % UR_ENTRIES];
	size_t size;
	u8 *mem;
	u32 i;

	if (__builtin_mul_overflow((size_t)sqe->n, (size_t)sqe->each, &size))
		return -EOVERFLOW;
	if (!size || size > 1u << 20)
		return -EINVAL;
	mem = kzalloc(size, GFP_KERNEL);
	if (!mem)
		return -ENOMEM;
	req->n = sqe->n;
	req->len = sqe->each;
	for (i = 0; i < req->n; i++)
		mem[(size_t)i * req->len] = (u8)i;
	req->buf = &ctx->bufs[0];
	req->buf->kaddr = mem;
	return 0;
}

/* expect: double-load safe exclusive-paths */
int ur_poll(struct ur_ctx *ctx, struct ur_req *req, u32 slot)
{
	const struct ur_sqe *sqe = &ctx->sqes[slot % UR_ENTRIES];
	u32 ev;

	if (req->multi) {
		ev = READ_ONCE(sqe->len);
		if (ev >= 8)
			return -EINVAL;
		ctx->polled[8 + ev]++;
	} else {
		ev = READ_ONCE(sqe->len);
		if (ev >= 16)
			return -EINVAL;
		ctx->polled[ev]++;
	}
	req->len = ev;
	return 0;
}

/* The process bumps seq around an update of "latest".  It may lie: what is
 * used is what was looked at in the last round. */
/* expect: double-load safe retry */
int ur_latest(struct ur_ctx *ctx, struct ur_req *req)
{
	struct ur_rings *r = ctx->rings;
	struct ur_sqe tmp;
	int tries = 0;
	u32 seq;

	for (;;) {
		if (tries++ == UR_RETRIES)
			return -EAGAIN;
		seq = READ_ONCE(r->seq);
		memcpy(&tmp, &r->latest, sizeof tmp);
		if (tmp.buf_index >= ctx->nbufs)
			return -EFAULT;
		if (!(seq & 1) && READ_ONCE(r->seq) == seq)
			break;
		cpu_relax();
	}
	req->buf = &ctx->bufs[tmp.buf_index];
	req->len = tmp.len < req->buf->size ? tmp.len : req->buf->size;
	return 0;
}
