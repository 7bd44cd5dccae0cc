/* The i386 mpx slot from 64-bit code by int $0x80, with the clone of the same number in between; prctl 43; and
 * set_thread_area with an entry that the kernel fills in. No libc wrapper is between the program and the kernel. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int compat(int number, long a, long b, long c, long d)
{
    int result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d)
                     : "memory", "r8", "r9", "r10", "r11");
    return result;
}

/* ---- race: one thread sets the area, the other writes its base meanwhile
 * --------------------------------------------- */

static unsigned *area;
static volatile int over;

static void *writer(void *unused)
{
    while (!over)
        *(volatile unsigned *)&area[1] += 1;
    return unused;
}

static int race(void)
{
    pthread_t other;
    if (pthread_create(&other, NULL, writer, NULL))
        return 9;
    for (int i = 0; i < 2000; i++)
        compat(243, (long)area, 0, 0, 0);
    over = 1;
    return pthread_join(other, NULL);
}

/* ---- unread: the probe brings no page in, and obeys keys as the kernel does ----------------------------------------
 */

static int unread(void)
{
    int absent = compat(243, (long)area, 0, 0, 0);
    long key = syscall(SYS_pkey_alloc, 0, 1 /* PKEY_DISABLE_ACCESS */);
    syscall(SYS_pkey_mprotect, area, 4096, PROT_READ | PROT_WRITE, key);
    int denied = compat(243, (long)area, 0, 0, 0);
    printf("unread %#lx %d %d\n", (long)area, absent, denied);
    return 0;
}

static int nothing(void *unused)
{
    (void)unused;
    return 0;
}

int main(int argc, char **argv)
{
    static char stack[65536];
    area = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (argc > 1 && strcmp(argv[1], "unread") == 0)
        return unread();
    area[0] = (unsigned)-1; /* entry_number: the kernel chooses and writes it back */
    area[2] = 0xfffff;
    area[3] = 0x51; /* seg_32bit, limit_in_pages, useable */
    if (argc > 1 && strcmp(argv[1], "race") == 0)
        return race();
    int first = compat(56, 0x1000, 0x2000, 3, 4);
    int child = clone(nothing, stack + sizeof stack, SIGCHLD, NULL);
    waitpid(child, NULL, 0);
    int second = compat(56, 0x5000, 0x6000, 7, 8);
    int prctl_result = prctl(43, 0, 0, 0, 0);
    int set = compat(243, (long)area, 0, 0, 0);
    printf("slot %d %d child=%d prctl=%d area=%d entry=%d\n", first, second, child, prctl_result, set, (int)area[0]);
    return 0;
}
