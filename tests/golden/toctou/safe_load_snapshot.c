/* Read once, and only what was read then is checked and used. */
#include "user.h"

int channel_open(struct channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

/* verdict: safe snapshot */
int plain(struct channel *c, u8 *out)
{
    u32 len = c->ring->len;
    if (len > 256)
        return -1;
    memcpy(out, c->ring->data, len);
    return 0;
}

/* verdict: safe snapshot */
int once(struct channel *c)
{
    u32 kind = READ_ONCE(c->ring->kind);
    if (kind >= 16)
        return -1;
    return table[kind];
}

/* verdict: safe snapshot */
int atomic(struct channel *c)
{
    u32 kind = __atomic_load_n(&c->ring->kind, 2);
    return kind < 16 ? table[kind] : -1;
}

/* verdict: safe snapshot */
int struct_copy(struct channel *c, u8 *out)
{
    struct slot slot = c->ring->slots[2];
    if (slot.length > 64)
        return -1;
    memcpy(out, c->ring->data, slot.length);
    return 0;
}

/* verdict: safe snapshot */
int copied_by_memcpy(struct channel *c, u8 *out)
{
    struct slot slot;
    memcpy(&slot, &c->ring->slots[2], sizeof slot);
    if (slot.length > 64)
        return -1;
    memcpy(out, c->ring->data, slot.length);
    return 0;
}

/* verdict: safe snapshot */
int for_a_protection_call(struct channel *c, void *base)
{
    u32 len = READ_ONCE(c->ring->len);
    if (len > 4096)
        return -1;
    return mprotect(base, len, PROT_READ);
}

/* verdict: safe snapshot */
int each_round_its_own(struct channel *c, u8 *out)
{
    for (u32 i = 0; i < 16; i++) {
        u32 len = c->ring->slots[i].length;
        if (len > 16)
            return -1;
        memcpy(out + 16 * i, c->ring->data, len);
    }
    return 0;
}
