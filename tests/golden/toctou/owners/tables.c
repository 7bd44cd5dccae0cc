/* Functions that others call through a table. */
#include "rings.h"

/* verdict: live */
static int take(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

/* verdict: none */
static int measure(const struct ring *ring, u8 *out)
{
    if (ring->len > sizeof ring->data)
        return -1;
    memcpy(out, ring->data, ring->len);
    return 0;
}

const struct ring_ops only_ops = {.take = take, .measure = measure};
