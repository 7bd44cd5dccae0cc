/* Rings and descriptors that a device or user space can write while the kernel reads them. */
#include "k.h"
struct desc { u32 addr_lo, len; u16 flags, next; };
struct ring { u32 head, tail; struct desc d[64]; };
struct q { struct ring *ring; struct desc *dma; u64 handle; u8 bounce[2048]; struct desc shadow; };

int q_setup(struct q *q, struct device *dev)
{
    q->dma = dma_alloc_coherent(dev, 64 * sizeof(struct desc), &q->handle, GFP_KERNEL);
    return q->dma ? 0 : -ENOMEM;
}

/* expect: double-load live */
int dma_len_twice(struct q *q, u32 i, const u8 *src)
{
    if (q->dma[i & 63].len > sizeof q->bounce)
        return -EINVAL;
    memcpy(q->bounce, src, q->dma[i & 63].len);
    return 0;
}

/* expect: double-load safe snapshot */
int dma_len_once(struct q *q, u32 i, const u8 *src)
{
    u32 len = READ_ONCE(q->dma[i & 63].len);
    if (len > sizeof q->bounce)
        return -EINVAL;
    memcpy(q->bounce, src, len);
    return 0;
}

/* expect: double-load live */
int dma_next_index(struct q *q, u32 i)
{
    struct desc *d = &q->dma[i & 63];
    if (d->next >= 64)
        return -EINVAL;
    return table[d->next];
}

/* expect: double-load safe snapshot */
int dma_struct_copied(struct q *q, u32 i, const u8 *src)
{
    struct desc d = q->dma[i & 63];
    if (d.len > sizeof q->bounce)
        return -EINVAL;
    memcpy(q->bounce, src, d.len);
    return 0;
}

static int desc_ok(const struct desc *d)
{
    return d->len <= 2048 && d->next < 64;
}

static void desc_run(struct q *q, const struct desc *d, const u8 *src)
{
    memcpy(q->bounce, src, d->len);
}

/* expect: double-load live */
int dma_check_in_callee(struct q *q, u32 i, const u8 *src)
{
    struct desc *d = &q->dma[i & 63];
    if (!desc_ok(d))
        return -EINVAL;
    desc_run(q, d, src);
    return 0;
}

/* expect: double-load safe any */
int dma_check_in_callee_copy(struct q *q, u32 i, const u8 *src)
{
    struct desc d;
    memcpy(&d, &q->dma[i & 63], sizeof d);
    if (!desc_ok(&d))
        return -EINVAL;
    desc_run(q, &d, src);
    return 0;
}

/* expect: double-load safe rechecked */
int dma_masked_at_use(struct q *q, u32 i)
{
    struct desc *d = &q->dma[i & 63];
    if (d->next >= 64)
        return -EINVAL;
    u32 n = READ_ONCE(d->next);
    if (n >= 64)
        return -EINVAL;
    return table[n];
}

/* expect: double-load safe any */
int dma_other_field(struct q *q, u32 i)
{
    struct desc *d = &q->dma[i & 63];
    if (d->flags & 1)
        return -EBUSY;
    return table[d->next & 63];
}

/* private memory, no finding alarm expected */
/* expect: none */
int private_twice(struct q *q, const u8 *src)
{
    struct desc d = {0, 4, 0, 0};
    if (d.len > sizeof q->bounce)
        return -EINVAL;
    memcpy(q->bounce, src, d.len);
    return 0;
}
