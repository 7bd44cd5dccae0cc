/* The target's own numbers, and numbers that only look like others. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SYS_mpx_private 470

long by_name(void *addr, size_t len, int prot, int key)
{
    return syscall(SYS_pkey_mprotect, addr, len, prot, key);
}

long a_real_clone(void)
{
    return syscall(56, CLONE_VM | SIGCHLD, NULL, NULL, NULL, 0UL);
}

long a_bare_number(unsigned long flags, void *stack)
{
    return syscall(56, flags, stack, NULL, NULL, 0UL);
}

long private_number(void *addr, int len, unsigned int key, int op)
{
    return syscall(SYS_mpx_private, addr, len, key, op);
}

long fm_mpxgen(int fd)
{
    return syscall(288, fd, NULL, NULL, 0);
}
