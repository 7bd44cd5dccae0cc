/* Shared memory read twice, and yet nothing is believed that may have changed. */
#include "user.h"

int channel_open(struct channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

/* verdict: safe rechecked */
int checked_again(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    u32 len = c->ring->len;
    if (len > 256)
        return -1;
    memcpy(out, c->ring->data, len);
    return 0;
}

/* verdict: safe rechecked */
int clamped(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    u32 len = c->ring->len;
    memcpy(out, c->ring->data, len < 256 ? len : 256);
    return 0;
}

/* verdict: safe rechecked */
int masked(struct channel *c)
{
    if (c->ring->head > c->ring->tail)
        return -1;
    return table[c->ring->head & 15];
}

/* verdict: safe compared */
int compared(struct channel *c, u8 *out)
{
    u32 first = c->ring->len;
    if (first > 256)
        return -1;
    u32 second = c->ring->len;
    if (first != second)
        return -1;
    memcpy(out, c->ring->data, second);
    return 0;
}

/* verdict: safe overridden */
int overridden(struct channel *c, u8 *out)
{
    u32 len = c->ring->slots[0].length;
    if (len > 64)
        return -1;
    struct slot slot = c->ring->slots[0];
    slot.length = len;
    memcpy(out, c->ring->data, slot.length);
    return slot.offset != 0;
}

/* verdict: safe exclusive-paths */
int either_or(struct channel *c, u8 *out, int is_new)
{
    if (is_new && c->ring->len > 256)
        return -1;
    if (!is_new)
        memcpy(out, c->ring->data, c->ring->len);
    return 0;
}

/* verdict: safe disjoint */
int another_member(struct channel *c, u8 *out)
{
    struct slot copy = c->ring->slots[1];
    if (copy.offset > 16)
        return -1;
    memcpy(out, c->ring->data, c->ring->slots[1].length & 15);
    return 0;
}

/* verdict: safe unused */
int read_along_with_others(struct channel *c, u8 *out)
{
    struct slot copy;
    if (c->ring->slots[1].offset > 16)
        return -1;
    memcpy(&copy, &c->ring->slots[1], sizeof copy);
    if (copy.length > 16)
        return -1;
    memcpy(out, c->ring->data, copy.length);
    return 0;
}

/* verdict: safe rechecked */
u32 never_further_than_we_have(struct channel *c, u32 most)
{
    u32 sum = 0;
    if (c->ring->len > most)
        return 0;
    for (u32 i = 0; i < c->ring->len && i < most; i++)
        sum += c->ring->data[i];
    return sum;
}

/* verdict: safe rechecked */
u32 our_limit_is_asked_first(struct channel *c)
{
    u32 sum = 0;
    if (c->ring->len > 256)
        return 0;
    for (u32 i = 0; i < 256 && i < c->ring->len; i++)
        sum += c->ring->data[i];
    return sum;
}

static u32 low_bits(const struct ring *ring)
{
    return ring->len & 0xffff;
}

/* verdict: safe rechecked */
int mask_is_as_narrow_as_what_an_accessor_let_through(struct channel *c, u8 *out)
{
    if (low_bits(c->ring) > 200)
        return -1;
    memcpy(out, c->ring->data, c->ring->len & 127);
    return 0;
}
