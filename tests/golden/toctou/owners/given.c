/* Names no interface: what its parameters point to, giving.c says. */
#include "rings.h"

static u32 limits[8];

/* verdict: live */
int ring_given(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: live */
int ring_in_place(u8 *out, const u32 *len)
{
    if (*len > 256)
        return -1;
    memset(out, 0, *len);
    return 0;
}

/* verdict: none */
int ring_once(const struct ring *ring, u8 *out)
{
    u32 len = READ_ONCE(ring->len);
    if (len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, len);
    return 0;
}

/* verdict: none */
int ring_never_shared(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

int ring_handed_on(const struct ring *ring, u8 *out)
{
    return ring_at_the_end(ring, out);
}

u32 ring_entry(const struct ring *ring)
{
    return limits[ring->kind];
}

u32 ring_entry_checked(const struct ring *ring)
{
    u32 kind = READ_ONCE(ring->kind);
    return kind > 7 ? 0 : limits[kind];
}

int ring_refuses(const struct ring *ring)
{
    return ring->kind > 7;
}
