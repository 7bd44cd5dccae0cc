/* How a lease ends: its range is gone then. */
#include "leases.h"

static int drop(struct lease *lease)
{
    return munmap(lease->base, lease->len);
}

int lease_end(struct lease *lease)
{
    if (drop(lease))
        return -1;
    lease->fd = -1;
    return 0;
}

int lease_renew(struct lease *lease, int fd)
{
    munmap(lease->base, lease->len);
    lease->base = mmap(NULL, lease->len, PROT_READ, MAP_SHARED, fd, 0);
    return lease->base == MAP_FAILED ? -1 : 0;
}
