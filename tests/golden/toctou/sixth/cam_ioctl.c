#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/fs.h>
#include <linux/capability.h>

#define CAM_MAX_REQ	4096
#define CAM_REG_WRITE	0x01
#define CAM_RAW_ACCESS	0x80

struct cam_req {
	__u32 size;
	__u32 op;
	__u32 flags;
	__u32 count;
	__u8 data[];
};

struct cam_window {
	__u32 version;
	__u32 len;
	__u32 slot;
	__u8 payload[52];
};

struct cam_dev {
	struct mutex lock;
	u32 regs[64];
	u8 frame[256];
	int (*mode[4])(struct cam_dev *cam);
};

static void cam_raw_poke(struct cam_dev *cam, struct cam_req *req)
{
	cam->regs[0] ^= req->data[0];
}

/* expect: double-fetch live */
static long cam_submit(struct cam_dev *cam, struct cam_req __user *ureq)
{
	struct cam_req *req;
	u32 size;
	long ret = 0;

	if (__get_user(size, &ureq->size))
		return -EFAULT;
	if (size < sizeof(*req) || size > CAM_MAX_REQ)
		return -EINVAL;

	req = kmalloc(size, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	if (__copy_from_user(req, ureq, size)) {
		ret = -EFAULT;
		goto out;
	}
	mutex_lock(&cam->lock);
	if (__copy_to_user(ureq, req, req->size))
		ret = -EFAULT;
	mutex_unlock(&cam->lock);
out:
	kfree(req);
	return ret;
}

/* expect: double-fetch safe */
static long cam_submit_pinned(struct cam_dev *cam, struct cam_req __user *ureq)
{
	struct cam_req *req;
	u32 size;
	long ret = 0;

	if (__get_user(size, &ureq->size))
		return -EFAULT;
	if (size < sizeof(*req) || size > CAM_MAX_REQ)
		return -EINVAL;

	req = kmalloc(size, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	if (__copy_from_user(req, ureq, size)) {
		ret = -EFAULT;
		goto out;
	}
	req->size = size;
	mutex_lock(&cam->lock);
	if (__copy_to_user(ureq, req, req->size))
		ret = -EFAULT;
	mutex_unlock(&cam->lock);
out:
	kfree(req);
	return ret;
}

/* expect: double-fetch live */
static long cam_load_regs(struct cam_dev *cam, void __user *arg)
{
	struct cam_req *head, *full;
	u32 i, *vals;
	long ret = 0;

	head = memdup_user(arg, sizeof(*head));
	if (IS_ERR(head))
		return PTR_ERR(head);
	if (head->count > ARRAY_SIZE(cam->regs)) {
		kfree(head);
		return -E2BIG;
	}
	full = memdup_user(arg, sizeof(*full) + head->count * sizeof(u32));
	kfree(head);
	if (IS_ERR(full))
		return PTR_ERR(full);

	vals = (u32 *)full->data;
	for (i = 0; i < full->count; i++)
		cam->regs[i] = vals[i];
	kfree(full);
	return ret;
}

/* expect: double-fetch safe */
static long cam_load_regs_same(struct cam_dev *cam, void __user *arg)
{
	struct cam_req *head, *full;
	u32 i, n, *vals;

	head = memdup_user(arg, sizeof(*head));
	if (IS_ERR(head))
		return PTR_ERR(head);
	n = head->count;
	kfree(head);
	if (n > ARRAY_SIZE(cam->regs))
		return -E2BIG;
	full = memdup_user(arg, sizeof(*full) + n * sizeof(u32));
	if (IS_ERR(full))
		return PTR_ERR(full);
	if (unlikely(full->count != n)) {
		kfree(full);
		return -EAGAIN;
	}

	vals = (u32 *)full->data;
	for (i = 0; i < full->count; i++)
		cam->regs[i] = vals[i];
	kfree(full);
	return 0;
}

/* expect: double-fetch safe */
static long cam_write_frame(struct cam_dev *cam, struct cam_req __user *ureq)
{
	struct cam_req hd;
	struct cam_req *req;

	if (copy_from_user(&hd, ureq, sizeof(hd)))
		return -EFAULT;
	if (hd.size < sizeof(hd) || hd.size > CAM_MAX_REQ)
		return -EINVAL;
	req = kzalloc(hd.size, GFP_KERNEL);
	if (!req)
		return -ENOMEM;
	memcpy(req, &hd, sizeof(hd));
	if (copy_from_user(req->data, ureq + 1, hd.size - sizeof(hd))) {
		kfree(req);
		return -EFAULT;
	}
	memcpy(cam->frame, req->data, min_t(u32, req->size - sizeof(hd), sizeof(cam->frame)));
	kfree(req);
	return 0;
}

/* expect: double-fetch safe */
static long cam_window_min(struct cam_dev *cam, struct cam_window __user *uw)
{
	struct cam_window w;
	u32 len, n;

	if (get_user(len, &uw->len))
		return -EFAULT;
	if (!len || len > sizeof(w.payload))
		return -EINVAL;
	if (copy_from_user(&w, uw, sizeof(w)))
		return -EFAULT;
	n = min_t(u32, w.len, sizeof(w.payload));
	memcpy(cam->frame, w.payload, n);
	return 0;
}

/* expect: double-fetch live */
static long cam_set_mode(struct cam_dev *cam, struct cam_window __user *uw)
{
	struct cam_window w;
	u32 slot;

	if (get_user(slot, &uw->slot))
		return -EFAULT;
	switch (slot) {
	case 0:
	case 1:
	case 2:
	case 3:
		break;
	default:
		return -ENOTTY;
	}
	if (copy_from_user(&w, uw, sizeof(w)))
		return -EFAULT;
	return cam->mode[w.slot](cam);
}

/* expect: double-fetch safe */
static long cam_prefault(struct cam_dev *cam, struct cam_window __user *uw)
{
	struct cam_window w;
	u32 dummy;

	/* bring the page in before we take the lock */
	if (get_user(dummy, &uw->version))
		return -EFAULT;
	mutex_lock(&cam->lock);
	if (copy_from_user(&w, uw, sizeof(w))) {
		mutex_unlock(&cam->lock);
		return -EFAULT;
	}
	if (w.version != 2 || w.len > sizeof(w.payload)) {
		mutex_unlock(&cam->lock);
		return -EINVAL;
	}
	memcpy(cam->frame, w.payload, w.len);
	mutex_unlock(&cam->lock);
	return 0;
}

/* expect: double-fetch live */
static long cam_exec(struct cam_dev *cam, struct cam_req __user *ureq)
{
	struct cam_req *req;
	u32 flags;

	if (get_user(flags, &ureq->flags))
		return -EFAULT;
	if ((flags & CAM_RAW_ACCESS) && !capable(CAP_SYS_RAWIO))
		return -EPERM;

	req = memdup_user(ureq, sizeof(*req) + 16);
	if (IS_ERR(req))
		return PTR_ERR(req);
	if (req->flags & CAM_RAW_ACCESS)
		cam_raw_poke(cam, req);
	kfree(req);
	return 0;
}

/* expect: double-fetch safe */
static long cam_exec_again(struct cam_dev *cam, struct cam_req __user *ureq)
{
	struct cam_req *req;
	u32 flags;
	long ret = 0;

	if (get_user(flags, &ureq->flags))
		return -EFAULT;
	if ((flags & CAM_RAW_ACCESS) && !capable(CAP_SYS_RAWIO))
		return -EPERM;

	req = memdup_user(ureq, sizeof(*req) + 16);
	if (IS_ERR(req))
		return PTR_ERR(req);
	if ((req->flags & CAM_RAW_ACCESS) && !capable(CAP_SYS_RAWIO)) {
		ret = -EPERM;
		goto out;
	}
	if (req->flags & CAM_RAW_ACCESS)
		cam_raw_poke(cam, req);
out:
	kfree(req);
	return ret;
}

static long cam_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct cam_dev *cam = file->private_data;
	void __user *p = (void __user *)arg;

	switch (cmd) {
	case 1: return cam_submit(cam, p);
	case 2: return cam_submit_pinned(cam, p);
	case 3: return cam_load_regs(cam, p);
	case 4: return cam_load_regs_same(cam, p);
	case 5: return cam_write_frame(cam, p);
	case 6: return cam_window_min(cam, p);
	case 7: return cam_set_mode(cam, p);
	case 8: return cam_prefault(cam, p);
	case 9: return cam_exec(cam, p);
	case 10: return cam_exec_again(cam, p);
	}
	return -ENOTTY;
}

static const struct file_operations cam_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = cam_ioctl,
};
MODULE_LICENSE("GPL");
