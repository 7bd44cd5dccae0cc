/* Built without debug information: what comes from here has no line, and is no other function's call. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "shapes.h"

int bare(char *at, size_t size)
{
    return mprotect(at, size, PROT_READ) + keep;
}

int bare_jump(char *at, size_t size)
{
    keep = 9;
    return mprotect(at, size, PROT_READ);
}
