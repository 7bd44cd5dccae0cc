/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VQNET_H
#define VQNET_H

#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
#include <linux/mutex.h>
#include <linux/if_ether.h>

#define VQ_F_NEXT	1
#define VQ_F_WRITE	2
#define VQ_MTU_MAX	9216
#define VQ_CHAIN_MAX	256

struct vq_desc {
	__u64 addr;
	__u32 len;
	__u16 flags;
	__u16 next;
};

struct vq_avail {
	__u16 flags;
	__u16 idx;
	__u16 ring[];
};

struct vq_ctl_hdr {
	__u8 class;
	__u8 cmd;
	__u16 flags;
};

struct vq_ctl_rx {
	struct vq_ctl_hdr hdr;
	__u32 mode;
	__u32 filter;
};

struct vq_ctl_mq {
	struct vq_ctl_hdr hdr;
	__u16 pairs;
	__u16 rsvd;
};

struct vq_mac_table {
	__u32 entries;
	__u32 rsvd;
	__u8 macs[][ETH_ALEN];
};

enum { VQ_CLASS_RX, VQ_CLASS_MQ, VQ_CLASS_NR };

struct vqnet {
	struct mutex lock;
	struct vq_desc __user *desc;
	struct vq_avail __user *avail;
	unsigned int num;
	u32 rx_mode;
	u32 rx_filter;
	u16 pairs;
	u16 last_avail;
	u32 ctl_seen[VQ_CLASS_NR];
	u8 (*macs)[ETH_ALEN];
	u32 nmacs;
	int (*xmit)(struct vqnet *vn, const void *frame, size_t len);
};

struct vq_seg {
	void __user *base;
	u32 len;
};

static inline int vq_peek_len(struct vqnet *vn, u16 i, u32 *len)
{
	return get_user(*len, &vn->desc[i].len) ? -EFAULT : 0;
}

static inline int vq_load(struct vqnet *vn, u16 i, struct vq_desc *d)
{
	if (copy_from_user(d, vn->desc + i, sizeof(*d)))
		return -EFAULT;
	return 0;
}

int vqnet_ctl(struct vqnet *vn, void __user *msg);
int vqnet_ctl_macs(struct vqnet *vn, struct vq_mac_table __user *ut);

#endif
