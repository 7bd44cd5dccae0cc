/* mpx-probe: watches the calls of a plan and writes a trace file (event.h). The only part of mpx-audit that may be
 * privileged, so it knows no source, no database and no catalogue, opens no file that it is not handed, and runs the
 * command as the user. mpx-audit trace starts it:
 *
 *   mpx-probe [--backend auto|ptrace|kprobe] --plan FD --output FD [--user UID:GID] -- COMMAND… | -P PID | --all
 *
 * Of the kprobe back end: --maxactive, how many threads may be inside of one watched function at once, and --ring,
 * bytes between the kernel and us. What exceeds them is lost and counted.
 *
 * --wake sends SIGCONT to PID once the probes are attached: whoever started it left it stopped. `auto` is kprobe where
 * that can be had, else ptrace. A plan of no bytes calls everything off.
 *
 * It ends as the command did; with 125 when it failed itself, 126 or 127 when the command could not be run. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mpx-probe/backend.h"

enum { STATUS_FAILED = 125 };

/* In the order in which `auto` tries them. */
static const struct backend *const backends[] = {&backend_kprobe, &backend_ptrace};
enum { BACKENDS = sizeof backends / sizeof backends[0] };

struct arguments {
    const struct backend *backend; /* NULL: auto */
    int plan, output;
    enum target_kind target;
    pid_t pid;
    bool wake;
    int maxactive, ring; /* 0: as the back end likes */
    struct identity user;
    char **command;
};

static volatile sig_atomic_t stop; /* what a signal handler may write to is global */

/* A signal between a look at `stop` and the wait behind it would be slept over: the alarm ends such a wait. */
static void on_signal(int number)
{
    if (number != SIGALRM)
        stop = number;
    alarm(1);
}

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "mpx-probe: %s%s%s\n", what, why ? ": " : "", why ? why : "");
    return STATUS_FAILED;
}

static int usage(void)
{
    return complain("usage: mpx-probe [--backend auto|ptrace|kprobe] --plan FD --output FD [--user UID:GID] "
                    "(-P PID [--wake] | --all | -- COMMAND…)",
                    NULL);
}

static bool number_read(const char *text, int *ret_number)
{
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < 0 || number > INT32_MAX)
        return false;
    *ret_number = (int)number;
    return true;
}

static bool backend_read(const char *name, const struct backend **ret_backend)
{
    *ret_backend = NULL;
    for (unsigned i = 0; i < BACKENDS; i++)
        if (strcmp(backends[i]->name, name) == 0)
            *ret_backend = backends[i];
    return *ret_backend || strcmp(name, "auto") == 0;
}

static bool option_read(struct arguments *arguments, int option)
{
    switch (option) {
    case 'b':
        return backend_read(optarg, &arguments->backend);
    case 'p':
        return number_read(optarg, &arguments->plan);
    case 'o':
        return number_read(optarg, &arguments->output);
    case 'u':
        return identity_parse(&arguments->user, optarg) == 0;
    case 'P':
        arguments->target = TARGET_PROCESS;
        return arguments->pid == 0 && number_read(optarg, &arguments->pid) && arguments->pid > 0;
    case 'm':
        return number_read(optarg, &arguments->maxactive) && arguments->maxactive <= 4096; /* KRETPROBE_MAXACTIVE_MAX */
    case 'r':
        return number_read(optarg, &arguments->ring) && arguments->ring <= 1 << 30;
    case 'w':
        arguments->wake = true;
        return true;
    case 'a':
        arguments->target = TARGET_SYSTEM;
        return true;
    default:
        return false;
    }
}

static bool arguments_read(struct arguments *arguments, int argc, char **argv)
{
    static const struct option options[] = {{"backend", required_argument, NULL, 'b'},
                                            {"plan", required_argument, NULL, 'p'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"user", required_argument, NULL, 'u'},
                                            {"all", no_argument, NULL, 'a'},
                                            {"wake", no_argument, NULL, 'w'},
                                            {"maxactive", required_argument, NULL, 'm'},
                                            {"ring", required_argument, NULL, 'r'},
                                            {0}};
    *arguments = (struct arguments){.backend = &backend_ptrace, .plan = -1, .output = -1};
    bool all = false;
    for (int option; (option = getopt_long(argc, argv, "+P:", options, NULL)) != -1; all |= option == 'a')
        if (!option_read(arguments, option))
            return false;
    bool has_command = optind < argc;
    arguments->command = argv + optind;
    return arguments->plan >= 0 && arguments->output >= 0 && has_command + (arguments->pid > 0) + all == 1 &&
           fcntl(arguments->plan, F_SETFD, FD_CLOEXEC) == 0 && fcntl(arguments->output, F_SETFD, FD_CLOEXEC) == 0;
}

/* The terminal's signals reach the command by themselves, and it decides what they do. SIGTERM and SIGHUP are for us:
 * the back end stops, which ends a command that we started and leaves a process that we attached to. With -P and --all
 * there is nobody else whom SIGINT could mean. */
static void catch_signals(enum target_kind target)
{
    struct sigaction action = {.sa_handler = on_signal}, leave = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &leave, NULL);
    sigaction(SIGXFSZ, &leave, NULL);
    sigaction(SIGINT, target == TARGET_COMMAND ? &leave : &action, NULL);
    sigaction(SIGQUIT, target == TARGET_COMMAND ? &leave : &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

/* Opens one back end; what a failed one wrote before is taken back. */
static int open_one(struct session *session, const struct backend *backend)
{
    char reason[REASON] = "";
    const char *refused = backend->refuses(session->target);
    if (refused)
        return complain(backend->name, refused);
    writer_init(&session->writer, session->writer.fd);
    session_header(session, backend->kind);
    if (backend->open(session, reason) == 0)
        return 0;
    backend->close(session);
    return complain(backend->name, reason);
}

static const struct backend *open_any(struct session *session, const struct backend *wanted)
{
    for (unsigned i = 0; i < BACKENDS; i++) {
        const struct backend *backend = backends[i];
        if (wanted ? backend == wanted : backend != &backend_kprobe || geteuid() == 0)
            if (open_one(session, backend) == 0)
                return backend;
    }
    return NULL;
}

static int watch(struct session *session, const struct arguments *arguments)
{
    char reason[REASON] = "";
    int result = -1;
    const struct backend *backend = open_any(session, arguments->backend);
    if (backend) {
        session->launch.skips_prepare = !backend->prepare;
        if (arguments->wake)
            kill(session->pid, SIGCONT);
        writer_flush(&session->writer);
        result = backend->run(session, reason);
        backend->close(session);
        if (result < 0)
            complain(backend->name, reason);
    }
    launch_cancel(&session->launch);
    bool whole = writer_finish(&session->writer, session->exit_status);
    if (!whole)
        complain("the trace file could not be written whole", NULL);
    return result == 0 && whole ? 0 : STATUS_FAILED;
}

/* Ends as the command did, by the same signal, but without a core of ours. */
static int end_as(int status)
{
    if (status == -1)
        return 0;
    if (!WIFSIGNALED(status))
        return WEXITSTATUS(status);
    int number = WTERMSIG(status);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    return 128 + number;
}

static int launch(struct session *session, const struct arguments *arguments)
{
    struct launch_command command = {
        .argv = arguments->command, .user = arguments->user, .prepare = backend_ptrace.prepare, .context = session};
    if (launch_start(&session->launch, &command) < 0)
        return complain("the command cannot be started", strerror(errno));
    session->pid = session->launch.pid;
    return 0;
}

int main(int argc, char **argv)
{
    static struct session session = {.exit_status = -1, .stop = &stop, .launch = {.gate = -1}};
    struct arguments arguments;
    char fault[PLAN_FAULT];
    if (!arguments_read(&arguments, argc, argv))
        return usage();
    if (!arguments.user.is_given && identity_of_sudo(&arguments.user) < 0)
        return complain("SUDO_UID and SUDO_GID are no numbers", NULL);
    int plan = plan_read(&session.plan, arguments.plan, fault);
    if (plan != 0)
        return plan < 0 ? complain(fault, NULL) : 0;
    session.target = arguments.target;
    session.pid = arguments.pid;
    session.maxactive = (unsigned)arguments.maxactive;
    session.ring_bytes = (unsigned)arguments.ring;
    writer_init(&session.writer, arguments.output);
    if (arguments.target == TARGET_COMMAND && launch(&session, &arguments) != 0)
        return STATUS_FAILED;
    catch_signals(arguments.target);
    int status = watch(&session, &arguments);
    return status ? status : end_as(session.exit_status);
}
