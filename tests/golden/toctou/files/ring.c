/* Slots in memory that a device writes, checked and loaded by helpers. */
#include "kernel.h"

struct slot {
    u32 index, length;
};

void *dma_alloc_coherent(void *dev, size_t size, u64 *handle, unsigned flags);

struct port {
    struct slot *slot;
    u64 handle;
};

int port_open(struct port *p)
{
    p->slot = dma_alloc_coherent(p, 4096, &p->handle, GFP_KERNEL);
    return p->slot ? 0 : -ENOMEM;
}

static int slot_refuse_large(const struct slot *slot)
{
    return slot->index > 15 ? -EINVAL : 0;
}

static int slot_entry(const struct slot *slot)
{
    return table[slot->index];
}

static int slot_entry_checked(const struct slot *slot)
{
    u32 index = slot->index;
    return index > 15 ? -EINVAL : table[index];
}

/* verdict: live */
int checked_here_loaded_elsewhere(struct port *p)
{
    if (p->slot->index > 15)
        return -EINVAL;
    return slot_entry(p->slot);
}

/* verdict: live */
int checked_elsewhere_loaded_here(struct port *p)
{
    if (slot_refuse_large(p->slot))
        return -EINVAL;
    return table[p->slot->index];
}

/* verdict: safe rechecked */
int loaded_and_checked_elsewhere(struct port *p)
{
    if (p->slot->index > 15)
        return -EINVAL;
    return slot_entry_checked(p->slot);
}

/* verdict: safe snapshot */
int loaded_once(struct port *p)
{
    u32 index = p->slot->index;
    return index > 15 ? -EINVAL : table[index];
}
