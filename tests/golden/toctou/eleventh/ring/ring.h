/* ring.h - one-way message ring between two processes that do not trust each other */
#ifndef RING_H
#define RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RING_SLOTS    256u
#define RING_SLOT_SZ  512u
#define RING_BODY_MAX (RING_SLOT_SZ - sizeof(struct msg))
#define RING_NOPS     12

struct msg {
    uint16_t type;
    uint16_t len;
    uint32_t chan;
    uint8_t  body[];
};

struct ring_ctl {
    _Alignas(64) _Atomic uint32_t head;   /* producer */
    _Alignas(64) _Atomic uint32_t tail;   /* consumer */
    _Alignas(64) uint32_t version;
    uint32_t wpos;
    uint64_t map_len;
    uint32_t credit;
    uint32_t flags;
};

struct ring {
    int              fd;
    struct ring_ctl *ctl;
    uint8_t         *slots;
    uint32_t         my_head, my_tail;
    uint64_t         dropped;
};

struct ring_sink {
    const char *name;
    int (*deliver)(void *opaque, const uint8_t *body, size_t n);
};

#define RING_AT(r, i) ((const struct msg *)((r)->slots + ((i) % RING_SLOTS) * RING_SLOT_SZ))

static inline int msg_sane(const struct msg *m)
{
    if (m->len > RING_BODY_MAX)
        return 0;
    return m->chan != 0;
}

static inline uint32_t ring_fill(const struct ring *r)
{
    return atomic_load_explicit(&r->ctl->head, memory_order_acquire) - r->my_tail;
}

static inline void ring_release(struct ring *r, uint32_t n)
{
    r->my_tail += n;
    atomic_store_explicit(&r->ctl->tail, r->my_tail, memory_order_release);
}

int ring_attach(struct ring *r, const char *name);
void ring_detach(struct ring *r);
int ring_put(struct ring *r, uint16_t type, const void *body, uint16_t n);
int ring_put_own(struct ring *r, uint16_t type, const void *body, uint16_t n);
ssize_t ring_get(struct ring *r, void *out, size_t room);

#endif
