/* A call as the rules see it: what it does, to which range, with which key, and whether it worked. */
#ifndef DYNAMIC_CALL_H
#define DYNAMIC_CALL_H

#include "model/event.h"

enum call_does { DOES_NOTHING, DOES_ALLOC, DOES_FREE, DOES_PROTECT, DOES_MAP, DOES_UNMAP, DOES_MOVE };

struct call {
    const struct event *event;
    enum call_does does;
    bool has_worked, has_failed; /* neither: it is not known */
    uint64_t result;             /* as an address, or the key */
    bool has_range;
    uint64_t start, end; /* whole pages; of a move the old place */
    uint64_t to, to_end; /* of a move that worked */
    bool keeps;          /* of a move: the old place stays mapped, empty (MREMAP_DONTUNMAP) */
    bool has_key;
    int32_t key;
    bool has_prot;
    uint64_t prot;
};

void call_of(const struct event *event, struct call *ret_call);

#endif
