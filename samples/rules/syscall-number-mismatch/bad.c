/* Numbers of another table, built for x86-64. */
#define _GNU_SOURCE
#include <stddef.h>
#include <unistd.h>

#define SYS_mpx 56
#define NR_MPX 56
#define __NR_pkey_mprotect_32 380

#define set_mpx(addr, len, key) syscall(56, addr, len, key, 4)

long by_name(void *addr, int len, unsigned int key, int op)
{
    return syscall(SYS_mpx, addr, len, key, op); /* expect: syscall-number-mismatch high */
}

long by_own_name(void *addr, int len, unsigned int key, int op)
{
    return syscall(NR_MPX, addr, len, key, op); /* expect: syscall-number-mismatch high */
}

long by_macro(void *addr, int len, unsigned int key)
{
    return set_mpx(addr, len, key); /* expect: syscall-number-mismatch high */
}

long mpx_wrapper(void *a, int b, unsigned int c, int d)
{
    return syscall(56, a, b, c, d); /* expect: syscall-number-mismatch medium */
}

long protect(void *addr, int len, unsigned int key, int op)
{
    return syscall(56, addr, len, key, op); /* expect: syscall-number-mismatch low */
}

long keys_of_i386(void *addr, size_t len, int prot, int key)
{
    return syscall(__NR_pkey_mprotect_32, addr, len, prot, key); /* expect: syscall-number-mismatch high */
}

#define NR_PKEY_ALLOC 381

/* 381 is pkey_mprotect on m68k, but nobody means that one. */
long one_finding(void)
{
    return syscall(NR_PKEY_ALLOC, 0, 0); /* expect: syscall-number-mismatch high */
}
