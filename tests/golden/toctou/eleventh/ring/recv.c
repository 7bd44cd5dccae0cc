/* recv.c - consumer half */
#define _GNU_SOURCE
#include "ring.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

struct hub {
    struct ring       in;
    struct ring_sink  sink[RING_NOPS];
    void             *opaque;
    uint8_t           stage[RING_SLOTS][16];
    uint64_t          seen[RING_NOPS];
};

int hub_init(struct hub *h, const char *name, void *opaque)
{
    memset(h, 0, sizeof *h);
    h->opaque = opaque;
    return ring_attach(&h->in, name);
}

int hub_register(struct hub *h, unsigned type, const struct ring_sink *s)
{
    if (type >= RING_NOPS || h->sink[type].deliver)
        return -EBUSY;
    h->sink[type] = *s;
    return 0;
}

/* expect: double-load live */
ssize_t ring_get(struct ring *r, void *out, size_t room)
{
    const struct msg *m;
    ssize_t n;

    if (ring_fill(r) == 0)
        return -EAGAIN;
    m = RING_AT(r, r->my_tail);
    if (!msg_sane(m) || room < RING_BODY_MAX) {
        r->dropped++;
        ring_release(r, 1);
        return -EBADMSG;
    }
    memcpy(out, m->body, m->len);
    n = (ssize_t)room;
    ring_release(r, 1);
    return n;
}

/* expect: double-load safe snapshot */
ssize_t ring_get_hdr(struct ring *r, void *out, size_t room)
{
    const struct msg *m;
    struct msg h;

    if (ring_fill(r) == 0)
        return -EAGAIN;
    m = RING_AT(r, r->my_tail);
    memcpy(&h, m, sizeof h);
    if (!msg_sane(&h) || room < RING_BODY_MAX) {
        r->dropped++;
        ring_release(r, 1);
        return -EBADMSG;
    }
    memcpy(out, m->body, h.len);
    ring_release(r, 1);
    return h.len;
}

/* expect: double-load live */
int hub_dispatch(struct hub *h)
{
    const struct msg *m = RING_AT(&h->in, h->in.my_tail);
    int rc;

    if (m->type >= RING_NOPS)
        return -ENOSYS;
    h->in.dropped += h->in.my_head == 0;
    rc = h->sink[m->type].deliver(h->opaque, m->body, 16);
    ring_release(&h->in, 1);
    return rc;
}

/* expect: double-load safe snapshot */
int hub_dispatch_pinned(struct hub *h)
{
    const struct msg *m = RING_AT(&h->in, h->in.my_tail);
    const unsigned t = __atomic_load_n(&m->type, __ATOMIC_RELAXED);
    int rc;

    if (t >= RING_NOPS)
        return -ENOSYS;
    h->in.dropped += h->in.my_head == 0;
    rc = h->sink[t].deliver(h->opaque, m->body, 16);
    h->seen[t]++;
    ring_release(&h->in, 1);
    return rc;
}

/* expect: double-load live */
int hub_stage_all(struct hub *h)
{
    uint32_t i;

    if (ring_fill(&h->in) > RING_SLOTS)
        return -EPROTO;
    for (i = 0; i < ring_fill(&h->in); i++)
        memcpy(h->stage[i], RING_AT(&h->in, h->in.my_tail + i)->body, 16);
    ring_release(&h->in, i);
    return (int)i;
}

/* expect: double-load safe snapshot */
int hub_stage_some(struct hub *h)
{
    const uint32_t n = ring_fill(&h->in);
    uint32_t i;

    if (n > RING_SLOTS)
        return -EPROTO;
    for (i = 0; i < n; i++)
        memcpy(h->stage[i], RING_AT(&h->in, h->in.my_tail + i)->body, 16);
    ring_release(&h->in, i);
    return (int)i;
}

/* expect: double-load safe retry */
int hub_wait(struct hub *h, unsigned spins)
{
    uint32_t n;

    for (;;) {
        n = ring_fill(&h->in);
        if (n != 0 && n <= RING_SLOTS)
            break;
        if (spins-- == 0)
            return -ETIMEDOUT;
        sched_yield();
    }
    memset(h->stage, 0, n * sizeof h->stage[0]);
    return (int)n;
}
