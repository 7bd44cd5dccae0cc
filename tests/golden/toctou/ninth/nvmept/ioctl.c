// SPDX-License-Identifier: GPL-2.0
/*
 * NVMe passthrough for unprivileged tools: ioctl and mmap front end.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "nvmept.h"

static bool nvmept_opcode_allowed(u8 opcode, fmode_t mode)
{
	switch (opcode) {
	case nvme_cmd_read:
	case nvme_cmd_compare:
		return true;
	case nvme_cmd_write:
	case nvme_cmd_write_zeroes:
		return mode & FMODE_WRITE;
	default:
		return capable(CAP_SYS_ADMIN);
	}
}

static int nvmept_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct nvmept_dev *dev = file->private_data;
	struct nvmept_queue *q = &dev->queue;

	if (!q->sq) {
		q->sq = vmalloc_user(q->depth * sizeof(*q->sq));
		if (!q->sq)
			return -ENOMEM;
	}
	return remap_vmalloc_range(vma, q->sq, 0);
}

/* expect: double-fetch live gap_ */
static int nvmept_ioctl_io(struct nvmept_dev *dev, struct file *file,
			   struct nvmept_cmd __user *ucmd)
{
	u8 opcode, flags;
	int ret;

	if (get_user(opcode, &ucmd->opcode) || get_user(flags, &ucmd->flags))
		return -EFAULT;
	if (flags) {
		pr_debug("nvmept: flags %#x are reserved\n", flags);
		return -EINVAL;
	}
	if (!nvmept_opcode_allowed(opcode, file->f_mode)) {
		pr_debug("nvmept: opcode %#x refused for %s\n", opcode,
			 current->comm);
		return -EACCES;
	}

	mutex_lock(&dev->lock);
	dev->nr_cmds++;
	ret = nvmept_exec_user(dev, ucmd);
	mutex_unlock(&dev->lock);
	return ret;
}

/* expect: double-fetch safe compared */
static int nvmept_ioctl_admin(struct nvmept_dev *dev, struct file *file,
			      struct nvmept_cmd __user *ucmd)
{
	u8 opcode;
	u32 nsid;

	if (get_user(opcode, &ucmd->opcode))
		return -EFAULT;
	if (get_user(nsid, &ucmd->nsid))
		return -EFAULT;

	if (nsid == NVME_NSID_ALL && !capable(CAP_SYS_RAWIO))
		return -EPERM;
	switch (opcode) {
	case nvme_admin_identify:
	case nvme_admin_get_log_page:
		break;
	default:
		if (!capable(CAP_SYS_ADMIN))
			return -EACCES;
	}
	return nvmept_exec_admin(dev, ucmd, opcode, nsid);
}

/* expect: double-fetch live */
static int nvmept_ioctl_meta(struct nvmept_dev *dev,
			     struct nvmept_cmd __user *ucmd)
{
	struct nvmept_limits lim;
	struct nvmept_cmd c;
	void *meta;
	int ret = 0;

	memset(&c, 0, sizeof(c));
	if (copy_from_user(&c, ucmd, offsetof(struct nvmept_cmd, timeout_ms)))
		return -EFAULT;
	if (!c.metadata || !c.metadata_len || c.metadata_len > NVMEPT_MAX_META)
		return -EINVAL;

	meta = kzalloc(c.metadata_len, GFP_KERNEL);
	if (!meta)
		return -ENOMEM;

	/* first generation tools stop before the timeout */
	if (copy_from_user(&lim, (u8 __user *)ucmd +
			   offsetof(struct nvmept_cmd, data_len), sizeof(lim)))
		lim.timeout_ms = 0, lim.metadata_len = c.metadata_len;
	if (lim.timeout_ms > 60000) {
		ret = -ERANGE;
		goto out;
	}

	if (copy_from_user(meta, u64_to_user_ptr(c.metadata), lim.metadata_len)) {
		ret = -EFAULT;
		goto out;
	}
	pr_debug("nvmept: %u bytes of metadata, first %#x\n", c.metadata_len,
		 *(u8 *)meta);
	dev->nr_cmds++;
out:
	kfree(meta);
	return ret;
}

/* expect: double-fetch safe rechecked */
static int nvmept_ioctl_bounce(struct nvmept_dev *dev,
			       struct nvmept_cmd __user *ucmd)
{
	void *bounce;
	u32 len;
	int ret;

	if (get_user(len, &ucmd->data_len))
		return -EFAULT;
	if (!len || len > NVMEPT_MAX_XFER)
		return -EINVAL;
	len = round_up(len, 1U << dev->lba_shift);

	bounce = kvzalloc(len, GFP_KERNEL);
	if (!bounce)
		return -ENOMEM;

	mutex_lock(&dev->lock);
	ret = nvmept_fill_bounce(dev, bounce, len, ucmd);
	mutex_unlock(&dev->lock);

	kvfree(bounce);
	return ret;
}

/* expect: double-fetch safe retry */
static int nvmept_ioctl_peek(struct nvmept_dev *dev,
			     struct nvmept_cmd __user *ucmd)
{
	struct nvmept_cmd c;
	u32 dummy;

	/* fault the page in before we take the lock, the value is not needed */
	if (get_user(dummy, &ucmd->nsid))
		return -EFAULT;

	mutex_lock(&dev->lock);
	pagefault_disable();
	if (__copy_from_user_inatomic(&c, ucmd, sizeof(c))) {
		dev->nr_again++;
		pagefault_enable();
		mutex_unlock(&dev->lock);
		return -EAGAIN;
	}
	pagefault_enable();

	if (c.nsid != 1 || c.cdw10[0] >= dev->capacity) {
		mutex_unlock(&dev->lock);
		return -EINVAL;
	}
	dev->nr_cmds++;
	mutex_unlock(&dev->lock);
	return nvmept_rw(dev, false, c.cdw10[0], 1);
}

/* expect: double-load live */
static int nvmept_kick(struct nvmept_dev *dev, u32 n)
{
	struct nvmept_queue *q = &dev->queue;
	const struct nvmept_sqe *sqe;
	int ret, done = 0;

	if (!q->sq)
		return -ENXIO;
	n = min(n, q->depth);

	while (n--) {
		sqe = &q->sq[q->head++ & (q->depth - 1)];
		if (sqe->op >= NVMEPT_NR_OPS) {
			q->bad++;
			continue;
		}
		ret = nvmept_issue(q, sqe);
		if (ret == -EAGAIN)
			break;
		if (ret < 0)
			pr_debug("nvmept: sqe failed: %d\n", ret);
		done++;
	}
	return done;
}

static long nvmept_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct nvmept_dev *dev = file->private_data;
	struct nvmept_cmd __user *ucmd = (void __user *)arg;

	switch (cmd) {
	case 0x4e40:
		return nvmept_ioctl_io(dev, file, ucmd);
	case 0x4e41:
		return nvmept_ioctl_admin(dev, file, ucmd);
	case 0x4e42:
		return nvmept_ioctl_meta(dev, ucmd);
	case 0x4e43:
		return nvmept_ioctl_bounce(dev, ucmd);
	case 0x4e44:
		return nvmept_ioctl_peek(dev, ucmd);
	case 0x4e45:
		return nvmept_kick(dev, arg);
	}
	return -ENOTTY;
}

static const struct file_operations nvmept_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= nvmept_ioctl,
	.mmap		= nvmept_mmap,
};

MODULE_LICENSE("GPL v2");
