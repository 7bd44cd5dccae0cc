/* Copies that a function makes for its caller, and does nothing else. */
#include "user.h"

struct order {
    u32 offset, size, flags;
};
struct desk {
    struct order *orders;
    u8 *own;
    int fd;
};

int desk_open(struct desk *d)
{
    d->orders = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, d->fd, 0);
    return d->orders == MAP_FAILED ? -1 : 0;
}

static void refresh(struct order *to, const struct order *from)
{
    memcpy(to, from, sizeof *to);
}

static void assign(struct order *to, const struct order *from)
{
    *to = *from;
}

/* verdict: live */
int refreshed_behind_the_check(struct desk *d, u8 *out)
{
    struct order order;
    refresh(&order, d->orders);
    if (order.size > 64)
        return -1;
    if (order.flags & 1)
        refresh(&order, d->orders);
    memcpy(out, d->own, order.size);
    return 0;
}

/* verdict: live */
u8 checked_there_and_copied_here(struct desk *d)
{
    struct order order;
    if (d->orders->offset >= 64)
        return 0;
    assign(&order, d->orders);
    return d->own[order.offset];
}
