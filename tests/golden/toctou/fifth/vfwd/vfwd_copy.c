#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "vfwd.h"

int vfwd_fetch_hdr(struct vfwd_hdr *h, const void __user *u)
{
	if (copy_from_user(h, u, sizeof(*h)))
		return -EFAULT;
	if (h->len > VFWD_MAX)
		return -E2BIG;
	return 0;
}

struct vfwd_msg *vfwd_fetch_msg(const void __user *u, u32 len)
{
	return memdup_user(u, sizeof(struct vfwd_msg) + len);
}

int vfwd_permit(struct vfwd_dev *dev, const struct vfwd_ctl __user *u)
{
	u32 cmd;

	if (get_user(cmd, &u->cmd))
		return -EFAULT;
	if (cmd != VFWD_READ && !dev->writable)
		return -EPERM;
	return 0;
}

long vfwd_iov_total(const struct vfwd_iov __user *u, unsigned int n)
{
	struct vfwd_iov v;
	unsigned int i;
	long total = 0;

	for (i = 0; i < n; i++) {
		if (copy_from_user(&v, u + i, sizeof(v)))
			return -EFAULT;
		if (v.len > VFWD_MAX)
			return -EINVAL;
		total += v.len;
	}
	return total;
}

int vfwd_consume(struct vfwd_dev *dev, const struct vfwd_hdr *h, const u8 *data, u32 room)
{
	if (h->len > room || h->len > sizeof(dev->buf))
		return -EINVAL;
	memcpy(dev->buf, data, h->len);
	return 0;
}
