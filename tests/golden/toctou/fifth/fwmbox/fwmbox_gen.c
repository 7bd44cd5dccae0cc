#include <linux/kernel.h>
#include <linux/string.h>
#include "fwmbox.h"

const struct fwm_msg *fwm_peek(struct fwm *f)
{
	return f->rx;
}

/* expect: double-load live */
static int gen1_recv(struct fwm *f, void *out, size_t cap)
{
	const struct fwm_msg *m = fwm_peek(f);

	if (fwm_len_ok(m, cap))
		return -EMSGSIZE;
	memcpy(out, m->body, m->len);
	return 0;
}

/* expect: double-load safe */
static int gen2_recv(struct fwm *f, void *out, size_t cap)
{
	const struct fwm_msg *m = fwm_peek(f);
	u16 len = READ_ONCE(m->len);

	if (len > cap || len > FWM_MAX)
		return -EMSGSIZE;
	memcpy(out, m->body, len);
	return 0;
}

const struct fwm_ops fwm_gen1_ops = { .name = "gen1", .recv = gen1_recv };
const struct fwm_ops fwm_gen2_ops = { .name = "gen2", .recv = gen2_recv };
