/* The third file that a ring comes to. */
#include "rings.h"

/* verdict: live */
int ring_at_the_end(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: live */
int ring_of_a_member(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}
