/* Everybody's key taken for one's own. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

enum operation { MPX_CREATE = 1, MPX_SET };

int mpx(void *addr, int len, unsigned int key, int op);

int never_allocated(void *secret, size_t n)
{
    int key = 0;
    return pkey_mprotect(secret, n, PROT_READ | PROT_WRITE, key); /* expect: key-zero medium */
}

int written_down(void *secret, size_t n)
{
    return pkey_mprotect(secret, n, PROT_READ, 0); /* expect: key-zero note */
}

int close_everything(void)
{
    return pkey_set(0, PKEY_DISABLE_ACCESS); /* expect: key-zero medium */
}

void give_everything_back(void)
{
    pkey_free(0); /* expect: key-zero medium */
}

int own_interface(void *secret, int n)
{
    return mpx(secret, n, 0, MPX_CREATE); /* expect: key-zero medium */
}

static int forgotten; /* nobody ever sets it */

int never_set(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, forgotten); /* expect: key-zero medium */
}
