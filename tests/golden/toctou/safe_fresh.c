/* What helpers load anew is checked where they load it, or kept. */
#include "user.h"

static struct ring *rings;
static u8 out[256];

void fresh_open(int fd)
{
    rings = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
}

static u32 length_now(const struct ring *ring)
{
    return READ_ONCE(ring->len);
}

static int copy_checked(const struct ring *ring)
{
    u32 length = READ_ONCE(ring->len);
    if (length > sizeof out)
        return -1;
    memcpy(out, ring->data, length);
    return 0;
}

/* verdict: safe snapshot */
int asked_once(const struct ring *ring)
{
    u32 length = length_now(ring);
    if (length > sizeof out)
        return -1;
    memcpy(out, ring->data, length);
    return 0;
}

/* verdict: safe rechecked */
int checked_again_where_it_is_loaded(void)
{
    if (rings->len > sizeof out)
        return -1;
    return copy_checked(rings);
}
