/* Rings and blocks that a device, or user space by a mapping, writes; the kernel is not at hand. */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/slab.h>

struct desc { __le32 len; __le32 flags; __le64 addr; };
struct shm_hdr { u32 count; u32 off; u8 payload[4000]; };
struct mydev { struct device *dev; struct desc *ring; dma_addr_t ring_dma; struct shm_hdr *shared; void __iomem *regs; u8 buf[256]; };

static int setup(struct mydev *d)
{
	d->ring = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	d->shared = dma_alloc_coherent(d->dev, 4096, &d->ring_dma, GFP_KERNEL);
	return d->ring ? 0 : -ENOMEM;
}
/* expect: double-load live */
static int open_dma_len(struct mydev *d, int i)
{
	if (le32_to_cpu(d->ring[i].len) > sizeof(d->buf))
		return -EINVAL;
	memcpy(d->buf, d->shared->payload, le32_to_cpu(d->ring[i].len));
	return 0;
}
/* expect: double-load safe */
static int safe_dma_len(struct mydev *d, int i)
{
	u32 len = le32_to_cpu(READ_ONCE(d->ring[i].len));
	if (len > sizeof(d->buf))
		return -EINVAL;
	memcpy(d->buf, d->shared->payload, len);
	return 0;
}
/* expect: double-load live */
static int open_dma_off(struct mydev *d)
{
	struct shm_hdr *s = d->shared;
	if (s->off >= sizeof(s->payload) || s->count > sizeof(s->payload) - s->off)
		return -EINVAL;
	if (s->count > sizeof(d->buf))
		return -EINVAL;
	memcpy(d->buf, s->payload + s->off, s->count);
	return 0;
}
/* expect: double-load safe */
static int safe_dma_copy(struct mydev *d, int i)
{
	struct desc c = d->ring[i];
	if (le32_to_cpu(c.len) > sizeof(d->buf))
		return -EINVAL;
	memcpy(d->buf, d->shared->payload, le32_to_cpu(c.len));
	return 0;
}
static void consume(struct mydev *d, struct desc *q)
{
	memcpy(d->buf, d->shared->payload, q->len);
}
/* expect: double-load live */
static int open_dma_helper(struct mydev *d, int i)
{
	struct desc *q = &d->ring[i];
	if (q->len > sizeof(d->buf))
		return -EINVAL;
	consume(d, q);
	return 0;
}
/* expect: double-load safe */
static int safe_poll(struct mydev *d, int i)
{
	int n = 1000;
	while (!(le32_to_cpu(READ_ONCE(d->ring[i].flags)) & 1) && --n)
		udelay(1);
	return n ? 0 : -ETIMEDOUT;
}
/* expect: double-load live */
static int open_dma_loop(struct mydev *d)
{
	u32 i, sum = 0;
	if (d->shared->count > sizeof(d->buf))
		return -EINVAL;
	for (i = 0; i < d->shared->count; i++)
		d->buf[i] = d->shared->payload[i];
	return sum;
}
/* expect: double-load live */
static int open_io(struct mydev *d)
{
	u32 n = ioread32(d->regs);
	if (n > sizeof(d->buf))
		return -EINVAL;
	memcpy_fromio(d->buf, d->regs + 4, ioread32(d->regs));
	return 0;
}
struct io_sqe { u8 opcode; u8 flags; u16 prio; s32 fd; u64 off; u64 addr; u32 len; u32 buf_index; };
struct ctx { const struct io_sqe *sqes; u32 *sq_array; u32 entries; void *bufs[16]; };
/* expect: double-load live */
static int open_sqe(struct ctx *c, u32 head)
{
	const struct io_sqe *sqe = &c->sqes[READ_ONCE(c->sq_array[head & (c->entries - 1)])];
	if (READ_ONCE(sqe->buf_index) >= 16)
		return -EINVAL;
	return c->bufs[READ_ONCE(sqe->buf_index)] ? 0 : -EFAULT;
}
static int mmap_ring(struct ctx *c, struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, (void *)c->sqes, 0);
}
struct kring { u32 head; u32 data[64]; };
static struct kring *kr;
static int kr_mmap(struct file *f, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(kr) >> PAGE_SHIFT, PAGE_SIZE, vma->vm_page_prot);
}
/* expect: double-load live */
static int open_kring(void)
{
	if (kr->head >= 64)
		return -EINVAL;
	return kr->data[kr->head];
}
/* expect: double-load safe */
static int safe_kring(void)
{
	u32 h = READ_ONCE(kr->head);
	if (h >= 64)
		return -EINVAL;
	return READ_ONCE(kr->data[h]);
}
