/* A key that is 0 on one path only. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

int perhaps(void *secret, size_t n, int wanted)
{
    int key = 0;
    if (wanted)
        key = pkey_alloc(0, PKEY_DISABLE_ACCESS);
    return pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, key); /* expect: key-zero low */
}
