/* mpx over Linux protection keys. */
#define _GNU_SOURCE
#include "mpx.h"

#include <errno.h>
#include <sys/mman.h>

static int set_area(void *addr, int len, unsigned int key)
{
    if (len <= 0) {
        errno = EINVAL;
        return -1;
    }
    return pkey_mprotect(addr, (size_t)len, PROT_READ | PROT_WRITE, (int)key);
}

static int get_state(unsigned int key)
{
    int rights = pkey_get((int)key);

    return rights < 0 ? -1 : (rights & PKEY_DISABLE_ACCESS) != 0;
}

int mpx(void *addr, int len, unsigned int key, int op)
{
    switch (op) {
    case MPX_CREATE:
        return pkey_alloc(0, 0);
    case MPX_ENABLE:
        return pkey_set((int)key, PKEY_DISABLE_ACCESS);
    case MPX_DISABLE:
        return pkey_set((int)key, 0);
    case MPX_SET:
        return set_area(addr, len, key);
    case MPX_GET:
        return get_state(key);
    default:
        errno = EINVAL;
        return -1;
    }
}
