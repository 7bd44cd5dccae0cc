/* client WHAT [ROUNDS]: uses /dev/mpx, and races against it. Says on stdout what it saw itself. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "mpx.h"

enum { PAGE = 4096, KEY = 3 };

static int device;
static int rounds = 10000;

static int mpx(void *addr, int len, unsigned int key, int op)
{
    struct mpx_call call = {.addr = (uintptr_t)addr, .len = len, .key = key, .op = op};
    return ioctl(device, MPX_CALL, &call);
}

static void *page(void)
{
    void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        exit(9);
    return at;
}

static void life(void)
{
    char *range = page();
    struct mpx_policy policy = {.holders = 2, .rights = {1, 3}};
    unsigned char rights = 0;
    int created = mpx(range, PAGE, KEY, MPX_CREATE);
    int set = mpx(&policy, sizeof policy, KEY, MPX_SET);
    int got = mpx(&rights, sizeof rights, KEY, MPX_GET);
    int destroyed = mpx(range, PAGE, KEY, MPX_DESTROY);
    printf("life %d %d %d %d rights=%d\n", created, set, got, destroyed, rights);
}

/* ---- the race ---------------------------------------------------------------------------------------------------- */

static struct mpx_policy *shared;
static volatile int running, over;

static void *writer(void *unused)
{
    volatile __u8 *holders = &shared->holders;
    running = 1;
    while (!over)
        *holders ^= 0xf8; /* 4 is allowed, 252 is not */
    return unused;
}

struct tally {
    int beyond, refused;
};

static void *caller(void *context)
{
    struct tally *tally = context;
    for (int i = 0; i < rounds; i++) {
        int result = mpx(shared, sizeof *shared, KEY, MPX_SET);
        tally->beyond += result > MPX_HOLDERS;
        tally->refused += result < 0;
    }
    return NULL;
}

/* Two callers wait for each other's lock between the two fetches, which gives the writer time. The driver says how many
 * holders it believed: more than it allows means that the second fetch won. */
static void race(void)
{
    pthread_t other, second;
    struct tally tallies[2] = {0};
    shared = page();
    shared->holders = 4;
    if (pthread_create(&other, NULL, writer, NULL))
        exit(9);
    while (!running)
        sched_yield();
    if (pthread_create(&second, NULL, caller, &tallies[1]))
        exit(9);
    caller(&tallies[0]);
    pthread_join(second, NULL);
    over = 1;
    pthread_join(other, NULL);
    printf("race rounds=%d beyond=%d refused=%d\n", 2 * rounds, tallies[0].beyond + tallies[1].beyond,
           tallies[0].refused + tallies[1].refused);
}

/* ---- another thread takes the range away meanwhile --------------------------------------------------------------- */

static void *range;

static void *taker(void *unused)
{
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    munmap(range, PAGE);
    return unused;
}

static void take(void)
{
    pthread_t other;
    range = page();
    if (pthread_create(&other, NULL, taker, NULL))
        exit(9);
    int result = mpx(range, PAGE, 1500, MPX_WAIT); /* expect: range-race high */
    pthread_join(other, NULL);
    printf("take %p result=%d\n", range, result);
}

static void wait_long(void)
{
    puts("wait");
    fflush(stdout);
    printf("wait result=%d\n", mpx(page(), PAGE, 10000, MPX_WAIT));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } shapes[] = {{"life", life}, {"race", race}, {"take", take}, {"wait", wait_long}};
    device = open("/dev/mpx", O_RDWR | O_CLOEXEC);
    if (device < 0) {
        perror("/dev/mpx");
        return 1;
    }
    if (argc > 2)
        rounds = atoi(argv[2]);
    for (size_t i = 0; argc > 1 && i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].name, argv[1]) == 0) {
            shapes[i].run();
            return 0;
        }
    return 2;
}
