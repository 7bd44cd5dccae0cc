/* Words of shared memory of which some bits are checked and others are relied on. */
#include "user.h"

struct packed_slot {
    u32 owner : 1, kind : 3, length : 12, index : 16;
    u32 state;
};
struct packed_ring {
    struct packed_slot slots[16];
    u32 word;
    u64 wide;
    u8 data[4096];
};
struct packed_channel {
    struct packed_ring *ring;
    u32 last;
    int fd;
};

int packed_open(struct packed_channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

/* verdict: safe disjoint */
int kind_then_length(struct packed_channel *c, u8 *out)
{
    if ((c->ring->word & 0xff) > 3)
        return -1;
    memcpy(out, c->ring->data, c->ring->word >> 16);
    return 0;
}

/* verdict: none */
int two_bit_fields(struct packed_channel *c, u8 *out)
{
    if (c->ring->slots[3].kind > 3)
        return -1;
    memcpy(out, c->ring->data, c->ring->slots[3].length);
    return 0;
}

/* verdict: safe disjoint */
int bytes_turned_round(struct packed_channel *c, u8 *out)
{
    if ((c->ring->word & 0xff) > 3)
        return -1;
    memcpy(out, c->ring->data, (u8)__builtin_bswap32(c->ring->word));
    return 0;
}

/* verdict: safe disjoint */
int sign_then_the_rest(struct packed_channel *c)
{
    if ((int)c->ring->word < 0)
        return -1;
    return table[(u8)c->ring->word];
}

/* verdict: safe disjoint */
int a_sum_carries_upwards(struct packed_channel *c)
{
    if (((c->ring->word + 5) & 0xff) > 3)
        return -1;
    return table[(u16)c->ring->word >> 8];
}

static int is_of_kind(u64 wide)
{
    return (wide & 0x3f) <= 3;
}

static int entry_of(const struct packed_ring *ring)
{
    return table[ring->wide >> 40];
}

/* verdict: safe disjoint */
int helpers_that_look_at_some(struct packed_channel *c)
{
    if (!is_of_kind(c->ring->wide))
        return -1;
    return entry_of(c->ring);
}

/* verdict: safe disjoint */
int copied_and_taken_out(struct packed_channel *c, u8 *out)
{
    struct packed_slot slot = c->ring->slots[2];
    if (slot.kind > 3)
        return -1;
    struct packed_slot again = c->ring->slots[2];
    memcpy(out, c->ring->data, again.length);
    return 0;
}
