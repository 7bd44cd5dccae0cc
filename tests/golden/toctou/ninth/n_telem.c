// SPDX-License-Identifier: GPL-2.0
/*
 * n_telem - line discipline for the rack telemetry bus
 *
 * Receives multiplexed frames from a serial line and fans them out to lanes.
 */
#define pr_fmt(fmt) "n_telem: " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <linux/tty_ldisc.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define TELEM_MAXCHAN	32
#define TELEM_LANES	4
#define TELEM_MAXINSN	128
#define TELEM_FRAME	256

struct telem_chan {
	__u32 rate;
	__u32 phase;
};

struct telem_window {
	__u32 nchan;
	__u32 flags;
	struct telem_chan ch[];
};

struct telem_filter {
	__u16 len;
	__u16 proto;
	__u32 jump;
};

struct telem_prog {
	struct telem_filter hdr;
	__u64 insn[TELEM_MAXINSN];
};

struct telem_map {
	__u32 lane;
	__u32 prio;
	__u64 tag;
};

struct telem_hdr {
	__u16 magic;
	__u16 body;
	__u32 seq;
};

struct telem_frame {
	struct telem_hdr hdr;
	__u8 data[TELEM_FRAME];
};

struct telem_point {
	__u32 gen;
	__u32 idx;
	__u32 lo;
	__u32 hi;
};

struct telem_lane {
	spinlock_t lock;
	wait_queue_head_t idle;
	bool busy;
	u32 prio;
	u64 tag;
};

struct telem {
	struct tty_struct *tty;
	struct mutex cfg;
	struct telem_lane lane[TELEM_LANES];
	u32 rate[TELEM_MAXCHAN];
	struct telem_prog *prog;
	u32 points[TELEM_MAXCHAN];
	u64 frames;
};

/* expect: double-fetch live */
static int telem_set_window(struct telem *t, struct telem_window __user *uw)
{
	struct telem_window w, *cfg;
	u32 *tab;
	u32 i;
	int err = 0;

	if (copy_from_user(&w, uw, sizeof(w)))
		return -EFAULT;
	if (w.nchan == 0 || w.nchan > TELEM_MAXCHAN)
		return -EINVAL;

	tab = kcalloc(w.nchan, sizeof(*tab), GFP_KERNEL);
	if (!tab)
		return -ENOMEM;
	cfg = memdup_user(uw, struct_size(cfg, ch, w.nchan));
	if (IS_ERR(cfg)) {
		kfree(tab);
		return PTR_ERR(cfg);
	}

	/* do not trust the second copy blindly */
	if (cfg->nchan == 0) {
		err = -EINVAL;
		goto out;
	}
	for (i = 0; i < cfg->nchan; i++)
		tab[i] = clamp_t(u32, cfg->ch[i].rate, 1, 1000);

	mutex_lock(&t->cfg);
	memcpy(t->rate, tab, w.nchan * sizeof(*tab));
	mutex_unlock(&t->cfg);
	pr_debug("%s: window of %u channels\n", t->tty->name, w.nchan);
out:
	kfree(cfg);
	kfree(tab);
	return err;
}

static int telem_filter_check(const struct telem_filter *f)
{
	if (!f->len || f->len > TELEM_MAXINSN)
		return -EINVAL;
	if (f->proto > 3)
		return -EPROTONOSUPPORT;
	if (f->jump >= f->len)
		return -ERANGE;
	return 0;
}

/* expect: double-fetch safe rechecked */
static int telem_set_filter(struct telem *t, struct telem_prog __user *up)
{
	struct telem_prog *prog, *old;
	struct telem_filter f;
	u64 first;
	int err;

	if (copy_from_user(&f, &up->hdr, sizeof(f)))
		return -EFAULT;
	err = telem_filter_check(&f);
	if (err)
		return err;

	prog = kzalloc(sizeof(*prog), GFP_KERNEL);
	if (!prog)
		return -ENOMEM;
	if (copy_from_user(prog, up, offsetof(struct telem_prog, insn) +
			   f.len * sizeof(u64))) {
		err = -EFAULT;
		goto fail;
	}
	err = telem_filter_check(&prog->hdr);
	if (err)
		goto fail;

	first = prog->insn[prog->hdr.jump];
	if (first >> 56) {
		err = -EINVAL;
		goto fail;
	}
	mutex_lock(&t->cfg);
	old = t->prog;
	t->prog = prog;
	mutex_unlock(&t->cfg);
	kfree(old);
	return 0;
fail:
	kfree(prog);
	return err;
}

/* expect: double-fetch live */
static int telem_inject(struct telem *t, const u8 __user *ubuf, size_t count)
{
	u8 type, *frame;
	int ret;

	if (count < 8 || count > TELEM_FRAME)
		return -EINVAL;
	if (get_user(type, ubuf))
		return -EFAULT;

	/* frames that reconfigure the bus are for the administrator */
	if ((type & 0xf0) == 0xf0 && !capable(CAP_SYS_ADMIN)) {
		pr_warn_ratelimited("%s: control frame %#x refused\n",
				    t->tty->name, type);
		return -EPERM;
	}

	frame = memdup_user(ubuf, count);
	if (IS_ERR(frame))
		return PTR_ERR(frame);

	switch (frame[0]) {
	case 0xf0:
		memset(t->rate, 0, sizeof(t->rate));
		ret = 0;
		break;
	case 0xf1:
		t->frames = 0;
		ret = 0;
		break;
	default:
		ret = t->tty->ops->write(t->tty, frame, count);
		t->frames++;
	}
	kfree(frame);
	return ret;
}

/* expect: double-fetch live */
static int telem_attach(struct telem *t, struct telem_map __user *um)
{
	struct telem_lane *lane;
	struct telem_map m;
	int err;

	if (copy_from_user(&m, um, sizeof(m)))
		return -EFAULT;
	if (m.lane >= TELEM_LANES)
		return -ENOENT;
	if (m.prio > 7)
		m.prio = 7;
again:
	lane = &t->lane[m.lane];
	spin_lock(&lane->lock);
	if (lane->busy) {
		spin_unlock(&lane->lock);
		err = wait_event_interruptible(lane->idle, !lane->busy);
		if (err)
			return err;
		/* the caller may bump its priority while we sleep */
		if (copy_from_user(&m, um, sizeof(m)))
			return -EFAULT;
		if (m.prio > 7)
			m.prio = 7;
		goto again;
	}
	lane->busy = true;
	lane->prio = m.prio;
	lane->tag = m.tag;
	spin_unlock(&lane->lock);
	return 0;
}

/* expect: double-fetch safe retry */
static int telem_wait_point(struct telem *t, struct telem_point __user *up, u32 gen)
{
	struct telem_point p;
	unsigned int tries;

	for (tries = 0; tries < 50; tries++) {
		if (copy_from_user(&p, up, sizeof(p)))
			return -EFAULT;
		if (p.idx >= TELEM_MAXCHAN || p.lo > p.hi) {
			pr_debug("point %u..%u for channel %u\n", p.lo, p.hi, p.idx);
			return -EINVAL;
		}
		if (p.gen == gen) {
			mutex_lock(&t->cfg);
			t->points[p.idx] = p.hi - p.lo;
			mutex_unlock(&t->cfg);
			return 0;
		}
		/* not ours yet, user space publishes it through the same page */
		if (msleep_interruptible(10))
			return -EINTR;
	}
	return -ETIMEDOUT;
}

/* expect: double-fetch safe rest-only */
static int telem_send_frame(struct telem *t, struct telem_frame __user *uf)
{
	struct telem_frame *f;
	int ret;

	f = kmalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;

	ret = -EFAULT;
	if (copy_from_user(&f->hdr, &uf->hdr, sizeof(f->hdr)))
		goto out;
	ret = -EBADMSG;
	if (f->hdr.magic != 0x5454 || f->hdr.body > sizeof(f->data))
		goto out;
	ret = -EFAULT;
	if (copy_from_user(f->data, uf->data, f->hdr.body))
		goto out;

	f->hdr.seq = (u32)t->frames++;
	ret = t->tty->ops->write(t->tty, (u8 *)f, sizeof(f->hdr) + f->hdr.body);
out:
	kfree(f);
	return ret;
}

/* expect: double-fetch safe */
static int telem_set_rates(struct telem *t, struct telem_window __user *uw)
{
	struct telem_window *w;
	struct telem_window seen;
	int err = -EINVAL;
	u32 i;

	if (copy_from_user(&seen, uw, sizeof(seen)))
		return -EFAULT;
	if (seen.nchan == 0)
		return 0;
	if (!mutex_trylock(&t->cfg))
		return -EBUSY;

	w = memdup_user(uw, struct_size(w, ch, TELEM_MAXCHAN));
	if (IS_ERR(w)) {
		err = PTR_ERR(w);
		goto unlock;
	}
	if (w->flags != 0 || w->nchan > TELEM_MAXCHAN) {
		pr_debug("%s: %u rates, flags %#x\n", t->tty->name, w->nchan, w->flags);
		goto free;
	}
	for (i = 0; i < w->nchan; i++) {
		if (w->ch[i].rate > 1000)
			goto free;
		t->rate[i] = w->ch[i].rate;
	}
	err = 0;
free:
	kfree(w);
unlock:
	mutex_unlock(&t->cfg);
	return err;
}

static int telem_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg)
{
	struct telem *t = tty->disc_data;
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case 0x7401:
		return telem_set_window(t, argp);
	case 0x7402:
		return telem_set_filter(t, argp);
	case 0x7403:
		return telem_attach(t, argp);
	case 0x7404:
		return telem_send_frame(t, argp);
	case 0x7407:
		return telem_set_rates(t, argp);
	case 0x7405:
		return telem_inject(t, argp, 64);
	default:
		if ((cmd >> 16) == 0x7406)
			return telem_wait_point(t, argp, cmd & 0xffff);
		return n_tty_ioctl_helper(tty, cmd, arg);
	}
}

static struct tty_ldisc_ops telem_ldisc = {
	.owner	= THIS_MODULE,
	.name	= "n_telem",
	.ioctl	= telem_ioctl,
};

MODULE_LICENSE("GPL");
MODULE_ALIAS_LDISC(27);
