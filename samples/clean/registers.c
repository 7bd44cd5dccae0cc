#include "clean.h"

#include <stdlib.h>

#ifdef __x86_64__

static uint32_t read_rights(void)
{
    uint32_t low, high;
    __asm__ volatile(".byte 0x0f,0x01,0xee" : "=a"(low), "=d"(high) : "c"(0) : "memory");
    return low;
}

/* Who jumps right to the instruction does not come past the comparison. */
static void write_rights(uint32_t rights)
{
    __asm__ volatile(".byte 0x0f,0x01,0xef" : : "a"(rights), "c"(0), "d"(0) : "memory");
    if (read_rights() != rights)
        abort();
}

void rights_give(int key, uint32_t rights)
{
    uint32_t shift = (uint32_t)key * 2;
    write_rights((read_rights() & ~(3u << shift)) | (rights & 3) << shift);
}

uint32_t rights_of(int key)
{
    return read_rights() >> ((uint32_t)key * 2) & 3;
}

#else

void rights_give(int key, uint32_t rights)
{
    (void)key;
    (void)rights;
}

uint32_t rights_of(int key)
{
    (void)key;
    return 0;
}

#endif
