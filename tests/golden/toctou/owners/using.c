/* Readers of what other files have mapped. */
#include "rings.h"

/* verdict: live */
int of_a_global(u8 *out)
{
    if (shared_ring->len > sizeof shared_ring->data)
        return -1;
    memcpy(out, shared_ring->data, shared_ring->len);
    return 0;
}

/* verdict: live */
int of_a_result(u8 *out)
{
    struct ring *ring = ring_of(4);
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: live */
int of_a_result_handed_on(u8 *out)
{
    struct ring *ring = ring_again();
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: live */
int written_for_its_caller(u8 *out)
{
    struct ring *ring;
    if (ring_into(&ring, 5) || ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: none */
int of_a_snapshot_of_a_result(u8 *out)
{
    struct ring *ring = ring_of(4);
    u32 len = READ_ONCE(ring->len);
    if (len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, len);
    return 0;
}

/* verdict: none */
int of_a_result_of_our_own(u8 *out)
{
    struct ring *ring = ring_of_our_own();
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: none */
int compared_when_read_again(u8 *out)
{
    u32 len = shared_ring->len;
    if (len > sizeof shared_ring->data || shared_ring->len != len)
        return -1;
    memcpy(out, shared_ring->data, len);
    return 0;
}
