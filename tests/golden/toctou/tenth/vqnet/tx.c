// SPDX-License-Identifier: GPL-2.0-only
/* transmit side: the guest's descriptors lie in our process' address space */
#include "vqnet.h"

/* expect: double-fetch live */
int vqnet_tx_one(struct vqnet *vn, u16 head)
{
	struct vq_desc d;
	void *frame;
	u32 len;
	int err;

	if (head >= vn->num)
		return -EINVAL;
	err = vq_peek_len(vn, head, &len);
	if (err)
		return err;
	if (len < ETH_HLEN || len > VQ_MTU_MAX)
		return -EMSGSIZE;

	frame = kmalloc(len, GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	err = vq_load(vn, head, &d);
	if (err)
		goto out;
	err = -EFAULT;
	if (copy_from_user(frame, (void __user *)(unsigned long)d.addr, d.len))
		goto out;
	err = vn->xmit(vn, frame, len);
out:
	kfree(frame);
	return err;
}

/* expect: double-fetch safe compared */
int vqnet_tx_one_locked(struct vqnet *vn, u16 head)
{
	struct vq_desc d;
	void *frame;
	u32 len;
	int err;

	if (head >= vn->num)
		return -EINVAL;
	err = vq_peek_len(vn, head, &len);
	if (err)
		return err;
	if (len < ETH_HLEN || len > VQ_MTU_MAX)
		return -EMSGSIZE;

	frame = kmalloc(len, GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	mutex_lock(&vn->lock);
	err = vq_load(vn, head, &d);
	if (err)
		goto out;
	err = -EAGAIN;
	if (d.len != len)
		goto out;
	err = -EFAULT;
	if (copy_from_user(frame, (void __user *)(unsigned long)d.addr, d.len))
		goto out;
	err = vn->xmit(vn, frame, len);
out:
	mutex_unlock(&vn->lock);
	kfree(frame);
	return err;
}

static int vq_chain_len(struct vqnet *vn, u16 head)
{
	struct vq_desc d;
	int n = 0;

	do {
		if (head >= vn->num || n == VQ_CHAIN_MAX)
			return -EINVAL;
		if (vq_load(vn, head, &d))
			return -EFAULT;
		n++;
		head = d.next;
	} while (d.flags & VQ_F_NEXT);
	return n;
}

/* expect: double-fetch live gap_ */
struct vq_seg *vqnet_chain(struct vqnet *vn, u16 head, int *nseg)
{
	struct vq_seg *seg;
	struct vq_desc d;
	int n, i = 0;

	n = vq_chain_len(vn, head);
	if (n < 0)
		return ERR_PTR(n);
	seg = kcalloc(n, sizeof(*seg), GFP_KERNEL);
	if (!seg)
		return ERR_PTR(-ENOMEM);
	for (;;) {
		if (head >= vn->num || vq_load(vn, head, &d)) {
			kfree(seg);
			return ERR_PTR(-EFAULT);
		}
		seg[i].base = (void __user *)(unsigned long)d.addr;
		seg[i].len = d.len;
		i++;
		if (!(d.flags & VQ_F_NEXT))
			break;
		head = d.next;
	}
	*nseg = n;
	return seg;
}

/* expect: double-fetch safe rechecked */
struct vq_seg *vqnet_chain_capped(struct vqnet *vn, u16 head, int *nseg)
{
	struct vq_seg *seg;
	struct vq_desc d;
	int n, i = 0;

	n = vq_chain_len(vn, head);
	if (n < 0)
		return ERR_PTR(n);
	seg = kcalloc(n, sizeof(*seg), GFP_KERNEL);
	if (!seg)
		return ERR_PTR(-ENOMEM);
	for (;;) {
		if (i >= n || head >= vn->num || vq_load(vn, head, &d)) {
			kfree(seg);
			return ERR_PTR(-EFAULT);
		}
		seg[i].base = (void __user *)(unsigned long)d.addr;
		seg[i].len = d.len;
		i++;
		if (!(d.flags & VQ_F_NEXT))
			break;
		head = d.next;
	}
	*nseg = i;
	return seg;
}

/* expect: double-fetch safe retry */
int vqnet_wait_avail(struct vqnet *vn, unsigned int budget)
{
	u16 idx;

	do {
		if (get_user(idx, &vn->avail->idx))
			return -EFAULT;
		if (idx != vn->last_avail) {
			vn->last_avail = idx;
			return 1;
		}
		cond_resched();
	} while (budget--);
	return 0;
}
