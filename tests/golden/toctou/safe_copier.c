/* Copies that a function makes for its caller, and that are looked at. */
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

/* verdict: safe snapshot */
int copied_once(struct desk *d, u8 *out)
{
    struct order order;
    refresh(&order, d->orders);
    if (order.size > 64)
        return -1;
    memcpy(out, d->own, order.size);
    return 0;
}

/* verdict: safe rechecked */
int refreshed_and_checked_again(struct desk *d, u8 *out)
{
    struct order order;
    refresh(&order, d->orders);
    if (order.size > 64)
        return -1;
    refresh(&order, d->orders);
    if (order.size > 64)
        return -1;
    memcpy(out, d->own, order.size);
    return 0;
}
