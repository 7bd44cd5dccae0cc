// SPDX-License-Identifier: GPL-2.0-only
/* control queue */
#include "vqnet.h"

#define VQ_MAC_MAX 1024u

static int vq_ctl_rx(struct vqnet *vn, void __user *msg)
{
	struct vq_ctl_rx rx;

	if (copy_from_user(&rx, msg, sizeof(rx)))
		return -EFAULT;
	vn->rx_mode = rx.mode;
	vn->rx_filter = rx.filter;
	vn->ctl_seen[rx.hdr.class]++;
	return 0;
}

static int vq_ctl_mq(struct vqnet *vn, void __user *msg)
{
	struct vq_ctl_mq mq;

	if (copy_from_user(&mq, msg, sizeof(mq)))
		return -EFAULT;
	if (!mq.pairs || mq.pairs > 16)
		return -ERANGE;
	vn->pairs = mq.pairs;
	return 0;
}

/* expect: double-fetch live */
int vqnet_ctl(struct vqnet *vn, void __user *msg)
{
	struct vq_ctl_hdr h;
	int err;

	if (copy_from_user(&h, msg, sizeof(h)))
		return -EFAULT;
	mutex_lock(&vn->lock);
	switch (h.class) {
	case VQ_CLASS_RX:
		err = vq_ctl_rx(vn, msg);
		break;
	case VQ_CLASS_MQ:
		err = vq_ctl_mq(vn, msg);
		break;
	default:
		err = -EOPNOTSUPP;
	}
	mutex_unlock(&vn->lock);
	return err;
}

/* expect: double-fetch safe rest-only */
int vqnet_ctl_split(struct vqnet *vn, void __user *msg)
{
	struct vq_ctl_rx rx;
	int err = 0;

	if (copy_from_user(&rx.hdr, msg, sizeof(rx.hdr)))
		return -EFAULT;
	if (rx.hdr.class >= VQ_CLASS_NR || rx.hdr.flags)
		return -EINVAL;
	mutex_lock(&vn->lock);
	if (rx.hdr.class == VQ_CLASS_RX) {
		if (copy_from_user(&rx.mode, msg + sizeof(rx.hdr),
				   sizeof(rx) - sizeof(rx.hdr))) {
			err = -EFAULT;
		} else {
			vn->rx_mode = rx.mode;
			vn->rx_filter = rx.filter;
		}
	}
	vn->ctl_seen[rx.hdr.class]++;
	mutex_unlock(&vn->lock);
	return err;
}

static void vq_macs_set(struct vqnet *vn, u8 (*macs)[ETH_ALEN], u32 n)
{
	mutex_lock(&vn->lock);
	kfree(vn->macs);
	vn->macs = macs;
	vn->nmacs = n;
	mutex_unlock(&vn->lock);
}

/* expect: double-fetch live */
int vqnet_ctl_macs(struct vqnet *vn, struct vq_mac_table __user *ut)
{
	struct vq_mac_table *t;
	u8 (*macs)[ETH_ALEN];
	u32 n, i;

	if (get_user(n, &ut->entries))
		return -EFAULT;
	if (n == 0 || n > VQ_MAC_MAX)
		return -E2BIG;
	t = memdup_user(ut, struct_size(t, macs, n));
	if (IS_ERR(t))
		return PTR_ERR(t);
	macs = kcalloc(n, ETH_ALEN, GFP_KERNEL);
	if (!macs) {
		kfree(t);
		return -ENOMEM;
	}
	for (i = 0; i < t->entries; i++)
		memcpy(macs[i], t->macs[i], ETH_ALEN);
	kfree(t);
	vq_macs_set(vn, macs, n);
	return 0;
}

/* expect: double-fetch safe overridden */
int vqnet_ctl_macs2(struct vqnet *vn, struct vq_mac_table __user *ut)
{
	struct vq_mac_table *t;
	u8 (*macs)[ETH_ALEN];
	u32 n, i;

	if (get_user(n, &ut->entries))
		return -EFAULT;
	if (n == 0 || n > VQ_MAC_MAX)
		return -E2BIG;
	t = memdup_user(ut, struct_size(t, macs, n));
	if (IS_ERR(t))
		return PTR_ERR(t);
	t->entries = n;
	macs = kcalloc(n, ETH_ALEN, GFP_KERNEL);
	if (!macs) {
		kfree(t);
		return -ENOMEM;
	}
	for (i = 0; i < t->entries; i++)
		memcpy(macs[i], t->macs[i], ETH_ALEN);
	kfree(t);
	vq_macs_set(vn, macs, n);
	return 0;
}
