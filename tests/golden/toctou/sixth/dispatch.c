#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/fs.h>
#include <linux/io_uring.h>

struct dp_hdr {
	__u32 cmd;
	__u32 len;
};

struct dp_msg {
	struct dp_hdr h;
	__u8 data[120];
};

struct dp_dev {
	u8 sink[120];
	u32 opens;
	u32 quota[4];
};

struct dp_uring {
	__u32 slot;
	__u32 value;
};

static int dp_header_ok(const void __user *arg)
{
	struct dp_hdr h;

	if (copy_from_user(&h, arg, sizeof(h)))
		return -EFAULT;
	if (h.len > sizeof_field(struct dp_msg, data))
		return -EMSGSIZE;
	return 0;
}

static int dp_do_write(struct dp_dev *d, const void __user *arg)
{
	struct dp_msg m;

	if (copy_from_user(&m, arg, sizeof(m)))
		return -EFAULT;
	memcpy(d->sink, m.data, m.h.len);
	return 0;
}

static int dp_do_write_strict(struct dp_dev *d, const void __user *arg)
{
	struct dp_msg m;

	if (copy_from_user(&m, arg, sizeof(m)))
		return -EFAULT;
	if (m.h.len > sizeof(m.data))
		return -EMSGSIZE;
	memcpy(d->sink, m.data, m.h.len);
	return 0;
}

/* expect: double-fetch live */
int dp_write(struct dp_dev *d, const void __user *arg)
{
	int err = dp_header_ok(arg);

	if (err < 0)
		return err;
	d->opens++;
	return dp_do_write(d, arg);
}

/* expect: double-fetch safe */
int dp_write_strict(struct dp_dev *d, const void __user *arg)
{
	int err = dp_header_ok(arg);

	if (err < 0)
		return err;
	d->opens++;
	return dp_do_write_strict(d, arg);
}

typedef int (*dp_fn)(struct dp_dev *d, const void __user *arg);

static int dp_do_quota(struct dp_dev *d, const void __user *arg)
{
	d->quota[0]++;
	return 0;
}

static const struct {
	u32 cmd;
	dp_fn fn;
} dp_ops[] = {
	{ 0, dp_do_quota },
	{ 1, dp_do_write },
};

/* expect: double-fetch live */
long dp_table(struct dp_dev *d, void __user *arg)
{
	struct dp_hdr h;

	if (copy_from_user(&h, arg, sizeof(h)))
		return -EFAULT;
	if (h.cmd >= ARRAY_SIZE(dp_ops))
		return -ENOTTY;
	if (h.len > 120)
		return -EMSGSIZE;
	return dp_ops[h.cmd].fn(d, arg);
}

static inline int dp_fetch32(u32 *to, const u32 __user *from)
{
	return get_user(*to, from) ? -EFAULT : 0;
}

/* expect: double-fetch live */
int dp_quota(struct dp_dev *d, struct dp_uring __user *u)
{
	u32 slot, v;

	if (dp_fetch32(&slot, &u->slot) || slot >= 4)
		return -EINVAL;
	if (dp_fetch32(&v, &u->value))
		return -EFAULT;
	if (dp_fetch32(&slot, &u->slot))
		return -EFAULT;
	d->quota[slot] = v;
	return 0;
}

static long dp_payload_len(const struct dp_msg __user *um)
{
	u32 len;

	if (get_user(len, &um->h.len))
		return -EFAULT;
	if (len > 120)
		return -EMSGSIZE;
	return len;
}

static void dp_parse(struct dp_dev *d, const struct dp_msg *m)
{
	u32 i;

	for (i = 0; i < m->h.len; i++)
		d->sink[i] = m->data[i];
}

/* expect: double-fetch live */
int dp_alloc_parse(struct dp_dev *d, const struct dp_msg __user *um)
{
	long len = dp_payload_len(um);
	struct dp_msg *m;

	if (len < 0)
		return len;
	m = memdup_user(um, sizeof(struct dp_hdr) + len);
	if (IS_ERR(m))
		return PTR_ERR(m);
	dp_parse(d, m);
	kfree(m);
	return 0;
}

static struct dp_msg *dp_recopy(const struct dp_msg __user *um, u32 len)
{
	struct dp_msg *m = memdup_user(um, sizeof(struct dp_hdr) + len);

	if (!IS_ERR(m))
		m->h.len = len;
	return m;
}

/* expect: double-fetch safe */
int dp_alloc_parse_keep(struct dp_dev *d, const struct dp_msg __user *um)
{
	long len = dp_payload_len(um);
	struct dp_msg *m;

	if (len < 0)
		return len;
	m = dp_recopy(um, len);
	if (IS_ERR(m))
		return PTR_ERR(m);
	dp_parse(d, m);
	kfree(m);
	return 0;
}

/* expect: double-fetch safe */
long dp_switch(struct dp_dev *d, unsigned int cmd, void __user *arg)
{
	struct dp_hdr h;
	long err;

	switch (cmd) {
	case 0x4001:
		if (copy_from_user(&h, arg, sizeof(h)))
			return -EFAULT;
		if (h.cmd > 3)
			return -EINVAL;
		d->quota[h.cmd]++;
		err = 0;
		break;
	case 0x4002:
		err = dp_do_write_strict(d, arg);
		break;
	default:
		err = -ENOTTY;
	}
	return err;
}

/* expect: double-fetch safe */
int dp_late_check(struct dp_dev *d, const struct dp_msg __user *um)
{
	struct dp_msg m;
	u32 cmd;

	if (get_user(cmd, &um->h.cmd))
		return -EFAULT;
	if (copy_from_user(&m, um, sizeof(m)))
		return -EFAULT;
	if (m.h.cmd > 3 || m.h.len > sizeof(m.data))
		return -EINVAL;
	d->quota[m.h.cmd]++;
	memcpy(d->sink, m.data, m.h.len);
	return 0;
}

/* expect: double-load live */
int dp_uring_cmd(struct io_uring_cmd *ioucmd, struct dp_dev *d)
{
	const struct dp_uring *c = io_uring_sqe_cmd(ioucmd->sqe);

	if (READ_ONCE(c->slot) >= 4)
		return -EINVAL;
	d->quota[READ_ONCE(c->slot)] = READ_ONCE(c->value);
	return 0;
}

/* expect: double-load safe */
int dp_uring_cmd_once(struct io_uring_cmd *ioucmd, struct dp_dev *d)
{
	const struct dp_uring *c = io_uring_sqe_cmd(ioucmd->sqe);
	u32 slot = READ_ONCE(c->slot);

	if (slot >= 4)
		return -EINVAL;
	d->quota[slot] = READ_ONCE(c->value);
	return 0;
}

/* expect: double-fetch live */
long dp_core(struct file *f, unsigned int cmd, unsigned long uarg)
{
	struct dp_dev *d = f->private_data;
	char stack[128];
	struct dp_hdr *h = (struct dp_hdr *)stack;
	unsigned int sz = _IOC_SIZE(cmd);

	if (sz < sizeof(*h) || sz > sizeof(stack))
		return -EINVAL;
	if (copy_from_user(stack, (void __user *)uarg, sz))
		return -EFAULT;
	if (h->len > 120)
		return -EMSGSIZE;
	switch (h->cmd) {
	case 7:
		return dp_do_write(d, (const void __user *)uarg);
	default:
		return -ENOTTY;
	}
}
MODULE_LICENSE("GPL");
