/* Shared memory that helpers look at, once. */
#include "user.h"

int channel_open(struct channel *c)
{
    c->ring = mmap(NULL, sizeof *c->ring, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
    return c->ring == MAP_FAILED ? -1 : 0;
}

static u32 length(const struct ring *r)
{
    return r->len;
}

/* verdict: safe snapshot */
int asked_once(struct channel *c, u8 *out)
{
    u32 len = length(c->ring);
    if (len > 256)
        return -1;
    memcpy(out, c->ring->data, len);
    return 0;
}

/* verdict: safe snapshot */
static int take_checked(u8 *out, const struct ring *r)
{
    u32 len = r->len;
    if (len > 256)
        return -1;
    memcpy(out, r->data, len);
    return 0;
}

/* verdict: safe rechecked */
int checked_again_by_the_callee(struct channel *c, u8 *out)
{
    if (c->ring->len > 256)
        return -1;
    return take_checked(out, c->ring);
}

static int is_small(u32 len)
{
    return len <= 256;
}

/* verdict: safe snapshot */
int value_checked_by_a_callee(struct channel *c, u8 *out)
{
    u32 len = c->ring->len;
    if (!is_small(len))
        return -1;
    memcpy(out, c->ring->data, len);
    return 0;
}

/* verdict: none */
static int is_fine(const struct ring *r)
{
    return r->len <= 256;
}

/* verdict: none */
static void hand_over(u8 *out, const struct ring *r)
{
    memcpy(out, r->data, r->len);
}

/* verdict: safe snapshot */
int helpers_see_the_copy(struct channel *c, u8 *out)
{
    struct ring r;
    memcpy(&r, c->ring, sizeof r);
    if (!is_fine(&r))
        return -1;
    hand_over(out, &r);
    return 0;
}
