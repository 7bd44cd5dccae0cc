#include "holders.h"

int holder_open(struct holder *holder, int fd)
{
    holder->fd = fd;
    holder->held_crate = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return holder->held_crate == MAP_FAILED ? -1 : 0;
}

u32 held_length(const struct holder *holder)
{
    return holder->held_crate->len;
}

size_t held_label(const struct holder *holder)
{
    return strlen(holder->held_crate->label);
}

const struct crate *held_checked(const struct holder *holder, u32 n)
{
    const struct crate *crate = holder->held_crate + n;
    return crate->len <= sizeof crate->data ? crate : NULL;
}
