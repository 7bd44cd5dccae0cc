/* What loading.c does with a slot that a device writes, for far_ring.c. */
#ifndef LOADING_H
#define LOADING_H

#include "kernel.h"

struct slot {
    u32 index, length;
};

int slot_refuse_large(const struct slot *slot);
int slot_entry(const struct slot *slot);
int slot_entry_checked(const struct slot *slot);

#endif
