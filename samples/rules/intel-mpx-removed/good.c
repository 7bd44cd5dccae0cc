/* Checks that work, and names and bytes that only look like the removed ones. */
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>

static const unsigned char table[] = {0xf3, 0x0f, 0x1b, 0x00, 0x0f, 0x1a};

int bounded(const int *values, size_t n, size_t i)
{
    return i < n ? values[i] : -1;
}

int other_option(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int mpxgen(void)
{
    return printf("bndmk, bndcl and -mmpx are words here: %d\n", table[0]);
}

void endbr(void)
{
    __asm__ volatile(".byte 0xf3, 0x0f, 0x1e, 0xfa");
}
