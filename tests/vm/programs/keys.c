/* keys WHAT: protection keys, one shape of their use after the other. Says on stdout what it saw itself. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096 };

static sigjmp_buf back;
static volatile int code, key_of_signal, keep;
static void *volatile address;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    code = info->si_code;
    address = info->si_addr;
    key_of_signal = (int)info->si_pkey;
    siglongjmp(back, 1);
}

static void catch (void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
}

static void *page(void)
{
    void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        exit(9);
    memset(at, 1, PAGE);
    return at;
}

/* A page that carries a key which is denied. */
static char *denied_page(int *ret_key)
{
    char *at = page();
    *ret_key = pkey_alloc(0, PKEY_DISABLE_ACCESS);
    if (*ret_key < 0 || pkey_mprotect(at, PAGE, PROT_READ | PROT_WRITE, *ret_key) < 0)
        exit(9);
    return at;
}

static void life(void)
{
    char *at = page();
    int key = pkey_alloc(0, PKEY_DISABLE_WRITE);
    pkey_mprotect(at, PAGE, PROT_READ, key);
    pkey_mprotect(at, PAGE, PROT_READ | PROT_WRITE, 0);
    pkey_free(key);
    pkey_free(key);
    printf("life %#lx key=%d\n", (long)at, key);
}

static void minus_one(void)
{
    char *at = page();
    pkey_mprotect(at, PAGE, PROT_READ, -1);
    printf("minus-one %#lx\n", (long)at);
}

static void denied(void)
{
    int key;
    char *volatile at = denied_page(&key);
    catch ();
    if (sigsetjmp(back, 1) == 0)
        at[5] = 1;
    printf("denied %#lx code=%d key=%d\n", (long)address, code, key_of_signal);
}

static void denied_read(void)
{
    int key, fd = open("/proc/self/exe", O_RDONLY);
    char *at = denied_page(&key);
    long n = read(fd, at, 16);
    printf("denied-read %#lx result=%ld errno=%d\n", (long)at, n, errno);
}

static void forged(void)
{
    siginfo_t info = {.si_signo = SIGSEGV, .si_code = SEGV_PKUERR};
    info.si_addr = (void *)0x1234000;
    info.si_pkey = 7;
    catch ();
    if (sigsetjmp(back, 1) == 0)
        syscall(SYS_rt_sigqueueinfo, getpid(), SIGSEGV, &info);
    printf("forged %#lx code=%d key=%d\n", (long)address, code, key_of_signal);
}

/* No call of ours gave the page a key: the kernel takes one for mappings that may only be executed. */
static void exec_only(void)
{
    char *volatile at = mmap(NULL, PAGE, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    catch ();
    if (sigsetjmp(back, 1) == 0)
        keep = at[3];
    printf("exec-only %#lx code=%d key=%d\n", (long)address, code, key_of_signal);
}

/* A key is freed while a page carries it, given to the page again, and handed out anew. */
static void misuse(void)
{
    char *at = page();
    int key = pkey_alloc(0, 0);
    pkey_mprotect(at, PAGE, PROT_READ | PROT_WRITE, key);
    pkey_free(key);
    int result = pkey_mprotect(at, PAGE, PROT_READ, key);
    int again = pkey_alloc(0, 0);
    printf("misuse %#lx key=%d result=%d again=%d\n", (long)at, key, result, again);
}

static void *calls(void *at)
{
    for (int i = 0; i < 20; i++)
        syscall(SYS_pkey_mprotect, at, PAGE, PROT_READ | PROT_WRITE, 0);
    return NULL;
}

/* What `n` calls take, one by one: pkey_free(-1), which is watched, or getppid(), which is not. */
static void spin(long number, int n)
{
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < n; i++)
        syscall(number, -1);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("spin %ld\n", ((end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec - begin.tv_nsec) / n);
}

static void threads(int n)
{
    pthread_t all[512];
    pthread_attr_t small;
    char *at = page();
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    for (int i = 0; i < n; i++)
        if (pthread_create(&all[i], &small, calls, at))
            exit(9);
    for (int i = 0; i < n; i++)
        pthread_join(all[i], NULL);
    printf("threads %d calls=%d\n", n, n * 20);
}

/* Another thread maps the page anew while we set its key: the mapping is not the one that the call left. */
static void *volatile raced;
static volatile int over;

static void *remapper(void *unused)
{
    while (!over)
        mmap((void *)raced, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return unused;
}

static void remapped(void)
{
    pthread_t other;
    int key = pkey_alloc(0, 0);
    raced = page();
    pthread_create(&other, NULL, remapper, NULL);
    for (int i = 0; i < 3000; i++)
        pkey_mprotect((void *)raced, PAGE, PROT_READ | PROT_WRITE, key);
    over = 1;
    pthread_join(other, NULL);
    printf("remapped %#lx\n", (long)raced);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } shapes[] = {{"life", life},     {"minus-one", minus_one}, {"denied", denied},       {"denied-read", denied_read},
                  {"forged", forged}, {"remapped", remapped},   {"exec-only", exec_only}, {"misuse", misuse}};
    if (argc > 2) {
        if (strcmp(argv[1], "threads") == 0)
            threads(atoi(argv[2]));
        else
            spin(strcmp(argv[1], "spin") == 0 ? SYS_pkey_free : SYS_getppid, atoi(argv[2]));
        return 0;
    }
    for (size_t i = 0; argc > 1 && i < sizeof shapes / sizeof shapes[0]; i++)
        if (strcmp(shapes[i].name, argv[1]) == 0) {
            shapes[i].run();
            return 0;
        }
    return 2;
}
