// SPDX-License-Identifier: MIT
#include "gx.h"

static inline const struct gx_chunk __user *gx_chunk_ptr(const u64 __user *uptr, u32 i)
{
	u64 p;

	if (get_user(p, uptr + i))
		return NULL;
	return u64_to_user_ptr(p);
}

int gx_scan_chunks(const u64 __user *uptr, u32 n, u32 *len)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const struct gx_chunk __user *uc = gx_chunk_ptr(uptr, i);

		if (!uc || get_user(len[i], &uc->length_dw))
			return -EFAULT;
		if (len[i] > GX_MAX_DW)
			return -E2BIG;
	}
	return 0;
}

int gx_load_chunk(struct gx_ctx *ctx, const struct gx_chunk __user *uc)
{
	struct gx_chunk c;

	if (copy_from_user(&c, uc, sizeof(c)))
		return -EFAULT;
	if (copy_from_user(ctx->ib, u64_to_user_ptr(c.data), c.length_dw * sizeof(u32)))
		return -EFAULT;
	return c.id;
}

int gx_load_chunk_exact(struct gx_ctx *ctx, const struct gx_chunk __user *uc, u32 expect)
{
	struct gx_chunk c;

	if (copy_from_user(&c, uc, sizeof(c)))
		return -EFAULT;
	if (c.length_dw != expect)
		return -ESTALE;
	if (copy_from_user(ctx->ib, u64_to_user_ptr(c.data), c.length_dw * sizeof(u32)))
		return -EFAULT;
	return c.id;
}

static int gx_v1_parse(struct gx_ctx *ctx, const struct gx_pkt *pkt)
{
	return pkt->count <= GX_PKT_DW ? 0 : -EINVAL;
}

static void gx_v1_emit(struct gx_ctx *ctx, const struct gx_pkt *pkt)
{
	memcpy(ctx->hw, pkt->dw, pkt->count * sizeof(u32));
}

const struct gx_uq_funcs gx_uq_v1 = {
	.parse	= gx_v1_parse,
	.emit	= gx_v1_emit,
};

long gx_query_size(u32 kind)
{
	switch (kind) {
	case GX_Q_CAPS:
		return offsetof(struct gx_query, cap) + sizeof(u32);
	case GX_Q_CLOCK:
		return offsetof(struct gx_query, clock) + 2 * sizeof(u64);
	case GX_Q_TOPOLOGY:
		return sizeof(struct gx_query);
	}
	return -EINVAL;
}
