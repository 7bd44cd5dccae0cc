#include "ring.h"

int rl_head_ok(const struct rl_head *h, size_t size)
{
    uint64_t off = h->data_off;
    uint64_t need = (uint64_t)h->rec_count * h->rec_size;

    if (h->magic != RL_MAGIC)
        return -1;
    if (off > size || need > size - off)
        return -1;
    return 0;
}

int rl_rec_ok(const struct rl_rec *r, size_t room)
{
    return r->len <= room;
}

int rl_kind_ok(const struct rl_rec *r)
{
    return r->kind < RL_KINDS;
}
