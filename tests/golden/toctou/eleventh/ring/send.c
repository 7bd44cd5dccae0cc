/* send.c - set-up and producer half */
#define _GNU_SOURCE
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CTL_BYTES   4096u
#define SLOT_BYTES  (RING_SLOTS * RING_SLOT_SZ)

int ring_attach(struct ring *r, const char *name)
{
    struct stat st;
    uint8_t *p;

    memset(r, 0, sizeof *r);
    r->fd = shm_open(name, O_RDWR, 0);
    if (r->fd < 0)
        return -errno;
    if (fstat(r->fd, &st) < 0 || st.st_size < (off_t)(CTL_BYTES + SLOT_BYTES)) {
        close(r->fd);
        return -EINVAL;
    }
    p = mmap(NULL, CTL_BYTES + SLOT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
    if (p == MAP_FAILED) {
        close(r->fd);
        return -ENOMEM;
    }
    r->ctl = (struct ring_ctl *)p;
    r->slots = p + CTL_BYTES;
    return 0;
}

void ring_detach(struct ring *r)
{
    if (r->ctl)
        munmap(r->ctl, CTL_BYTES + SLOT_BYTES);
    if (r->fd >= 0)
        close(r->fd);
    r->ctl = NULL;
    r->fd = -1;
}

static void fill_slot(struct msg *m, uint16_t type, const void *body, uint16_t n)
{
    m->type = type;
    m->len = n;
    m->chan = 1;
    memcpy(m->body, body, n);
}

/* expect: double-load live */
int ring_put(struct ring *r, uint16_t type, const void *body, uint16_t n)
{
    struct msg *m;

    if (n > RING_BODY_MAX)
        return -EMSGSIZE;
    if (r->ctl->wpos >= RING_SLOTS) {
        r->dropped++;
        return -EPROTO;
    }
    m = (struct msg *)(r->slots + (size_t)r->ctl->wpos * RING_SLOT_SZ);
    fill_slot(m, type, body, n);
    atomic_fetch_add_explicit(&r->ctl->head, 1, memory_order_release);
    return 0;
}

/* expect: double-load safe snapshot */
int ring_put_own(struct ring *r, uint16_t type, const void *body, uint16_t n)
{
    struct msg *m;
    uint32_t w;

    if (n > RING_BODY_MAX)
        return -EMSGSIZE;
    w = *(volatile uint32_t *)&r->ctl->wpos;
    if (w >= RING_SLOTS) {
        r->dropped++;
        return -EPROTO;
    }
    m = (struct msg *)(r->slots + (size_t)w * RING_SLOT_SZ);
    fill_slot(m, type, body, n);
    atomic_fetch_add_explicit(&r->ctl->head, 1, memory_order_release);
    return 0;
}

/* expect: shared-argument live */
int ring_freeze(struct ring *r)
{
    r->my_head = 0;
    r->my_tail = 0;
    return mprotect(r->ctl, r->ctl->map_len, PROT_READ) < 0 ? -errno : 0;
}

/* expect: double-load live */
int ring_freeze_tail(struct ring *r)
{
    if (r->ctl->map_len > SLOT_BYTES || r->ctl->map_len % CTL_BYTES)
        return -EINVAL;
    r->my_head = 0;
    r->my_tail = 0;
    return mprotect(r->slots, r->ctl->map_len, PROT_READ) < 0 ? -errno : 0;
}

/* expect: double-load safe rechecked */
int ring_freeze_strict(struct ring *r)
{
    uint64_t n;

    if (r->ctl->map_len > SLOT_BYTES)
        return -EINVAL;
    r->my_head = 0;
    r->my_tail = 0;
    n = __atomic_load_n(&r->ctl->map_len, __ATOMIC_RELAXED);
    if (n == 0 || n > SLOT_BYTES)
        return -EAGAIN;
    return mprotect(r->slots, n, PROT_READ) < 0 ? -errno : 0;
}
