/* sigwatch - runs small actions on request of real-time signals and moves the
   guard area of its private heap when the memory-pressure daemon asks to.     */
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NACT       6
#define PAGE       ((size_t) 4096)
#define HEAP_LEN   (256 * PAGE)
#define GUARD_MAX  (16 * PAGE)
#define MAXQ       32

static volatile sig_atomic_t slot = -1;
static volatile sig_atomic_t got;
static volatile size_t       guard_len;

static struct { size_t off, len; } hint;                 /* set by on_hint() */
static struct { unsigned long ticks; unsigned limit; } stats;

static unsigned char *heap, *guard;
static int failures;

static void on_slot(int sig, siginfo_t *si, void *uc)
{
    (void) sig; (void) uc;
    slot = si->si_value.sival_int;
    got = 1;
}

static void on_guard(int sig, siginfo_t *si, void *uc)
{
    (void) sig; (void) uc;
    guard_len = (size_t) si->si_value.sival_int * PAGE;
}

static void on_hint(int sig, siginfo_t *si, void *uc)
{
    (void) sig; (void) uc;
    hint.off = (size_t) si->si_value.sival_int * PAGE;
    hint.len = PAGE;
}

static void on_tick(int sig)
{
    (void) sig;
    stats.ticks++;
}

static void act_nop(void)   { }
static void act_flush(void) { fflush(NULL); }
static void act_reset(void) { failures = 0; }

static void (*const actions[NACT])(void) = {
    act_nop, act_flush, act_reset, act_nop, act_flush, act_nop
};

/* expect: double-load live */ /* volatile makes the second load certain; the handler may run between */
int run_slot(void)
{
    if (slot < 0 || slot >= NACT)
        return -1;
    actions[slot]();
    slot = -1;
    return 0;
}

/* expect: double-load safe */ /* the signal is blocked over check and use */
int run_slot_blocked(void)
{
    sigset_t set, old;
    int rc = -1;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (slot >= 0 && slot < NACT) {
        actions[slot]();
        slot = -1;
        rc = 0;
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    return rc;
}

/* expect: double-load live */ /* blocked for the check only */
int run_slot_checked(void)
{
    sigset_t set, old;
    int ok;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    ok = slot >= 0 && slot < NACT;
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (!ok)
        return -1;
    actions[slot]();
    return 0;
}

/* expect: double-load safe retry */ /* polls the flag; the slot is loaded once and checked */
int wait_slot(void)
{
    int s;

    while (!got)
        pause();
    got = 0;
    s = slot;
    if (s < 0 || s >= NACT)
        return -1;
    actions[s]();
    return s;
}

/* expect: shared-argument live */ /* the handler's length goes into mprotect unseen */
int move_guard(void)
{
    if (mprotect(guard, guard_len, PROT_NONE) < 0) {
        failures++;
        return -1;
    }
    return 0;
}

/* expect: shared-argument safe snapshot */
int widen_guard(void)
{
    size_t want = guard_len;

    if (want == 0 || want > GUARD_MAX)
        return -1;
    if (mprotect(guard, want, PROT_NONE) < 0)
        failures++;
    return 0;
}

/* expect: double-load live */ /* offset bounded, then loaded again into mprotect's address */
int apply_hint(void)
{
    if (hint.off > HEAP_LEN - PAGE)
        return -1;
    return mprotect(heap + hint.off, PAGE, PROT_READ);
}

/* expect: none */ /* the handler touches the neighbour only, limit is set at start */
int fill_quota(unsigned *q)
{
    unsigned i;

    if (stats.limit > MAXQ)
        return -1;
    for (i = 0; i < stats.limit; i++)
        q[i] = i * 3;
    return (int) stats.limit;
}

/* expect: range-race live */ /* no return after the emergency unmapping */
int reset_guard(size_t len)
{
    if (len > GUARD_MAX)
        len = GUARD_MAX;
    if (madvise(guard, len, MADV_DONTNEED) < 0) {
        warn("guard: madvise");
        munmap(guard, GUARD_MAX);
    }
    return mprotect(guard, len, PROT_NONE);
}

/* expect: range-race safe exclusive-paths */ /* unmapped and protected under opposite values of "gone" */
int drop_guard(size_t len)
{
    int gone, rc = 0;

    if (len > GUARD_MAX)
        len = GUARD_MAX;
    gone = madvise(guard, len, MADV_DONTNEED) < 0;
    if (gone)
        munmap(guard, GUARD_MAX);
    failures += gone;
    if (!gone)
        rc = mprotect(guard, len, PROT_NONE);
    return rc;
}

static void hook(int sig, void (*fn)(int, siginfo_t *, void *))
{
    struct sigaction sa;

    memset(&sa, 0, sizeof sa);
    sa.sa_sigaction = fn;
    sa.sa_flags = SA_SIGINFO | SA_RESTART;
    if (sigaction(sig, &sa, NULL) < 0)
        err(1, "sigaction");
}

int main(int argc, char **argv)
{
    unsigned q[MAXQ];

    stats.limit = argc > 2 ? (unsigned) atoi(argv[2]) : 8;
    heap = mmap(NULL, HEAP_LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    guard = mmap(NULL, GUARD_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (heap == MAP_FAILED || guard == MAP_FAILED)
        err(1, "mmap");
    hook(SIGUSR1, on_slot);
    hook(SIGUSR2, on_guard);
    hook(SIGRTMIN, on_hint);
    signal(SIGALRM, on_tick);
    alarm(1);
    for (;;) {
        pause();
        switch (argc > 1 ? argv[1][0] : 'r') {
        case 'r': run_slot(); break;
        case 'b': run_slot_blocked(); break;
        case 'c': run_slot_checked(); break;
        case 'w': wait_slot(); break;
        case 'm': move_guard(); break;
        case 'W': widen_guard(); break;
        case 'h': apply_hint(); break;
        case 'q': fill_quota(q); break;
        case 'R': return reset_guard(GUARD_MAX);
        case 'd': return drop_guard(GUARD_MAX);
        }
    }
}
