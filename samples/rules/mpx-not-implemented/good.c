/* Calls that are not the slot's. */
#define _GNU_SOURCE
#include <unistd.h>

#define SYS_own_mpx 460

int mpx(void *addr, int len, unsigned int key, int op);

int own_function(void *addr, int len, unsigned int key, int op)
{
    return mpx(addr, len, key, op);
}

long own_number(void *addr, int len, unsigned int key, int op)
{
    return syscall(SYS_own_mpx, addr, len, key, op);
}

#if defined(__x86_64__) || defined(__i386__)
int process_id(void)
{
    int rc;
    __asm__ volatile("int $0x80" : "=a"(rc) : "0"(20));
    return rc;
}
#endif
