/* Elements of a ring in memory of another process: what one round looks at, the next one does not read again. */
#include "user.h"

int channel_open(struct channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

struct slot *next_of(struct channel *c);

/* verdict: none */
int short_ones_left_out(struct channel *c, u8 *out, int is_pausing)
{
    for (;;) {
        const struct slot *slot = &c->ring->slots[c->last];
        if (is_pausing) {
            if (slot->length > 64)
                return -1;
            c->last++;
            is_pausing = 0;
            continue;
        }
        memcpy(out, c->ring->data, slot->length);
        return 0;
    }
}

/* verdict: live */
int long_ones_refused(struct channel *c, u8 *out)
{
    for (;;) {
        const struct slot *slot = &c->ring->slots[c->last];
        if (slot->length > 64)
            return -1;
        memcpy(out, c->ring->data, slot->length);
        c->last++;
    }
}
