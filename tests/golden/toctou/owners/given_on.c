/* The third file that a ring comes to; and a thread that is given one. */
#include "rings.h"

static u8 last[256];

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

/* verdict: live */
void *ring_in_a_thread(void *data)
{
    const struct ring *ring = data;
    if (ring->len > sizeof ring->data)
        return NULL;
    memcpy(last, ring->data, ring->len);
    return NULL;
}
