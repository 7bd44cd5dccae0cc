/* A ring that another process fills: what is checked in it is read again. */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

struct ring {
    uint32_t len, slot;
    uint8_t data[256];
};

static struct ring *ring;
static int slots[16];

int ring_open(int fd)
{
    ring = mmap(NULL, sizeof *ring, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return ring == MAP_FAILED ? -1 : 0;
}

int ring_take(uint8_t *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len); /* expect: double-load high */
    return 0;
}

int ring_slot(void)
{
    struct ring *r = ring;
    if (r->slot >= 16)
        return -1;
    return slots[r->slot]; /* expect: double-load high */
}

int ring_seal(void *base)
{
    if (ring->len > 4096)
        return -1;
    return mprotect(base, ring->len, PROT_READ); /* expect: double-load critical */
}

int mailbox_take(const volatile struct ring *mailbox)
{
    if (mailbox->slot >= 16)
        return -1;
    return slots[mailbox->slot]; /* expect: double-load medium */
}
