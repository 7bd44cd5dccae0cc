/* The shared library. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "shapes.h"

static volatile int kept;

int guard(char *at, int key)
{
    int before = pkey_mprotect(at, PAGES(61), PROT_READ, key); /* pages 61 */
    kept = before + 1;
    return pkey_mprotect(at, PAGES(62), PROT_READ, key) + kept; /* pages 62 */
}

int guard_and_jump(char *at, int key)
{
    kept = 2;
    return pkey_mprotect(at, PAGES(63), PROT_READ, key); /* pages 63 */
}
