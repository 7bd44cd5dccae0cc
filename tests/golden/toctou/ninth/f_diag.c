// SPDX-License-Identifier: GPL-2.0+
/*
 * f_diag.c -- USB gadget, vendor diagnostics function (character device half)
 *
 * The host side speaks a trivial framed protocol over one bulk pair.  Frames
 * come from a user space daemon through /dev/diagN.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/miscdevice.h>
#include <linux/usb/composite.h>

#define DIAG_MAX_XFER	4096
#define DIAG_MAX_BULK	(64 * 1024)
#define DIAG_MAX_SEGS	32
#define DIAG_IDENT_MAX	64
#define DIAG_NCHAN	8

#define DIAG_XF_ZLP	0x0001
#define DIAG_XF_ALL	0x0001

#define DIAG_IOC_LOG_OLD	0x4401
#define DIAG_IOC_LOG		0x4402

struct diag_xfer {
	__u32 length;
	__u16 flags;
	__u16 stream;
	__u64 cookie;
	__u8  payload[];
};

struct diag_seg {
	__u64 base;
	__u32 len;
	__u32 pad;
};

struct diag_mask {
	__u32 version;
	__u32 channel;
	__u8  bits[32];
};

struct diag_ctrl {
	__u8  bRequest;
	__u8  bRecipient;
	__u16 wLength;
	__u32 timeout;
	__u8  data[256];
};

struct diag_log_old {
	__u16 page;
	__u16 count;
};

struct diag_log {
	__u32 page;
	__u32 count;
	__u64 since;
};

struct diag_frame {
	__u8  type;
	__u8  chan;
	__u16 len;
};

struct f_diag {
	struct usb_function func;
	struct usb_ep *in_ep;
	struct usb_ep *out_ep;
	struct mutex io_mutex;
	spinlock_t lock;
	struct list_head idle;
	char ident[DIAG_IDENT_MAX];
	u8 mask[DIAG_NCHAN][32];
	u8 chanbuf[DIAG_NCHAN][512];
	u32 bad_len;
	u32 submitted;
	bool online;
};

static bool diag_len_ok(struct f_diag *d, u32 len)
{
	if (!len || len > DIAG_MAX_XFER - sizeof(struct diag_xfer)) {
		d->bad_len++;
		return false;
	}
	return true;
}

static struct usb_request *diag_get_req(struct f_diag *d)
{
	struct usb_request *req = NULL;
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	if (d->online && !list_empty(&d->idle)) {
		req = list_first_entry(&d->idle, struct usb_request, list);
		list_del_init(&req->list);
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return req;
}

static void diag_put_req(struct f_diag *d, struct usb_request *req)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	list_add_tail(&req->list, &d->idle);
	spin_unlock_irqrestore(&d->lock, flags);
}

static int diag_submit(struct f_diag *d, void *buf, size_t n)
{
	struct usb_request *req = diag_get_req(d);
	int ret;

	if (!req)
		return -EAGAIN;
	req->buf = buf;
	req->length = n;
	ret = usb_ep_queue(d->in_ep, req, GFP_KERNEL);
	if (ret)
		diag_put_req(d, req);
	else
		d->submitted++;
	return ret;
}

/* expect: double-fetch live gap_ */
static int diag_write_xfer(struct f_diag *d, struct diag_xfer __user *ux)
{
	struct usb_request *req;
	struct diag_xfer *x;
	u32 len;
	int ret;

	if (get_user(len, &ux->length))
		return -EFAULT;
	if (!diag_len_ok(d, len))
		return -EINVAL;

	req = diag_get_req(d);
	if (!req)
		return -EAGAIN;

	x = kmalloc(sizeof(*x) + len, GFP_KERNEL);
	if (!x) {
		ret = -ENOMEM;
		goto put;
	}
	if (copy_from_user(x, ux, sizeof(*x) + len)) {
		ret = -EFAULT;
		goto free;
	}
	if (x->flags & ~DIAG_XF_ALL) {
		pr_debug("diag: unknown flags %#x\n", x->flags);
		ret = -EINVAL;
		goto free;
	}

	req->buf = x;
	req->length = sizeof(*x) + x->length;
	req->zero = !!(x->flags & DIAG_XF_ZLP);
	ret = usb_ep_queue(d->in_ep, req, GFP_KERNEL);
	if (!ret) {
		d->submitted++;
		return 0;
	}
free:
	kfree(x);
put:
	diag_put_req(d, req);
	return ret;
}

/* expect: double-fetch safe */
static int diag_set_ident(struct f_diag *d, const char __user *name)
{
	char *s, *c;
	long n;
	int ret = 0;

	n = strnlen_user(name, DIAG_IDENT_MAX);
	if (n <= 0)
		return -EFAULT;
	if (n > DIAG_IDENT_MAX)
		return -ENAMETOOLONG;

	s = kmalloc(n, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	if (copy_from_user(s, name, n)) {
		kfree(s);
		return -EFAULT;
	}
	s[n - 1] = '\0';

	for (c = s; *c; c++) {
		if (*c < 0x20 || *c > 0x7e) {
			ret = -EINVAL;
			goto out;
		}
	}
	mutex_lock(&d->io_mutex);
	strscpy(d->ident, s, sizeof(d->ident));
	mutex_unlock(&d->io_mutex);
	pr_info("diag: now known as \"%s\"\n", s);
out:
	kfree(s);
	return ret;
}

/* expect: double-fetch live */
static int diag_queue_bulk(struct f_diag *d, struct diag_seg __user *segs,
			   unsigned int nsegs)
{
	struct diag_seg seg;
	size_t total = 0;
	unsigned int i;
	u8 *buf, *p;
	int ret;

	if (!nsegs || nsegs > DIAG_MAX_SEGS)
		return -EINVAL;

	for (i = 0; i < nsegs; i++) {
		if (copy_from_user(&seg, segs + i, sizeof(seg)))
			return -EFAULT;
		if (seg.len > DIAG_MAX_XFER)
			return -EMSGSIZE;
		total += seg.len;
	}
	if (!total || total > DIAG_MAX_BULK)
		return -EMSGSIZE;

	buf = kvmalloc(total, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;

	for (i = 0, p = buf; i < nsegs; i++) {
		ret = -EFAULT;
		if (copy_from_user(&seg, &segs[i], sizeof(seg)))
			goto out;
		if (copy_from_user(p, u64_to_user_ptr(seg.base), seg.len))
			goto out;
		p += seg.len;
	}

	ret = diag_submit(d, buf, p - buf);
	if (!ret)
		return 0;
out:
	kvfree(buf);
	return ret;
}

/* expect: double-fetch safe unused */
static int diag_set_mask(struct f_diag *d, struct diag_mask __user *um)
{
	struct diag_mask m;
	u32 ver;

	if (get_user(ver, &um->version))
		return -EFAULT;
	if (ver != 2) {
		pr_debug("diag: mask version %u not supported\n", ver);
		return -EOPNOTSUPP;
	}

	if (copy_from_user(&m, um, sizeof(m)))
		return -EFAULT;
	if (m.channel >= DIAG_NCHAN)
		return -ECHRNG;

	mutex_lock(&d->io_mutex);
	memcpy(d->mask[m.channel], m.bits, sizeof(m.bits));
	mutex_unlock(&d->io_mutex);

	pr_debug("diag: v%u mask for channel %u updated\n", ver, m.channel);
	return 0;
}

/* expect: double-fetch live */
static long diag_ctrl_setup(struct f_diag *d, void __user *argp)
{
	const size_t fixed = offsetof(struct diag_ctrl, data);
	struct usb_request *req;
	struct diag_ctrl c;
	long ret;

	if (copy_from_user(&c, argp, fixed))
		return -EFAULT;
	if (c.wLength > sizeof(c.data))
		return -EINVAL;
	if (c.timeout > 5000)
		c.timeout = 5000;

	if (mutex_lock_interruptible(&d->io_mutex))
		return -ERESTARTSYS;

	/* fetch the data stage, the fixed part in front is small anyway */
	if (copy_from_user(&c, argp, fixed + c.wLength)) {
		ret = -EFAULT;
		goto unlock;
	}

	req = diag_get_req(d);
	if (!req) {
		ret = -EBUSY;
		goto unlock;
	}
	memcpy(req->buf, c.data, c.wLength);
	req->length = c.wLength;
	ret = usb_ep_queue(d->out_ep, req, GFP_KERNEL);
	if (ret)
		diag_put_req(d, req);
unlock:
	mutex_unlock(&d->io_mutex);
	return ret;
}

/* expect: double-fetch safe exclusive-paths */
static long diag_log_page(struct f_diag *d, unsigned int cmd, void __user *argp)
{
	struct diag_log_old old;
	struct diag_log log = { };
	int idx;

	if (cmd == DIAG_IOC_LOG_OLD) {
		if (copy_from_user(&old, argp, sizeof(old)))
			return -EFAULT;
		if (old.page >= DIAG_NCHAN)
			return -EINVAL;
		log.page = old.page;
		log.count = old.count;
	}

	if (!d->online)
		return -ENODEV;
	pr_debug("diag: log request, ident %s\n", d->ident);

	if (cmd != DIAG_IOC_LOG_OLD) {
		if (copy_from_user(&log, argp, sizeof(log)))
			return -EFAULT;
		if (log.since > ktime_get_real_seconds())
			return -ERANGE;
		if (log.page >= DIAG_NCHAN)
			return -EINVAL;
	}

	idx = log.page;
	if (log.count > sizeof(d->chanbuf[0]))
		log.count = sizeof(d->chanbuf[0]);
	return diag_submit(d, d->chanbuf[idx], log.count);
}

/* expect: double-fetch live */
static ssize_t diag_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct f_diag *d = iocb->ki_filp->private_data;
	size_t count = iov_iter_count(from);
	struct diag_frame fr;
	u8 *chan, frame[512];

	if (count < sizeof(fr) || count > sizeof(frame))
		return -EINVAL;

	/* peek at the header to learn where this goes */
	if (!copy_from_iter_full(&fr, sizeof(fr), from))
		return -EFAULT;
	if (fr.chan >= DIAG_NCHAN || fr.len > count - sizeof(fr)) {
		pr_debug("diag: frame for channel %u, %u bytes\n", fr.chan, fr.len);
		return -EINVAL;
	}
	iov_iter_revert(from, sizeof(fr));

	if (!copy_from_iter_full(frame, count, from))
		return -EFAULT;

	chan = d->chanbuf[((struct diag_frame *)frame)->chan];
	mutex_lock(&d->io_mutex);
	memcpy(chan, frame + sizeof(fr), fr.len);
	d->submitted++;
	mutex_unlock(&d->io_mutex);
	return count;
}

static long diag_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct f_diag *d = file->private_data;
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case 0x4400:
		return diag_write_xfer(d, argp);
	case DIAG_IOC_LOG_OLD:
	case DIAG_IOC_LOG:
		return diag_log_page(d, cmd, argp);
	case 0x4403:
		return diag_set_ident(d, argp);
	case 0x4404:
		return diag_set_mask(d, argp);
	case 0x4405:
		return diag_ctrl_setup(d, argp);
	default:
		if ((cmd & 0xff00) == 0x4500)
			return diag_queue_bulk(d, argp, cmd & 0xff);
		return -ENOTTY;
	}
}

static const struct file_operations diag_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= diag_ioctl,
	.write_iter	= diag_write_iter,
};

MODULE_LICENSE("GPL");
