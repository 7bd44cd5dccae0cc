/* Helpers that load anew each time they are called, and pointers that calls in a loop leave alone. */
#include "user.h"

static struct channel *channel;
static struct ring *rings;
static u8 out[256];

void fresh_open(int fd)
{
    channel->ring = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
    rings = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
}

static u32 length_now(const struct channel *c)
{
    return READ_ONCE(c->ring->len);
}

/* verdict: live */
int asked_twice_by_a_helper(const struct channel *c)
{
    if (length_now(c) > sizeof out)
        return -1;
    memcpy(out, c->ring->data, length_now(c));
    return 0;
}

/* verdict: live */
u32 bounds_a_loop_that_calls(void)
{
    u32 sum = 0;
    if (rings->kind > 15)
        return 0;
    for (u32 i = 0; i < rings->kind; i++)
        sum += (u32)consume(rings->slots[i].length);
    return sum;
}
