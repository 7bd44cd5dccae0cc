/* Memory that a device, a guest, user space by its mapping, or the other world writes. */
#include "kernel.h"

#define __iomem __attribute__((btf_type_tag("iomem")))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

void *dma_alloc_coherent(void *dev, size_t size, u64 *handle, unsigned flags);
void *vmalloc_user(unsigned long size);
int remap_vmalloc_range(void *vma, void *addr, unsigned long pgoff);
void *virtqueue_get_buf(void *vq, unsigned *len);

struct completion_entry {
    u32 index, length;
    u8 status, pad[7];
};
struct sqe {
    u8 opcode, flags;
    u16 ioprio;
    u32 fd;
    u64 addr;
    u32 len, slot;
};
struct adapter {
    struct completion_entry *queue;
    u64 handle;
    u32 head, n;
    struct sqe *sqes;
    void *buffers[16];
    struct header *reply;
};

int adapter_open(struct adapter *a)
{
    a->queue = dma_alloc_coherent(a, 4096, &a->handle, GFP_KERNEL);
    a->sqes = vmalloc_user(65536);
    return a->queue && a->sqes ? 0 : -ENOMEM;
}

/* verdict: live */
int completion_index(struct adapter *a)
{
    struct completion_entry *e = &a->queue[a->head];
    if (e->index >= 16)
        return -EINVAL;
    return table[e->index];
}

/* verdict: live */
int completion_length(struct adapter *a, void *to)
{
    if (a->queue[a->head].length > 2048)
        return -EINVAL;
    memcpy(to, a->buffers[0], a->queue[a->head].length);
    return 0;
}

/* verdict: live */
int submission_entry(struct adapter *a, u32 i)
{
    const struct sqe *sqe = &a->sqes[i & 63];
    if (READ_ONCE(sqe->slot) >= 16)
        return -EINVAL;
    return table[sqe->slot];
}

/* verdict: live */
int submission_fetch_length(struct adapter *a, u32 i, const void __user *from)
{
    u8 buffer[64];
    const struct sqe *sqe = &a->sqes[i & 63];
    if (sqe->len > sizeof buffer)
        return -EINVAL;
    return copy_from_user(buffer, from, sqe->len) ? -EFAULT : table[buffer[0] & 15];
}

static struct header *page;

int map_page(void *vma)
{
    page = kmalloc(4096, GFP_KERNEL);
    return remap_vmalloc_range(vma, page, 0);
}

/* verdict: live */
int page_that_user_space_maps(u8 *to)
{
    if (page->len > 64)
        return -EINVAL;
    memcpy(to, page + 1, page->len);
    return 0;
}

/* verdict: live */
int reply_of_the_host(void *vq, u8 *to)
{
    unsigned n;
    struct header *reply = virtqueue_get_buf(vq, &n);
    if (!reply || reply->len > 64)
        return -EINVAL;
    memcpy(to, reply + 1, reply->len);
    return 0;
}

/* verdict: live */
int user_pointer_read_directly(const struct header __user *h)
{
    if (h->kind > 15)
        return -EINVAL;
    return table[h->kind];
}

/* verdict: live */
int fetched_then_loaded(const struct header __user *h)
{
    u32 kind;
    if (get_user(&kind, &h->kind, sizeof kind) || kind > 15)
        return -EFAULT;
    return table[h->kind];
}

#define __untrusted __attribute__((btf_type_tag("untrusted")))

/* verdict: live */
int enclave_call(struct message __untrusted *m, u8 *to)
{
    if (m->len > sizeof m->data)
        return -EINVAL;
    memcpy(to, (const u8 *)m->data, m->len);
    return 0;
}

static int overruns(const struct completion_entry *e)
{
    return e->index + e->length > 64;
}

static int overruns_by(const struct completion_entry *e, u32 room)
{
    if (e->length > room)
        return -EINVAL;
    return 0;
}

/* verdict: live */
int sum_limited_by_a_helper(struct adapter *a, u8 *to)
{
    struct completion_entry *e = &a->queue[a->head];
    if (overruns(e))
        return -EINVAL;
    memcpy(to, a->buffers[0], e->length);
    return 0;
}

/* verdict: unproven */
int limited_by_what_the_caller_gives(struct adapter *a, u32 room)
{
    struct completion_entry *e = &a->queue[a->head];
    if (overruns_by(e, room) < 0)
        return -EINVAL;
    return consume(e->length);
}

/* verdict: live */
u32 *element_that_is_given_back(struct adapter *a)
{
    struct completion_entry *e = &a->queue[a->head];
    return e->index < 16 ? &table[e->index] : NULL;
}

static u32 low_half(const struct completion_entry *e)
{
    return e->length & 0xffff;
}

/* verdict: live */
int accessor_is_asked_twice(struct adapter *a, void *to)
{
    struct completion_entry *e = &a->queue[a->head];
    if (low_half(e) > 256)
        return -EINVAL;
    memcpy(to, a->buffers[0], low_half(e));
    return 0;
}

/* verdict: live */
int mask_is_wider_than_what_an_accessor_let_through(struct adapter *a, void *to)
{
    struct completion_entry *e = &a->queue[a->head];
    if (low_half(e) > 256)
        return -EINVAL;
    memcpy(to, a->buffers[0], e->length & 0xffff);
    return 0;
}
