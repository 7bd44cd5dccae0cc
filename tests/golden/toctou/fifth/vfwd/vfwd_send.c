#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "vfwd.h"

/* expect: double-fetch live */
static int vfwd_send(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_hdr h;
	struct vfwd_msg *msg;
	int ret;

	ret = vfwd_fetch_hdr(&h, arg);
	if (ret)
		return ret;
	msg = vfwd_fetch_msg(arg, h.len);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	memcpy(dev->buf, msg->data, msg->hdr.len);
	kfree(msg);
	return 0;
}

/* expect: double-fetch safe */
static int vfwd_send_fixed(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_hdr h;
	struct vfwd_msg *msg;
	int ret;

	ret = vfwd_fetch_hdr(&h, arg);
	if (ret)
		return ret;
	msg = vfwd_fetch_msg(arg, h.len);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	msg->hdr = h;
	memcpy(dev->buf, msg->data, msg->hdr.len);
	kfree(msg);
	return 0;
}

/* expect: double-fetch safe */
static int vfwd_send_cmp(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_hdr h;
	struct vfwd_msg *msg;
	int ret;

	ret = vfwd_fetch_hdr(&h, arg);
	if (ret)
		return ret;
	msg = vfwd_fetch_msg(arg, h.len);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	if (memcmp(&h, &msg->hdr, sizeof(h))) {
		ret = -EAGAIN;
		goto out;
	}
	memcpy(dev->buf, msg->data, msg->hdr.len);
out:
	kfree(msg);
	return ret;
}

/* expect: double-fetch safe */
static int vfwd_send_rest(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_hdr h;
	int ret;

	ret = vfwd_fetch_hdr(&h, arg);
	if (ret)
		return ret;
	if (copy_from_user(dev->buf, arg + sizeof(h), h.len))
		return -EFAULT;
	return h.cmd == VFWD_WRITE;
}

/* expect: double-fetch safe */
static int vfwd_send_recheck(struct vfwd_dev *dev, void __user *arg)
{
	struct vfwd_hdr h;
	struct vfwd_msg *msg;
	int ret;

	ret = vfwd_fetch_hdr(&h, arg);
	if (ret)
		return ret;
	msg = vfwd_fetch_msg(arg, h.len);
	if (IS_ERR(msg))
		return PTR_ERR(msg);
	ret = vfwd_consume(dev, &msg->hdr, msg->data, h.len);
	kfree(msg);
	return ret;
}

const struct vfwd_op vfwd_ops[] = {
	{ 1, vfwd_send },
	{ 2, vfwd_send_fixed },
	{ 3, vfwd_send_cmp },
	{ 4, vfwd_send_rest },
	{ 5, vfwd_send_recheck },
	{ 6, vfwd_gather },
	{ 7, vfwd_gather_bounded },
	{ 8, vfwd_ctl },
	{ 9, vfwd_ctl_once },
};
const unsigned int vfwd_nops = ARRAY_SIZE(vfwd_ops);
