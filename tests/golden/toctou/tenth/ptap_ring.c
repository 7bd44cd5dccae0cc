// SPDX-License-Identifier: GPL-2.0
//
// ptap: a tap whose frames travel through a ring that the reader maps.
// Frames to send are written into the ring by the process and picked up here.

#include <linux/etherdevice.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/vmalloc.h>

#define PTAP_SLOT	2048u
#define PTAP_NSLOT	256u
#define PTAP_USER	1u
#define PTAP_KERNEL	0u
#define PTAP_FRAME_MAX	1600u

#define ptap_min(a, b)	((a) < (b) ? (a) : (b))

struct ptap_slot {
	u32	status;
	u32	len;
	u32	mac;		/* offset of the frame from the slot's begin */
	u32	next_off;
	u32	snap;
	union {
		struct {
			u16	tci;
			u16	proto;
		} vlan;
		u32	word;
	} meta;
};

struct ptap_ring {
	u32	flags;
	u32	snaplen;
	u8	pad[56];
	u8	slot[];
};

struct ptap {
	struct net_device	*ndev;
	struct ptap_ring	*ring;
	size_t			size;
	unsigned int		at;
	wait_queue_head_t	wait;
	struct {
		u64 tx, drop;
	} st;
	u8			scratch[PTAP_FRAME_MAX];
};

static int ptap_ring_new(struct ptap *pt)
{
	pt->size = PAGE_ALIGN(sizeof(*pt->ring) + PTAP_NSLOT * PTAP_SLOT);
	pt->ring = vmalloc_user(pt->size);
	return pt->ring ? 0 : -ENOMEM;
}

static int ptap_mmap(struct file *f, struct vm_area_struct *vma)
{
	struct ptap *pt = f->private_data;

	if (!pt->ring)
		return -ENXIO;
	return remap_vmalloc_range(vma, pt->ring, 0);
}

static inline struct ptap_slot *ptap_slot(struct ptap *pt, unsigned int i)
{
	return (struct ptap_slot *)(pt->ring->slot + (i % PTAP_NSLOT) * PTAP_SLOT);
}

/* expect: double-load live */
static struct sk_buff *ptap_take(struct ptap *pt, unsigned int i)
{
	struct ptap_slot *s = ptap_slot(pt, i);
	struct sk_buff *skb;

	if (unlikely(s->len > PTAP_SLOT - sizeof(*s) || s->len < ETH_HLEN)) {
		pt->st.drop++;
		return NULL;
	}
	skb = netdev_alloc_skb(pt->ndev, PTAP_SLOT);
	if (!skb)
		return NULL;
	memcpy(skb->data, s + 1, s->len);
	return skb;
}

/* expect: double-load safe snapshot */
static struct sk_buff *ptap_take_once(struct ptap *pt, unsigned int i)
{
	struct ptap_slot *s = ptap_slot(pt, i);
	u32 len = READ_ONCE(s->len);
	struct sk_buff *skb;

	if (unlikely(len > PTAP_SLOT - sizeof(*s) || len < ETH_HLEN)) {
		pt->st.drop++;
		return NULL;
	}
	skb = netdev_alloc_skb(pt->ndev, PTAP_SLOT);
	if (!skb)
		return NULL;
	memcpy(skb_put(skb, len), s + 1, len);
	return skb;
}

/* expect: double-load live */
static int ptap_walk(struct ptap *pt, int (*fn)(struct ptap *, struct ptap_slot *))
{
	u8 *p = pt->ring->slot, *end = (u8 *)pt->ring + pt->size;
	int err = 0;

	while (p + sizeof(struct ptap_slot) <= end) {
		struct ptap_slot *s = (struct ptap_slot *)p;

		err = fn(pt, s);
		if (err)
			break;
		if (s->next_off < sizeof(*s) ||
		    s->next_off > end - p - sizeof(*s))
			break;
		p += s->next_off;
		*(volatile u32 *)p = PTAP_KERNEL;
	}
	return err;
}

/* expect: double-load safe snapshot */
static int ptap_walk_safely(struct ptap *pt, int (*fn)(struct ptap *, struct ptap_slot *))
{
	u8 *p = pt->ring->slot, *end = (u8 *)pt->ring + pt->size;
	int err = 0;

	while (p + sizeof(struct ptap_slot) <= end) {
		struct ptap_slot *s = (struct ptap_slot *)p;
		u32 step;

		err = fn(pt, s);
		if (err)
			break;
		step = READ_ONCE(s->next_off);
		if (step < sizeof(*s) || step > end - p - sizeof(*s))
			break;
		p += step;
		*(volatile u32 *)p = PTAP_KERNEL;
	}
	return err;
}

static void ptap_fill(struct ptap *pt, struct ptap_slot *s)
{
	u8 *frame = (u8 *)s + s->mac;

	memcpy(pt->scratch, frame, s->snap);
	pt->st.tx++;
}

static void ptap_fill_at(struct ptap *pt, struct ptap_slot *s, u32 mac, u32 snap)
{
	memcpy(pt->scratch, (u8 *)s + mac, snap);
	pt->st.tx++;
}

static bool ptap_sane(u32 mac, u32 snap)
{
	return mac >= sizeof(struct ptap_slot) && mac < PTAP_SLOT &&
	       snap <= PTAP_FRAME_MAX && snap <= PTAP_SLOT - mac;
}

/* expect: double-load live */
static int ptap_copy_out(struct ptap *pt, unsigned int i)
{
	struct ptap_slot *s = ptap_slot(pt, i);

	if (!ptap_sane(s->mac, s->snap))
		return -EINVAL;
	ptap_fill(pt, s);
	return 0;
}

/* expect: double-load safe snapshot */
static int ptap_copy_out_by_value(struct ptap *pt, unsigned int i)
{
	struct ptap_slot *s = ptap_slot(pt, i);
	u32 mac = READ_ONCE(s->mac);
	u32 snap = READ_ONCE(s->snap);

	if (!ptap_sane(mac, snap))
		return -EINVAL;
	ptap_fill_at(pt, s, mac, snap);
	return 0;
}

/* expect: double-load live */
static unsigned int ptap_snap(struct ptap *pt, const void *frame)
{
	unsigned int n = ptap_min(pt->ring->snaplen, PTAP_FRAME_MAX);

	memcpy(pt->scratch, frame, n);
	return n;
}

/* expect: double-load safe snapshot */
static unsigned int ptap_snap_read_once(struct ptap *pt, const void *frame)
{
	unsigned int n = READ_ONCE(pt->ring->snaplen);

	n = ptap_min(n, PTAP_FRAME_MAX);
	memcpy(pt->scratch, frame, n);
	return n;
}

/* wait for the process to hand the slot over */
/* expect: double-load safe retry */
static int ptap_wait_slot(struct ptap *pt, unsigned int i)
{
	struct ptap_slot *s = ptap_slot(pt, i);

	while (READ_ONCE(s->status) != PTAP_USER) {
		if (signal_pending(current))
			return -ERESTARTSYS;
		schedule_timeout_interruptible(1);
	}
	smp_rmb();
	return 0;
}

/* expect: none */
static void ptap_stats(struct ptap *pt, struct rtnl_link_stats64 *out)
{
	if (pt->st.tx > pt->st.drop)
		out->tx_packets = pt->st.tx - pt->st.drop;
	out->tx_dropped = pt->st.drop;
}

static int ptap_send_slot(struct ptap *pt, struct ptap_slot *s)
{
	unsigned int i = ((u8 *)s - pt->ring->slot) / PTAP_SLOT;
	struct sk_buff *skb = ptap_take_once(pt, i);

	if (!skb)
		return -ENOMEM;
	dev_queue_xmit(skb);
	WRITE_ONCE(s->status, PTAP_KERNEL);
	return 0;
}

static ssize_t ptap_write(struct file *f, const char __user *b, size_t n, loff_t *pos)
{
	struct ptap *pt = f->private_data;
	int err = ptap_wait_slot(pt, pt->at);

	if (err)
		return err;
	err = ptap_walk_safely(pt, ptap_send_slot);
	return err ? err : n;
}

const struct file_operations ptap_fops = {
	.write	= ptap_write,
	.mmap	= ptap_mmap,
};
