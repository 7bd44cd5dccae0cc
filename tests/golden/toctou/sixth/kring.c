#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/skbuff.h>
#include <xen/xenbus.h>

struct kr_shared {
	u32 head;
	u32 tail;
	u32 depth;
	u32 pad;
	struct {
		u32 op;
		u32 len;
		u8 data[56];
	} slot[64];
};

struct kr_vhdr {
	__le32 len;
	__le32 type;
	u8 body[248];
};

struct kr_rxd {
	__le32 status;
	__le16 len;
	__le16 csum;
};

struct kr_xreq {
	u8 operation;
	u8 nr_segments;
	u16 handle;
	u32 seg[11];
};

struct kr_xring {
	u32 prod, cons;
	struct kr_xreq req[32];
};

struct kr_dev {
	struct kr_shared *sh;
	struct virtqueue *vq;
	struct kr_rxd *ring;
	dma_addr_t ring_dma;
	void __iomem *base;
	struct kr_xring *xr;
	struct device *dev;
	u8 buf[248];
	u32 segs[11];
	unsigned int next;
};

#define KR_DONE		BIT(31)
#define KR_REG_LEN	0x10
#define KR_REG_DATA	0x40

int kr_setup(struct kr_dev *d, struct xenbus_device *xdev, grant_ref_t *gref)
{
	void *area;

	d->sh = vmalloc_user(sizeof(*d->sh));
	d->ring = dma_alloc_coherent(d->dev, 64 * sizeof(*d->ring), &d->ring_dma, GFP_KERNEL);
	d->base = ioremap(0xfe000000, 0x1000);
	if (xenbus_map_ring_valloc(xdev, gref, 1, &area))
		return -ENOMEM;
	d->xr = area;
	return d->sh && d->ring && d->base ? 0 : -ENOMEM;
}

int kr_mmap(struct file *f, struct vm_area_struct *vma)
{
	struct kr_dev *d = f->private_data;

	return remap_vmalloc_range(vma, d->sh, 0);
}

/* expect: double-load live */
int kr_pop(struct kr_dev *d)
{
	struct kr_shared *sh = d->sh;

	if (sh->tail >= ARRAY_SIZE(sh->slot))
		return -EINVAL;
	if (sh->slot[sh->tail].op == 0)
		return -EAGAIN;
	return 0;
}

/* expect: double-load safe */
int kr_pop_once(struct kr_dev *d)
{
	struct kr_shared *sh = d->sh;
	u32 tail = READ_ONCE(sh->tail);
	u32 op;

	if (tail >= ARRAY_SIZE(sh->slot))
		return -EINVAL;
	op = READ_ONCE(sh->slot[tail].op);
	return op ? 0 : -EAGAIN;
}

/* expect: double-load live */
int kr_copy_slot(struct kr_dev *d, unsigned int i)
{
	struct kr_shared *sh = d->sh;

	i %= ARRAY_SIZE(sh->slot);
	if (sh->slot[i].len > sizeof(sh->slot[i].data))
		return -EMSGSIZE;
	memcpy(d->buf, sh->slot[i].data, sh->slot[i].len);
	return 0;
}

/* expect: double-load safe */
int kr_masked(struct kr_dev *d)
{
	struct kr_shared *sh = d->sh;

	if (sh->head == sh->tail)
		return -EAGAIN;
	return sh->slot[sh->tail & 63].op != 0;
}

/* expect: double-load live */
int kr_virt_rx(struct kr_dev *d)
{
	struct kr_vhdr *h;
	unsigned int got;

	h = virtqueue_get_buf(d->vq, &got);
	if (!h)
		return 0;
	if (le32_to_cpu(h->len) > sizeof(d->buf))
		return -EMSGSIZE;
	memcpy(d->buf, h->body, le32_to_cpu(h->len));
	return 1;
}

/* expect: double-load safe */
int kr_virt_rx_local(struct kr_dev *d)
{
	struct kr_vhdr *h;
	unsigned int got;
	u32 len;

	h = virtqueue_get_buf(d->vq, &got);
	if (!h)
		return 0;
	len = le32_to_cpu(READ_ONCE(h->len));
	if (len > sizeof(d->buf))
		return -EMSGSIZE;
	memcpy(d->buf, h->body, len);
	return 1;
}

/* expect: double-load live */
int kr_xen_req(struct kr_dev *d)
{
	struct kr_xreq *req = &d->xr->req[d->next++ & 31];
	int i;

	if (req->nr_segments == 0 || req->nr_segments > ARRAY_SIZE(d->segs))
		return -EINVAL;
	for (i = 0; i < req->nr_segments; i++)
		d->segs[i] = req->seg[i];
	return 0;
}

/* expect: double-load safe */
int kr_xen_req_copy(struct kr_dev *d)
{
	struct kr_xreq req;
	int i;

	memcpy(&req, &d->xr->req[d->next++ & 31], sizeof(req));
	barrier();
	if (req.nr_segments == 0 || req.nr_segments > ARRAY_SIZE(d->segs))
		return -EINVAL;
	for (i = 0; i < req.nr_segments; i++)
		d->segs[i] = req.seg[i];
	return 0;
}

/* expect: double-load live */
struct sk_buff *kr_dma_rx(struct kr_dev *d, const void *pkt)
{
	struct kr_rxd *rxd = &d->ring[d->next];
	struct sk_buff *skb;

	if (!(le32_to_cpu(rxd->status) & KR_DONE))
		return NULL;
	if (le16_to_cpu(rxd->len) > sizeof(d->buf))
		return NULL;
	skb = alloc_skb(sizeof(d->buf), GFP_ATOMIC);
	if (skb)
		memcpy(d->buf, pkt, le16_to_cpu(rxd->len));
	return skb;
}

/* expect: double-load safe */
int kr_dma_rx_struct(struct kr_dev *d, const void *pkt)
{
	struct kr_rxd rxd;
	u16 len;

	if (!(READ_ONCE(d->ring[d->next].status) & cpu_to_le32(KR_DONE)))
		return 0;
	dma_rmb();
	rxd = d->ring[d->next];
	len = le16_to_cpu(rxd.len);
	if (len > sizeof(d->buf))
		return -EMSGSIZE;
	memcpy(d->buf, pkt, len);
	return len;
}

/* expect: double-load live */
int kr_mmio_in(struct kr_dev *d)
{
	if (readl(d->base + KR_REG_LEN) > sizeof(d->buf))
		return -EIO;
	memcpy_fromio(d->buf, d->base + KR_REG_DATA, readl(d->base + KR_REG_LEN));
	return 0;
}

/* expect: double-load safe */
int kr_mmio_in_once(struct kr_dev *d)
{
	u32 n = readl(d->base + KR_REG_LEN);

	if (n > sizeof(d->buf))
		return -EIO;
	memcpy_fromio(d->buf, d->base + KR_REG_DATA, n);
	return 0;
}

static bool kr_slot_valid(const struct kr_shared *sh)
{
	return sh->head < 64 && sh->slot[0].len <= 56;
}

/* expect: double-load live */
int kr_pinned(struct kr_dev *d, unsigned long uaddr)
{
	struct page *pages[2];
	struct kr_shared *sh;
	int ret = -EINVAL;

	if (pin_user_pages_fast(uaddr, 2, FOLL_WRITE, pages) != 2)
		return -EFAULT;
	sh = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	if (!sh)
		goto unpin;
	if (kr_slot_valid(sh)) {
		memcpy(d->buf, sh->slot[0].data, sh->slot[0].len);
		ret = 0;
	}
	vunmap(sh);
unpin:
	unpin_user_pages(pages, 2);
	return ret;
}
MODULE_LICENSE("GPL");
