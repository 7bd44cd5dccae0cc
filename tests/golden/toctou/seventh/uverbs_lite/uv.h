/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
#ifndef UV_LITE_H
#define UV_LITE_H

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define UV_MAX_PAGES	128
#define UV_NQPT		7
#define UV_MAX_WR	16
#define UV_MAX_SGE	8
#define UV_MAX_CMD	512

struct uv_udata {
	const void __user *inbuf;
	void __user *outbuf;
	size_t inlen;
	size_t outlen;
};

struct uv_ctx {
	u32 qp_count[UV_NQPT];
	u64 pages[UV_MAX_PAGES];
	u32 npages;
	u8 inl[64];
	u32 cq_depth;
};

struct uv_qp_cmd {
	__u32 qp_type;
	__u32 sq_depth;
	__u32 rq_depth;
	__u32 reserved;
};

struct uv_mr_cmd {
	__u64 start;
	__u32 npages;
	__u32 access;
	__u64 page[UV_MAX_PAGES];
};

struct uv_wr {
	__u32 opcode;
	__u32 num_sge;
	__u64 sge[UV_MAX_SGE];
};

struct uv_mod_cmd {
	__u32 len;
	__u32 mask;
	__u8 blob[];
};

struct uv_cq_cmd {
	__u32 cqe;
	__u32 comp_mask;
	__u32 vector;
	__u32 flags;
};

struct uv_inl_cmd {
	__u16 off;
	__u16 len;
	__u32 lkey;
	__u8 data[64];
};

struct uv_ops {
	size_t min_in;
	int (*check)(struct uv_ctx *ctx, struct uv_udata *ud);
	int (*exec)(struct uv_ctx *ctx, struct uv_udata *ud);
};

/* plain window onto the command */
static inline int uv_copy_in(void *dst, struct uv_udata *ud, size_t len)
{
	if (len > ud->inlen)
		return -EINVAL;
	return copy_from_user(dst, ud->inbuf, len) ? -EFAULT : 0;
}

static inline int uv_copy_in_at(void *dst, struct uv_udata *ud, size_t off, size_t len)
{
	if (off > ud->inlen || len > ud->inlen - off)
		return -EINVAL;
	return copy_from_user(dst, (const u8 __user *)ud->inbuf + off, len) ? -EFAULT : 0;
}

#define UV_PEEK(var, ud, type, member) \
	get_user(var, &((const type __user *)(ud)->inbuf)->member)

extern const struct uv_ops uv_qp_legacy;
extern const struct uv_ops uv_qp_strict;

int uv_cmd_len(struct uv_udata *ud, u32 *len);
int uv_count_sge(const struct uv_wr __user *uwr, u32 nwr, u32 *total);
int uv_fill_sge(const struct uv_wr __user *uwr, u32 nwr, u64 *out);
bool uv_mr_same(const struct uv_mr_cmd *a, const struct uv_mr_cmd *b);
void uv_pin_len(struct uv_mod_cmd *m, u32 len);

#endif
