#define _GNU_SOURCE
#include "clean.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the C library jumps to mprotect for (no key) is said plainly here. */
int numbers_protect(void *pages, size_t n, int prot, int key)
{
    if (key < 0)
        return mprotect(pages, n, prot) != 0 ? -errno : 0;
#ifdef SYS_pkey_mprotect
    if (syscall(SYS_pkey_mprotect, pages, n, prot, key) == 0)
        return 0;
    return errno == ENOSYS ? -ENOTSUP : -errno;
#else
    return -ENOTSUP;
#endif
}

#ifdef __x86_64__
/* 56 is clone, and meant. */
long numbers_fork(void)
{
    return syscall(56, CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL, NULL, 0UL);
}
#endif
