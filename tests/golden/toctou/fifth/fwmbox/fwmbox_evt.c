#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include "fwmbox.h"

int fwm_len_ok(const struct fwm_msg *m, size_t cap)
{
	u16 len = READ_ONCE(m->len);

	return len > cap || len > FWM_MAX ? -EMSGSIZE : 0;
}

int fwm_event_ok(const struct fwm_msg *m)
{
	return m->event < FWM_EVENTS;
}

/* expect: double-load live */
void fwm_count_event(void)
{
	struct fwm_msg *m = fwm_global->rx;

	if (fwm_event_ok(m))
		fwm_global->hits[m->event]++;
}

/* expect: double-load safe */
void fwm_count_event_once(void)
{
	u16 ev = READ_ONCE(fwm_global->rx->event);

	if (ev < FWM_EVENTS)
		fwm_global->hits[ev]++;
}

int fwm_tuner(void *data)
{
	struct fwm *f = data;
	u32 step = 0;

	while (!kthread_should_stop()) {
		mutex_lock(&f->tune_lock);
		f->chunk = 16 << (step++ % 6);
		mutex_unlock(&f->tune_lock);
		msleep(1000);
	}
	return 0;
}

/* expect: double-load safe */
int fwm_fill(struct fwm *f, const u8 *from, u8 *to, size_t cap)
{
	int ret = -EINVAL;

	mutex_lock(&f->tune_lock);
	if (f->chunk <= cap) {
		memcpy(to, from, f->chunk);
		ret = 0;
	}
	mutex_unlock(&f->tune_lock);
	return ret;
}

/* expect: double-load live */
int fwm_fill_fast(struct fwm *f, const u8 *from, u8 *to, size_t cap)
{
	if (f->chunk > cap)
		return -EINVAL;
	memcpy(to, from, f->chunk);
	return 0;
}
