/* Kernel memory that a call has let others write: user space, a trusted environment, another domain. */
#include "kernel.h"

struct vm_area_struct;
struct page;
struct tee_shm;
struct xenbus_device;
struct ring {
    u32 head, length;
    u8 data[64];
};
struct client {
    struct ring *mapped, *inserted, *granted;
};

int remap_pfn_range(struct vm_area_struct *vma, u64 address, u64 pfn, u64 size, u64 prot);
int vm_insert_page(struct vm_area_struct *vma, u64 address, struct page *page);
void *tee_shm_get_va(struct tee_shm *shm, size_t offset);
int xenbus_map_ring_valloc(struct xenbus_device *dev, u32 *refs, u32 n, void **address);
u64 virt_to_phys(void *address);
struct page *virt_to_page(void *address);

int map_ring(struct client *c, struct vm_area_struct *vma)
{
    return remap_pfn_range(vma, 0, virt_to_phys(c->mapped) >> 12, 4096, 3);
}

int insert_ring(struct client *c, struct vm_area_struct *vma)
{
    return vm_insert_page(vma, 0, virt_to_page(c->inserted));
}

int take_ring(struct client *c, struct xenbus_device *dev, u32 *refs)
{
    return xenbus_map_ring_valloc(dev, refs, 1, (void **)&c->granted);
}

/* verdict: live */
int through_a_remapped_frame(struct client *c, u8 *to)
{
    if (c->mapped->length > 64)
        return -EINVAL;
    memcpy(to, c->mapped->data, c->mapped->length);
    return 0;
}

/* verdict: live */
int through_an_inserted_page(struct client *c, u8 *to)
{
    if (c->inserted->length > 64)
        return -EINVAL;
    memcpy(to, c->inserted->data, c->inserted->length);
    return 0;
}

/* verdict: live */
int through_a_granted_ring(struct client *c, u8 *to)
{
    if (c->granted->length > 64)
        return -EINVAL;
    memcpy(to, c->granted->data, c->granted->length);
    return 0;
}

/* verdict: live */
int through_a_trusted_buffer(struct tee_shm *shm, u8 *to)
{
    struct ring *ring = tee_shm_get_va(shm, 0);
    if (ring->length > 64)
        return -EINVAL;
    memcpy(to, ring->data, ring->length);
    return 0;
}

/* verdict: live */
int neither_none_nor_too_many(struct client *c, u8 *to)
{
    u32 length = c->mapped->length;
    if (length == 0 || length > sizeof c->mapped->data)
        return -1;
    memcpy(to, c->mapped->data, c->mapped->length);
    return 0;
}
