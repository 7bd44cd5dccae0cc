#include <string.h>

#include "ring.h"

static struct rl_rec *rec_at(struct rl_view *v, uint32_t off)
{
    if (off > v->size || v->size - off < 65536)
        return NULL;
    return (struct rl_rec *)(v->base + off);
}

/* expect: double-load live */
int rl_copy_one(struct rl_view *v, uint32_t off, void *out, size_t cap)
{
    struct rl_rec *rec = rec_at(v, off);

    if (!rec || !rl_rec_ok(rec, cap))
        return -1;
    memcpy(out, rec->body, rec->len);
    return 0;
}

/* expect: double-load safe */
int rl_copy_snap(struct rl_view *v, uint32_t off, void *out, size_t cap)
{
    struct rl_rec *rec = rec_at(v, off);
    uint32_t len;

    if (!rec)
        return -1;
    len = *(volatile uint32_t *)&rec->len;
    if (len > cap)
        return -1;
    memcpy(out, rec->body, len);
    return (int)len;
}

/* expect: double-load live */
uint64_t rl_sum(struct rl_view *v)
{
    uint64_t total = 0;
    uint32_t i;

    if (rl_head_ok(v->head, v->size) < 0)
        return 0;
    for (i = 0; i < v->head->rec_count; i++) {
        const uint8_t *p = v->base + v->head->data_off + (size_t)i * v->head->rec_size;
        total += *p;
    }
    return total;
}

/* expect: double-load live */
int rl_dispatch(struct rl_view *v, uint32_t off, size_t cap)
{
    struct rl_rec *rec = rec_at(v, off);

    if (!rec || !rl_kind_ok(rec))
        return -1;
    return rl_handlers[rec->kind].fn(rec->body, cap);
}

/* expect: double-load safe */
int rl_tail(struct rl_view *v, void *out, size_t cap)
{
    struct rl_head h;

    memcpy(&h, v->head, sizeof h);
    if (rl_head_ok(&h, v->size) < 0 || h.rec_count == 0)
        return -1;
    if (h.rec_size > cap)
        return -1;
    memcpy(out, v->base + h.data_off + (size_t)(h.rec_count - 1) * h.rec_size, h.rec_size);
    return 0;
}
