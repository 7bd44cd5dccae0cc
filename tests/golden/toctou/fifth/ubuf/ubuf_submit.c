#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include "ubuf.h"

u32 ubuf_pending(struct ubuf_ctx *ctx)
{
	return READ_ONCE(ctx->ring->tail);
}

/* expect: double-load live */
int ubuf_submit(struct ubuf_ctx *ctx, u32 i)
{
	struct ubuf_sqe *sqe = ubuf_get_sqe(ctx, i);

	if (sqe->opcode >= UBUF_LAST)
		return -EINVAL;
	return ubuf_op_table[sqe->opcode].prep(ctx, sqe);
}

/* expect: double-load live */
int ubuf_poll_thread(void *data)
{
	struct ubuf_ctx *ctx = data;

	while (!kthread_should_stop()) {
		if (ubuf_pending(ctx) <= UBUF_BATCH)
			memcpy(ctx->batch, ctx->ring->sqes,
			       ubuf_pending(ctx) * sizeof(ctx->batch[0]));
		msleep(10);
	}
	return 0;
}
