/* Keys from pkey_alloc, rights by name, and a fallback without keys. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

int allocated(void *page, size_t n)
{
    int key = pkey_alloc(0, PKEY_DISABLE_ACCESS | PKEY_DISABLE_WRITE);
    if (key < 0)
        return -1;
    return pkey_mprotect(page, n, PROT_READ, key);
}

int last_key(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, 15);
}

int key_when_there_is_one(void *page, size_t n, int wanted)
{
    int key = -1;
    if (wanted)
        key = pkey_alloc(0, 0);
    return pkey_mprotect(page, n, PROT_READ, key);
}

int bounded(int key)
{
    if (key == 16)
        return -1;
    return pkey_set(key, PKEY_DISABLE_WRITE);
}

static int later = 16;

int from_pkey_alloc(void)
{
    later = pkey_alloc(0, 0);
    return later;
}

int key_of_a_static(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, later);
}
