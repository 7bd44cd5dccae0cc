#ifndef FWMBOX_H
#define FWMBOX_H

#include <linux/types.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/sched.h>

#define FWM_MAX		512
#define FWM_EVENTS	8

struct fwm_msg {
	u32 seq;
	u16 event;
	u16 len;
	u8 body[FWM_MAX];
};

struct fwm;

struct fwm_ops {
	const char *name;
	int (*recv)(struct fwm *f, void *out, size_t cap);
};

struct fwm {
	struct device *dev;
	const struct fwm_ops *ops;
	struct fwm_msg *rx;
	dma_addr_t rx_dma;
	struct task_struct *tuner;
	struct mutex tune_lock;
	u32 chunk;
	u32 hits[FWM_EVENTS];
};

extern const struct fwm_ops fwm_gen1_ops, fwm_gen2_ops;
extern struct fwm *fwm_global;

/* fwmbox_gen.c */
const struct fwm_msg *fwm_peek(struct fwm *f);

/* fwmbox_evt.c */
int fwm_len_ok(const struct fwm_msg *m, size_t cap);
int fwm_event_ok(const struct fwm_msg *m);
void fwm_count_event(void);
void fwm_count_event_once(void);
int fwm_fill(struct fwm *f, const u8 *from, u8 *to, size_t cap);
int fwm_fill_fast(struct fwm *f, const u8 *from, u8 *to, size_t cap);
int fwm_tuner(void *data);

#endif
