#define _GNU_SOURCE
#include "domain.h"

#include <errno.h>
#include <sys/mman.h>

/* Two bits a key: access disabled, write disabled. */
#define KEYS 16
#define RIGHTS_OF(key, rights) ((unsigned int)(rights) << (2 * (key)))

static inline unsigned int rdpkru(void)
{
    unsigned int eax, edx;

    __asm__ volatile(".byte 0x0f,0x01,0xee" : "=a"(eax), "=d"(edx) : "c"(0));
    return eax;
}

static inline void wrpkru(unsigned int rights)
{
    __asm__ volatile("wrpkru" : : "a"(rights), "c"(0), "d"(0) : "memory");
}

/* Raw form for the fast path. */
static inline void wrpkru_fast(unsigned int rights)
{
    __asm__ volatile(".byte 0x0f, 0x01, 0xef" : : "a"(rights), "c"(0), "d"(0)); /* later: missing-barrier */
}

bool domain_supported(void)
{
    int key = pkey_alloc(0, PKEY_DISABLE_ACCESS);

    if (key < 0)
        return false;
    pkey_free(key);
    return true;
}

int domain_create(void)
{
    int key = pkey_alloc(0, PKEY_DISABLE_ACCESS);

    return key < 0 ? -errno : key;
}

int domain_open(int key)
{
    return pkey_set(key, 0) < 0 ? -errno : 0;
}

int domain_close(int key)
{
    return pkey_set(key, PKEY_DISABLE_ACCESS) < 0 ? -errno : 0;
}

void domain_close_fast(int key)
{
    wrpkru_fast(RIGHTS_OF(key, PKEY_DISABLE_ACCESS)); /* later: rights-overwrite */
}

unsigned int domain_only(int key)
{
    unsigned int saved = rdpkru();
    unsigned int rights = saved;

    for (int other = 1; other < KEYS; other++)
        if (other != key)
            rights |= RIGHTS_OF(other, PKEY_DISABLE_WRITE);
    wrpkru(rights);
    return saved;
}

void domain_restore(unsigned int rights)
{
    wrpkru(rights);
}

int domain_lockdown(void)
{
    return pkey_set(0, PKEY_DISABLE_WRITE); /* expect: key-zero medium */
}

/* 4 is "execute disabled" on PowerPC; x86 has no such right. */
int domain_create_code(void)
{
    int key = pkey_alloc(0, 4); /* expect: key-range medium */

    if (key < 0)
        key = pkey_alloc(1, PKEY_DISABLE_WRITE); /* expect: key-range medium */
    return key < 0 ? -errno : key;
}
