#define _GNU_SOURCE /* close_range, pipe2, sigabbrev_np */

#include "scan/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scan/deep.h"
#include "scan/frame.h"

#define CHILD_SOCKET 3
#define MAX_SAID 4096
#define DYING_MS 2000
#define BETWEEN_LOOKS ((uint64_t)2 << 30)

/* Sanitizers reserve terabytes of address space for their shadow. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

/* ---- inside the worker ---- */

/* A worker that has been taken over cannot raise them again. */
static void set_limit(int resource, rlim_t wanted)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max = MIN(wanted, limit.rlim_max);
    setrlimit(resource, &limit);
}

static int64_t cpu_ns(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The kernel counts the limit over the process's life, so it moves on with each unit. */
static void limit_cpu(const struct workers_limits *limits)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) != 0)
        return;
    limit.rlim_cur = MIN((rlim_t)(cpu_ns() / 1000000000) + 1 + limits->cpu_seconds, limit.rlim_max);
    setrlimit(RLIMIT_CPU, &limit);
}

static uint32_t peak_kib(void)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    return (uint32_t)usage.ru_maxrss;
}

static bool serve_one(uint32_t unit, const struct workers_limits *limits, worker_run run, void *context)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    g_autofree char *reason = NULL;
    limit_cpu(limits);
    int64_t began = cpu_ns();
    struct frame_header header = {.unit = unit, .status = UNIT_FAILED};
    if (run(unit, payload, &reason, context))
        header.status = UNIT_OK;
    if (payload->len > FRAME_MAX_PAYLOAD) {
        header.status = UNIT_FAILED;
        g_byte_array_set_size(payload, 0);
        reason = g_strdup("its intermediate form is larger than 256 MiB");
    }
    header.cpu_ms = (uint32_t)((cpu_ns() - began) / 1000000);
    header.peak_kib = peak_kib();
    return frame_send(CHILD_SOCKET, header, reason, payload);
}

static bool receive_unit(uint32_t *ret_unit)
{
    ssize_t n;
    do
        n = recv(CHILD_SOCKET, ret_unit, sizeof(*ret_unit), MSG_WAITALL);
    while (n < 0 && errno == EINTR);
    return n == sizeof(*ret_unit);
}

/* Above the standard descriptors, which the parent may have been started without. */
static int raised(int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, CHILD_SOCKET + 1);
    if (copy < 0)
        _exit(1);
    return copy;
}

/* Closes all but `kept`, which is 0 for none. */
static void close_others(int first, int kept)
{
    if (kept < first) {
        close_range((unsigned)first, ~0U, 0);
        return;
    }
    if (kept > first)
        close_range((unsigned)first, (unsigned)kept - 1, 0);
    close_range((unsigned)kept + 1, ~0U, 0);
}

/* Nothing of the parent's stays open but the socket, the pipe behind stderr and `kept`: no database, no other worker.
 */
static void settle(int socket, int errors, int kept, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1); /* it died before the prctl */
    int nothing = raised(open("/dev/null", O_RDWR | O_CLOEXEC));
    socket = raised(socket);
    errors = raised(errors);
    bool placed = dup2(nothing, 0) == 0 && dup2(nothing, 1) == 1 && dup2(errors, 2) == 2 &&
                  dup2(socket, CHILD_SOCKET) == CHILD_SOCKET;
    if (!placed)
        _exit(1);
    close_others(CHILD_SOCKET + 1, kept);
}

static void reset_signals(void)
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    signal(SIGINT, SIG_IGN);  /* the terminal sends it to all: the parent decides */
    signal(SIGXFSZ, SIG_IGN); /* an error of write is enough */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

struct service {
    const struct workers_limits *limits;
    worker_run run;
    void *context;
};

static void serve(void *data)
{
    const struct service *service = data;
    uint32_t unit;
    while (receive_unit(&unit) && serve_one(unit, service->limits, service->run, service->context))
        ;
}

/* libclang parses on a thread of its own with an ordinary stack, and hides its crashes, unless it is told otherwise. */
static void prepare_libclang(void)
{
    g_setenv("LIBCLANG_NOTHREADS", "1", TRUE);
    g_setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", TRUE);
}

G_NORETURN static void work(const struct workers_limits *limits, worker_run run, void *context)
{
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, 0); /* whatever a flag made it want to write */
    if (!HAS_SHADOW)            /* the parent looks at what is used; this is for what comes between two looks */
        set_limit(RLIMIT_AS, limits->memory_bytes + BETWEEN_LOOKS + DEEP_STACK_BYTES);
    if (limits->confinement && !confinement_enter(limits->confinement)) {
        const char *reason = g_strerror(errno);
        (void)!write(STDERR_FILENO, "it could not be confined: ", strlen("it could not be confined: "));
        (void)!write(STDERR_FILENO, reason, strlen(reason));
        _exit(1);
    }
    prepare_libclang();
    struct service service = {limits, run, context};
    if (!deep_run(serve, &service))
        serve(&service);
    _exit(0); /* no handlers: they belong to the parent */
}

/* ---- inside the parent ---- */

void worker_init(struct worker *worker)
{
    *worker = (struct worker){.socket = -1, .errors = -1, .unit = WORKER_IDLE};
    worker->inbox = g_byte_array_new();
    worker->said = g_string_new(NULL);
}

static void close_ends(struct worker *worker)
{
    if (worker->socket >= 0)
        close(worker->socket);
    if (worker->errors >= 0)
        close(worker->errors);
    worker->socket = worker->errors = -1;
}

static int wait_for(struct worker *worker)
{
    int status = 0;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    worker->pid = 0;
    return status;
}

static int kill_and_wait(struct worker *worker)
{
    kill(worker->pid, SIGKILL);
    return wait_for(worker);
}

/* Its socket is closed, so it ends by itself, unless it has closed the socket on purpose. */
static int wait_or_kill(struct worker *worker)
{
    siginfo_t info = {0};
    for (unsigned tries = 0; tries < DYING_MS && info.si_pid == 0; tries++) {
        if (waitid(P_PID, (id_t)worker->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0)
            g_usleep(1000);
    }
    if (info.si_pid != 0)
        return wait_for(worker);
    worker->is_garbled = true;
    return kill_and_wait(worker);
}

void worker_clear(struct worker *worker)
{
    close_ends(worker);
    if (worker->pid)
        kill_and_wait(worker);
    g_byte_array_unref(worker->inbox);
    g_string_free(worker->said, TRUE);
}

static bool open_ends(int ret_sockets[2], int ret_errors[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ret_sockets) != 0)
        return false;
    if (pipe2(ret_errors, O_CLOEXEC) == 0) {
        fcntl(ret_errors[0], F_SETFL, O_NONBLOCK);
        return true;
    }
    close(ret_sockets[0]);
    close(ret_sockets[1]);
    return false;
}

bool worker_start(struct worker *worker, const struct workers_limits *limits, worker_run run, void *context)
{
    int sockets[2], errors[2];
    pid_t parent = getpid();
    if (!open_ends(sockets, errors))
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        reset_signals();
        settle(sockets[1], errors[1], limits->file, parent);
        work(limits, run, context);
    }
    int reason = errno;
    close(sockets[1]);
    close(errors[1]);
    worker->socket = sockets[0];
    worker->errors = errors[0];
    worker->pid = MAX(pid, 0);
    worker->unit = WORKER_IDLE;
    worker->served = 0;
    worker->is_expired = worker->is_stuck = worker->is_large = worker->is_garbled = false;
    if (pid < 0)
        close_ends(worker);
    errno = reason;
    return pid > 0;
}

void worker_assign(struct worker *worker, const struct workers_limits *limits, uint32_t unit)
{
    worker->unit = unit;
    worker->served++;
    worker->busy_at = g_get_monotonic_time();
    worker->deadline = worker->busy_at + (int64_t)limits->wall_seconds * G_USEC_PER_SEC;
    g_byte_array_set_size(worker->inbox, 0);
    g_string_truncate(worker->said, 0);
    while (send(worker->socket, &unit, sizeof(unit), MSG_NOSIGNAL) < 0 && errno == EINTR)
        ;
}

bool worker_read(struct worker *worker)
{
    uint8_t buffer[1 << 16];
    ssize_t n;
    while ((n = recv(worker->socket, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0) {
        g_byte_array_append(worker->inbox, buffer, (guint)n);
        if (worker->unit == WORKER_IDLE || frame_check(worker->inbox, worker->unit) == FRAME_BROKEN) {
            worker->is_garbled = true;
            return false;
        }
    }
    bool is_open = n < 0 && (errno == EAGAIN || errno == EINTR);
    return is_open || (worker->unit != WORKER_IDLE && frame_check(worker->inbox, worker->unit) == FRAME_WHOLE);
}

void worker_read_errors(struct worker *worker)
{
    char buffer[4096];
    ssize_t n = -1;
    while (worker->errors >= 0 && (n = read(worker->errors, buffer, sizeof(buffer))) > 0)
        g_string_append_len(worker->said, buffer, MIN(n, (ssize_t)(MAX_SAID - MIN(worker->said->len, MAX_SAID))));
    if (n == 0) { /* it has closed its stderr: poll would wake up for that forever */
        close(worker->errors);
        worker->errors = -1;
    }
}

static int64_t used_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec used = {0};
    if (clock_getcpuclockid(pid, &clock) == 0)
        clock_gettime(clock, &used);
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

bool worker_is_late(struct worker *worker, const struct workers_limits *limits)
{
    int64_t now = g_get_monotonic_time(), used = used_ns(worker->pid);
    if (used != worker->busy_ns) {
        worker->busy_ns = used;
        worker->busy_at = now;
    }
    worker->is_stuck = limits->idle_seconds && now - worker->busy_at > limits->idle_seconds * G_USEC_PER_SEC;
    return worker->is_stuck || now >= worker->deadline;
}

/* /proc/PID/statm: sizes in pages, the second is what is resident (proc(5)). 0 when it cannot be read. */
static uint64_t resident_bytes(pid_t pid)
{
    char path[64], text[256];
    unsigned long long pages = 0;
    g_snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file >= 0 ? read(file, text, sizeof(text) - 1) : -1;
    if (file >= 0)
        close(file);
    text[MAX(n, 0)] = '\0';
    const char *second = strchr(text, ' ');
    if (second)
        pages = g_ascii_strtoull(second, NULL, 10);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

bool worker_is_large(struct worker *worker, const struct workers_limits *limits)
{
    worker->is_large = resident_bytes(worker->pid) > limits->memory_bytes;
    return worker->is_large;
}

/* The first line that says something that is the same in every run: process ids and addresses are not. */
static char *first_words(const GString *said)
{
    g_autofree char *valid = g_utf8_make_valid(said->str, (gssize)said->len);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        g_strstrip(lines[i]);
        if (lines[i][0] && !strstr(lines[i], "0x") && !strstr(lines[i], "==") && !strstr(lines[i], "(process:"))
            return g_utf8_substring(lines[i], 0, MIN(g_utf8_strlen(lines[i], -1), 200));
    }
    return g_strdup("");
}

static char *death(const struct worker *worker, int status, const struct workers_limits *limits)
{
    if (worker->is_large)
        return g_strdup_printf("more than %u MiB of memory", (unsigned)(limits->memory_bytes >> 20));
    if (worker->is_stuck)
        return g_strdup_printf("waited %u s for a file that does not come, such as a FIFO", limits->idle_seconds);
    if (worker->is_expired)
        return g_strdup_printf("no result after %u s", limits->wall_seconds);
    if (worker->is_garbled)
        return g_strdup("its worker sent something that is no result");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return g_strdup_printf("more than %u s of CPU time", limits->cpu_seconds);
    g_autofree char *words = first_words(worker->said);
    if (g_str_equal(words, DEEP_MESSAGE))
        return g_steal_pointer(&words);
    const char *colon = words[0] ? ": " : "";
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        return g_strdup_printf("signal SIG%s in its worker%s%s", name ? name : "?", colon, words);
    }
    return g_strdup_printf("its worker ended with status %d%s%s", WEXITSTATUS(status), colon, words);
}

/* Limits are no crashes: the unit is to blame, and a limit reached is what the reason says. */
static enum unit_status status_of(const struct worker *worker, int status, const char *reason)
{
    bool is_timeout = worker->is_expired || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    if (worker->is_garbled)
        return UNIT_CRASHED;
    if (worker->is_large || g_str_equal(reason, DEEP_MESSAGE))
        return UNIT_FAILED;
    return is_timeout ? UNIT_TIMEOUT : UNIT_CRASHED;
}

char *worker_reap(struct worker *worker, const struct workers_limits *limits, enum unit_status *ret_status)
{
    bool is_ours = worker->is_expired || worker->is_large || worker->is_garbled;
    int status = is_ours ? kill_and_wait(worker) : wait_or_kill(worker);
    worker_read_errors(worker);
    close_ends(worker);
    char *reason = death(worker, status, limits);
    *ret_status = status_of(worker, status, reason);
    return reason;
}
