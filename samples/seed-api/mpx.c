/* mpx over Linux protection keys. */
#define _GNU_SOURCE
#include "mpx.h"

#include <errno.h>
#include <sys/mman.h>

#define KEYS 16
#define NO_EXECUTION 4 /* a right that PowerPC has */

/* The kernel's number of each of the caller's keys; 0, everybody's key, where there is none yet. */
static int kernel_keys[KEYS];

static int invalid(void)
{
    errno = EINVAL;
    return -1;
}

static int create_key(unsigned int key)
{
    int made = pkey_alloc(0, NO_EXECUTION); /* expect: key-range medium */

    if (made < 0)
        made = pkey_alloc(0, 0);
    if (made < 0)
        return -1;
    kernel_keys[key] = made;
    return 0;
}

static int set_area(void *addr, int len, unsigned int key)
{
    if (len <= 0)
        return invalid();
    return pkey_mprotect(addr, (size_t)len, PROT_READ | PROT_WRITE, kernel_keys[key]);
}

static int get_state(unsigned int key)
{
    int rights = pkey_get(kernel_keys[key]);

    return rights < 0 ? -1 : (rights & PKEY_DISABLE_ACCESS) != 0;
}

int mpx(void *addr, int len, unsigned int key, int op)
{
    if (key == 0 || key >= KEYS || (kernel_keys[key] == 0) != (op == MPX_CREATE))
        return invalid();
    switch (op) {
    case MPX_CREATE:
        return create_key(key);
    case MPX_ENABLE:
        return pkey_set(kernel_keys[key], PKEY_DISABLE_ACCESS);
    case MPX_DISABLE:
        return pkey_set(kernel_keys[key], 0);
    case MPX_SET:
        return set_area(addr, len, key);
    case MPX_GET:
        return get_state(key);
    default:
        return invalid();
    }
}
