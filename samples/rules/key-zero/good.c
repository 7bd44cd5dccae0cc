/* Key 0 as the place where pages go back to. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

enum operation { MPX_CREATE = 1, MPX_GET, MPX_DISABLE };

int mpx(void *addr, int len, unsigned int key, int op);

int protect(void *secret, size_t n)
{
    int key = pkey_alloc(0, PKEY_DISABLE_ACCESS);
    if (key < 0)
        return -1;
    return pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, key);
}

int release(void *secret, size_t n)
{
    return pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, 0);
}

int put_back(void *secret, size_t n, int key)
{
    if (pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, 0) != 0)
        return -1;
    return pkey_free(key);
}

int for_a_while(void *secret, size_t n, int key)
{
    if (pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, 0) != 0)
        return -1;
    return pkey_mprotect(secret, n, PROT_READ, key);
}

int open_everything(void)
{
    return pkey_set(0, 0);
}

int ask(void *secret, int n)
{
    return pkey_get(0) + mpx(secret, n, 0, MPX_GET) + mpx(secret, n, 0, MPX_DISABLE) + mpx(secret, n, 3, MPX_CREATE);
}
