/* Slots in memory that a device writes, checked in one file and loaded in another. */
#include "loading.h"

void *dma_alloc_coherent(void *dev, size_t size, u64 *handle, unsigned flags);

struct far_port {
    struct slot *slot;
    u64 handle;
};

int far_port_open(struct far_port *p)
{
    p->slot = dma_alloc_coherent(p, 4096, &p->handle, GFP_KERNEL);
    return p->slot ? 0 : -ENOMEM;
}

/* verdict: live */
int checked_here_loaded_in_a_file(struct far_port *p)
{
    if (p->slot->index > 15)
        return -EINVAL;
    return slot_entry(p->slot);
}

/* verdict: live */
int checked_in_a_file_loaded_here(struct far_port *p)
{
    if (slot_refuse_large(p->slot))
        return -EINVAL;
    return table[p->slot->index];
}

/* verdict: safe rechecked */
int loaded_and_checked_in_a_file(struct far_port *p)
{
    if (p->slot->index > 15)
        return -EINVAL;
    return slot_entry_checked(p->slot);
}
