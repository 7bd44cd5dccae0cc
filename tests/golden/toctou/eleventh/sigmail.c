/* sigmail.c: single-threaded supervisor. State comes in two ways: from signal
 * handlers (our own), and from a mailbox page that the child writes. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NPHASE  6
#define NLINE   128

typedef struct {
    volatile uint32_t status;
    volatile uint32_t len;
    volatile uint32_t cmd;
    volatile uint32_t ack;
    volatile uint64_t span;
    uint8_t           data[1024];
} mailbox_t;

enum { MB_READY = 1, MB_ERR = 2, MB_BUSY = 4 };

static mailbox_t   *mbox;
static unsigned     phase;             /* advanced by SIGALRM */
static size_t       watch_len = 4096;  /* changed by SIGUSR1 */
static unsigned     quiet_ticks;       /* changed by SIGALRM too */
static uint8_t     *watch_base;
static const char  *phase_name[NPHASE] = { "idle", "boot", "load", "run", "drain", "stop" };
static int        (*phase_step[NPHASE])(void);
static uint8_t      lines[NLINE];

static void on_alarm(int sig)
{
    (void)sig;
    phase++;
    quiet_ticks++;
}

static void on_usr1(int sig)
{
    (void)sig;
    watch_len <<= 1;
}

int mail_setup(int fd)
{
    struct sigaction sa;

    memset(&sa, 0, sizeof sa);
    sa.sa_handler = on_alarm;
    if (sigaction(SIGALRM, &sa, NULL) < 0) return -errno;
    sa.sa_handler = on_usr1;
    if (sigaction(SIGUSR1, &sa, NULL) < 0) return -errno;

    mbox = mmap(NULL, sizeof *mbox, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mbox == MAP_FAILED) return -errno;
    watch_base = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (watch_base == MAP_FAILED) return -errno;
    return 0;
}

/* expect: double-load live */
int phase_run(void)
{
    if (phase >= NPHASE) return -ERANGE;
    if (quiet_ticks == 0) return 0;
    return phase_step[phase]();
}

/* expect: double-load safe snapshot */
int phase_run_now(void)
{
    unsigned p = *(volatile unsigned *)&phase;

    if (p >= NPHASE) return -ERANGE;
    if (quiet_ticks == 0) return 0;
    return phase_step[p]();
}

/* expect: double-load safe gap_ */
const char *phase_text(void)
{
    sigset_t block, old;
    const char *s = "?";

    sigfillset(&block);
    sigprocmask(SIG_BLOCK, &block, &old);
    if (phase < NPHASE)
        s = phase_name[phase];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return s;
}

/* expect: double-load live */
const char *phase_text_late(void)
{
    sigset_t block, old;
    int in;

    sigfillset(&block);
    sigprocmask(SIG_BLOCK, &block, &old);
    in = phase < NPHASE;
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (in)
        return phase_name[phase];
    return "?";
}

/* expect: double-load live */
int watch_arm(void)
{
    if (watch_len > (1u << 20) || watch_len % 4096) {
        fputs("watch window too wide\n", stderr);
        return -EINVAL;
    }
    if (mprotect(watch_base, watch_len, PROT_READ) < 0) return -errno;
    return 0;
}

/* expect: double-load safe rechecked */
int watch_arm_twice(void)
{
    size_t n;

    if (watch_len > (1u << 20)) return -EINVAL;
    n = *(volatile size_t *)&watch_len;
    if (n > (1u << 20) || n % 4096) return -EINVAL;
    if (mprotect(watch_base, n, PROT_READ) < 0) return -errno;
    return 0;
}

/* expect: double-load live */
int mbox_take(uint8_t *out, size_t room)
{
    if (!(mbox->status & MB_READY)) return -EAGAIN;
    if (mbox->len > room) {
        mbox->ack = 2;
        return -EMSGSIZE;
    }
    memcpy(out, mbox->data, mbox->len);
    mbox->ack = 1;
    return 0;
}

/* expect: double-load safe snapshot */
int mbox_take_n(uint8_t *out, size_t room)
{
    uint32_t n;

    if (!(mbox->status & MB_READY)) return -EAGAIN;
    n = mbox->len;
    if (n > room || n > sizeof mbox->data) {
        mbox->ack = 2;
        return -EMSGSIZE;
    }
    memcpy(out, mbox->data, n);
    mbox->ack = 1;
    return (int)n;
}

/* expect: shared-argument live */
int mbox_span(void)
{
    mbox->ack = 3;
    return mprotect(watch_base, mbox->span, PROT_NONE) < 0 ? -errno : 0;
}

/* expect: none */
int mbox_poll(int rounds)
{
    const struct timespec ts = { 0, 50000 };

    while (!(mbox->status & MB_READY)) {
        if (rounds-- <= 0) return -ETIMEDOUT;
        nanosleep(&ts, NULL);
    }
    if (mbox->status & MB_ERR) return -EIO;
    return 0;
}

/* expect: double-load live */
int mbox_mark(void)
{
    static const uint8_t weight[4] = { 1, 2, 4, 8 };
    int i, sum = 0;

    for (i = 0; i < NLINE; i++)
        sum += lines[i];
    switch (mbox->cmd & 0x80) {
    case 0:
        if (mbox->cmd >= 4) break;
        return sum * weight[mbox->cmd];
    default:
        return -ENOSYS;
    }
    return -EINVAL;
}
