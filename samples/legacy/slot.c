/* System call 56 of the i386 table: a name that the kernel reserved in 1998 and never filled. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Only 32-bit headers have it. */
#ifndef __NR_mpx
#define __NR_mpx 56
#endif

#ifdef __x86_64__

int slot_protect(void *addr, int len, unsigned int key, int op)
{
    return syscall(__NR_mpx, addr, len, key, op) < 0 ? -errno : 0; /* expect: syscall-number-mismatch high */
}

static int gate(int number, void *addr, int len)
{
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "0"(number), "b"(addr), "c"(len) : "memory");
    return result;
}

/* The gate of 32-bit programs is open to 64-bit code as well. */
int slot_protect_compat(void *addr, int len, unsigned int key, int op)
{
    int result;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented medium */
                     : "=a"(result)
                     : "0"(56), "b"(addr), "c"(len), "d"(key), "S"(op)
                     : "memory");
    return result < 0 ? -EPERM : 0;
}

void slot_forget(void *addr, int len)
{
    int result;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented high */
                     : "=a"(result)
                     : "0"(56), "b"(addr), "c"(len), "d"(0), "S"(0)
                     : "memory");
}

int slot_exists(void)
{
    int result;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented note */
                     : "=a"(result)
                     : "0"(56), "b"(0), "c"(0), "d"(0), "S"(0)
                     : "memory");
    return result != -ENOSYS;
}

/* Number 20 is getpid there, and no business of ours. */
int slot_process(void)
{
    return gate(20, NULL, 0);
}

#else

int slot_protect(void *addr, int len, unsigned int key, int op)
{
    return syscall(__NR_mpx, addr, len, key, op) < 0 ? -errno : 0;
}

#endif
