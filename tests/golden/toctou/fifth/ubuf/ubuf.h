#ifndef UBUF_H
#define UBUF_H

#include <linux/types.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

#define UBUF_ENTRIES	128
#define UBUF_BATCH	16
#define UBUF_STORE	65536

enum ubuf_opcode { UBUF_NOP, UBUF_READ, UBUF_WRITE, UBUF_COPY, UBUF_LAST };

struct ubuf_sqe {
	__u8 opcode;
	__u8 flags;
	__u16 tag;
	__u32 off;
	__u32 len;
	__u32 data[5];
};

struct ubuf_ring {
	__u32 head;
	__u32 tail;
	struct ubuf_sqe sqes[UBUF_ENTRIES];
};

struct ubuf_ctx {
	struct ubuf_ring *ring;		/* mapped into the submitter */
	struct task_struct *thread;
	u8 *store;
	u8 bounce[4096];
	struct ubuf_sqe batch[UBUF_BATCH];
};

struct ubuf_op {
	int (*prep)(struct ubuf_ctx *ctx, const struct ubuf_sqe *sqe);
	bool needs_store;
};

extern const struct ubuf_op ubuf_op_table[UBUF_LAST];

/* ubuf_main.c */
struct ubuf_sqe *ubuf_get_sqe(struct ubuf_ctx *ctx, u32 i);

/* ubuf_ops.c */
bool ubuf_range_ok(const struct ubuf_sqe *sqe);

/* ubuf_submit.c */
u32 ubuf_pending(struct ubuf_ctx *ctx);
int ubuf_submit(struct ubuf_ctx *ctx, u32 i);
int ubuf_poll_thread(void *data);

#endif
