#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "vfwd.h"

static struct vfwd_dev vfwd_the_dev;

/* expect: double-fetch live gap_ */
int vfwd_ctl(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_ctl c;
	int ret;

	ret = vfwd_permit(dev, arg);
	if (ret)
		return ret;
	if (copy_from_user(&c, arg, sizeof(c)))
		return -EFAULT;
	switch (c.cmd) {
	case VFWD_WRITE:
		dev->slots[c.slot % 64] = c.value;
		return 0;
	case VFWD_ERASE:
		memset(dev->slots, 0, sizeof(dev->slots));
		return 0;
	}
	return 0;
}

/* expect: double-fetch safe */
int vfwd_ctl_once(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_ctl c;

	if (copy_from_user(&c, arg, sizeof(c)))
		return -EFAULT;
	if (c.cmd != VFWD_READ && !dev->writable)
		return -EPERM;
	if (c.cmd == VFWD_WRITE)
		dev->slots[c.slot % 64] = c.value;
	return 0;
}

/* expect: double-fetch live */
int vfwd_gather(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_iov __user *u = arg;
	struct vfwd_iov v;
	unsigned int i;
	u8 *out, *at;
	long total;

	total = vfwd_iov_total(u, VFWD_IOVS);
	if (total <= 0)
		return total;
	out = kmalloc(total, GFP_KERNEL);
	if (!out)
		return -ENOMEM;
	at = out;
	for (i = 0; i < VFWD_IOVS; i++) {
		if (copy_from_user(&v, u + i, sizeof(v)))
			goto fault;
		if (copy_from_user(at, (void __user *)(unsigned long)v.base, v.len))
			goto fault;
		at += v.len;
	}
	kfree(dev->store);
	dev->store = out;
	return 0;
fault:
	kfree(out);
	return -EFAULT;
}

/* expect: double-fetch safe */
int vfwd_gather_bounded(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_iov __user *u = arg;
	struct vfwd_iov v;
	unsigned int i;
	long total, left;
	u8 *out, *at;

	total = vfwd_iov_total(u, VFWD_IOVS);
	if (total <= 0)
		return total;
	out = kzalloc(total, GFP_KERNEL);
	if (!out)
		return -ENOMEM;
	at = out;
	left = total;
	for (i = 0; i < VFWD_IOVS; i++) {
		if (copy_from_user(&v, u + i, sizeof(v)))
			goto fault;
		if (v.len > left)
			goto fault;
		if (copy_from_user(at, (void __user *)(unsigned long)v.base, v.len))
			goto fault;
		at += v.len;
		left -= v.len;
	}
	kfree(dev->store);
	dev->store = out;
	return 0;
fault:
	kfree(out);
	return -EFAULT;
}

static long vfwd_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	struct vfwd_dev *dev = &vfwd_the_dev;
	unsigned int i;
	long ret = -ENOTTY;

	mutex_lock(&dev->lock);
	for (i = 0; i < vfwd_nops; i++) {
		if (vfwd_ops[i].nr == nr) {
			ret = vfwd_ops[i].fn(dev, (void __user *)arg);
			break;
		}
	}
	mutex_unlock(&dev->lock);
	return ret;
}

static const struct file_operations vfwd_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = vfwd_ioctl,
};

static struct miscdevice vfwd_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "vfwd",
	.fops = &vfwd_fops,
};
module_misc_device(vfwd_misc);
MODULE_LICENSE("GPL");
