#include "dynamic/call.h"

#include <glib.h>
#include <string.h>

#define PAGE UINT64_C(4096)
#define MREMAP_DONTUNMAP 4 /* linux/mman.h */

/* Arguments by their place in the catalogue; -1 none. */
static const struct {
    const char *interface;
    enum call_does does;
    int address, length, prot, key;
} effects[] = {
    {"pkey_alloc", DOES_ALLOC, -1, -1, -1, -1},
    {"pkey_free", DOES_FREE, -1, -1, -1, 0},
    {"pkey_mprotect", DOES_PROTECT, 0, 1, 2, 3},
    {"mprotect", DOES_PROTECT, 0, 1, 2, -1},
    {"mmap", DOES_MAP, 0, 1, 2, -1},
    {"munmap", DOES_UNMAP, 0, 1, -1, -1},
    {"mremap", DOES_MOVE, 0, 1, -1, -1},
};

static bool argument(const struct event *event, int index, uint64_t *ret_value)
{
    if (index < 0 || (uint32_t)index >= event->n_arguments || !event->arguments[index].is_known)
        return false;
    *ret_value = event->arguments[index].value;
    return true;
}

/* linux/err.h: the last 4095 values are errors; i386 returns 32 bits. */
static void set_result(struct call *call, const struct event *event)
{
    if (!event->has_result)
        return;
    bool is_narrow = event->abi == EVENT_I386;
    call->result = is_narrow ? (uint32_t)event->result : (uint64_t)event->result;
    call->has_failed = is_narrow ? call->result > UINT32_MAX - 4095 : call->result > UINT64_MAX - 4095;
    call->has_worked = !call->has_failed;
}

/* The pages that a call touches: the kernel rounds the length up. */
static bool set_range(uint64_t start, uint64_t length, uint64_t *ret_start, uint64_t *ret_end)
{
    uint64_t end;
    if (length == 0 || __builtin_add_overflow(start, length, &end) || end > UINT64_MAX - PAGE)
        return false;
    *ret_start = start & ~(PAGE - 1);
    *ret_end = (end + PAGE - 1) & ~(PAGE - 1);
    return true;
}

static void set_move(struct call *call, const struct event *event)
{
    uint64_t length, flags = 0;
    if (!call->has_worked || !argument(event, 2, &length) || !set_range(call->result, length, &call->to, &call->to_end))
        call->has_range = false;
    call->keeps = argument(event, 3, &flags) && (flags & MREMAP_DONTUNMAP);
}

void call_of(const struct event *event, struct call *ret_call)
{
    *ret_call = (struct call){.event = event};
    set_result(ret_call, event);
    for (unsigned i = 0; i < G_N_ELEMENTS(effects); i++) {
        if (strcmp(effects[i].interface, event->interface) != 0)
            continue;
        uint64_t start = 0, length = 0, key = 0;
        ret_call->does = effects[i].does;
        bool has_start = argument(event, effects[i].address, &start);
        if (ret_call->does == DOES_MAP) {
            has_start = ret_call->has_worked;
            start = ret_call->result;
        }
        ret_call->has_range = has_start && argument(event, effects[i].length, &length) &&
                              set_range(start, length, &ret_call->start, &ret_call->end);
        ret_call->has_prot = argument(event, effects[i].prot, &ret_call->prot);
        ret_call->has_key = argument(event, effects[i].key, &key);
        ret_call->key = (int32_t)key;
        if (ret_call->does == DOES_MOVE)
            set_move(ret_call, event);
        return;
    }
}
