/* Plain loads of what a pointer leads to that others give. */
#include "loading.h"

int slot_refuse_large(const struct slot *slot)
{
    return slot->index > 15 ? -EINVAL : 0;
}

int slot_entry(const struct slot *slot)
{
    return table[slot->index];
}

int slot_entry_checked(const struct slot *slot)
{
    u32 index = slot->index;
    return index > 15 ? -EINVAL : table[index];
}
