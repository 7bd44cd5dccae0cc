/* Words of shared memory of which the bits that are checked are relied on, whatever else the word holds. */
#include "user.h"

struct packed_slot {
    u32 owner : 1, kind : 7, length : 12, index : 12;
    u32 state;
};
struct packed_ring {
    struct packed_slot slots[16];
    u32 word;
    u64 wide;
    u8 data[256];
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

/* verdict: live */
int length_twice(struct packed_channel *c, u8 *out)
{
    if (c->ring->word >> 16 > 256)
        return -1;
    memcpy(out, c->ring->data, c->ring->word >> 16);
    return 0;
}

/* verdict: live */
int bit_field_twice(struct packed_channel *c, u8 *out)
{
    if (c->ring->slots[3].length > 256)
        return -1;
    memcpy(out, c->ring->data, c->ring->slots[3].length);
    return 0;
}

/* verdict: live */
int word_then_bit_field(struct packed_channel *c, const u32 *limit, u8 *out)
{
    const u32 *word = (const u32 *)&c->ring->slots[1];
    if ((*word >> 8 & 0xfff) > *limit)
        return -1;
    memcpy(out, c->ring->data, c->ring->slots[1].length);
    return 0;
}

/* verdict: live */
int one_bit_of_it(struct packed_channel *c)
{
    if ((c->ring->word & 0x1ff) > 15)
        return -1;
    return table[(u8)(c->ring->word >> 8)];
}

/* verdict: live */
int bytes_turned_round(struct packed_channel *c)
{
    if ((c->ring->word >> 24) > 15)
        return -1;
    return table[(u8)__builtin_bswap32(c->ring->word)];
}

/* verdict: live */
int a_sum_carries_upwards(struct packed_channel *c)
{
    if ((c->ring->word & 0xff) > 15)
        return -1;
    return table[(u16)(c->ring->word + 5) >> 8];
}

/* verdict: live */
int sign_is_drawn_out(struct packed_channel *c)
{
    if (((short)c->ring->word >> 15 & 0xff) > 15)
        return -1;
    return table[(u16)c->ring->word >> 15];
}

static int is_small(u64 wide)
{
    return wide >> 40 < 16;
}

static int entry_of(const struct packed_ring *ring)
{
    return table[ring->wide >> 40];
}

/* verdict: live */
int helpers_that_look_at_the_same(struct packed_channel *c)
{
    if (!is_small(c->ring->wide))
        return -1;
    return entry_of(c->ring);
}

/* verdict: live */
int mask_of_the_other_side(struct packed_channel *c)
{
    if ((c->ring->word & c->last) > 15)
        return -1;
    return table[c->ring->word >> 16];
}
