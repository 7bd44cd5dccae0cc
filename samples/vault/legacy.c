#define _GNU_SOURCE
#include "legacy.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Copied from a 32-bit build, where it is right. */
#define NR_PKEY_MPROTECT 380

#ifndef PR_MPX_ENABLE_MANAGEMENT
#define PR_MPX_ENABLE_MANAGEMENT 43
#define PR_MPX_DISABLE_MANAGEMENT 44
#endif

/* Bounds in a register that processors since 2019 and Linux since 5.6 do not have: the instructions do nothing. */
int legacy_bounds(void *pages, size_t size)
{
    if (prctl(PR_MPX_ENABLE_MANAGEMENT, 0, 0, 0, 0) < 0) /* expect: intel-mpx-removed low */
        return -errno;
    /* bndmk (%rdx,%rcx,1),%bnd0 */
    __asm__ volatile(".byte 0xf3,0x0f,0x1b,0x04,0x0a" /* expect: intel-mpx-removed low */
                     :
                     : "d"(pages), "c"(size - 1));
    if (prctl(44, 0, 0, 0, 0) < 0) /* expect: intel-mpx-removed low */
        return -errno;
    return 0;
}

/* The key of a platform that has 32 of them. */
int legacy_protect(void *pages, size_t size, int key)
{
    if (syscall(NR_PKEY_MPROTECT, pages, size, PROT_READ, key) == 0) /* expect: syscall-number-mismatch high */
        return 0;
    if (syscall(SYS_pkey_mprotect, pages, size, PROT_READ, 31) == 0) /* expect: key-range medium */
        return 0;
    return pkey_mprotect(pages, size, PROT_READ, 16) < 0 ? -errno : 0; /* expect: key-range medium */
}

/* -1 asks for no key at all: this is mprotect, and meant to be. */
int legacy_release(void *pages, size_t size)
{
    pkey_mprotect(pages, size, PROT_READ, -1); /* expect: key-range note, expect: result-ignored medium */
    return 0;
}
