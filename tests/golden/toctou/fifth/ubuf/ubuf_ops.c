#include <linux/kernel.h>
#include <linux/string.h>
#include "ubuf.h"

bool ubuf_range_ok(const struct ubuf_sqe *sqe)
{
	u32 len = READ_ONCE(sqe->len);

	if (len > 4096)
		return false;
	return sqe->off <= UBUF_STORE - len;
}

static int ubuf_prep_nop(struct ubuf_ctx *ctx, const struct ubuf_sqe *sqe)
{
	return 0;
}

/* expect: double-load live */
static int ubuf_prep_write(struct ubuf_ctx *ctx, const struct ubuf_sqe *sqe)
{
	if (!ubuf_range_ok(sqe))
		return -EINVAL;
	memcpy(ctx->store + sqe->off, ctx->bounce, sqe->len);
	return 0;
}

/* expect: double-load safe */
static int ubuf_prep_read(struct ubuf_ctx *ctx, const struct ubuf_sqe *sqe)
{
	u32 off = READ_ONCE(sqe->off);
	u32 len = READ_ONCE(sqe->len);

	if (len > sizeof(ctx->bounce) || off > UBUF_STORE - len)
		return -EINVAL;
	memcpy(ctx->bounce, ctx->store + off, len);
	return 0;
}

/* expect: double-load safe */
static int ubuf_prep_copy(struct ubuf_ctx *ctx, const struct ubuf_sqe *sqe)
{
	struct ubuf_sqe own;

	memcpy(&own, sqe, sizeof(own));
	if (!ubuf_range_ok(&own))
		return -EINVAL;
	memmove(ctx->bounce, ctx->store + own.off, own.len);
	return 0;
}

const struct ubuf_op ubuf_op_table[UBUF_LAST] = {
	[UBUF_NOP] = { .prep = ubuf_prep_nop },
	[UBUF_READ] = { .prep = ubuf_prep_read, .needs_store = true },
	[UBUF_WRITE] = { .prep = ubuf_prep_write, .needs_store = true },
	[UBUF_COPY] = { .prep = ubuf_prep_copy, .needs_store = true },
};
