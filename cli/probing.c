#include "probing.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interrupt.h"

G_DEFINE_QUARK(probing_error, probing_error)

enum { PROBE_FAILED = 125 };

static bool fail(GError **error, const char *what)
{
    g_set_error(error, PROBING_ERROR, 0, "%s: %s", what, g_strerror(errno));
    return false;
}

/* ---- who we are -------------------------------------------------------------------------------------------------- */

/* The user who started us by sudo; false when nobody did. */
static bool sudo_user(guint64 *ret_uid, guint64 *ret_gid)
{
    const char *uid = g_getenv("SUDO_UID"), *gid = g_getenv("SUDO_GID");
    return geteuid() == 0 && uid && gid && g_ascii_string_to_unsigned(uid, 10, 0, G_MAXUINT32 - 1, ret_uid, NULL) &&
           g_ascii_string_to_unsigned(gid, 10, 0, G_MAXUINT32 - 1, ret_gid, NULL);
}

/* What the command is going to see of it. */
static void be_at_home(const struct passwd *entry)
{
    static const char *const of_sudo[] = {"SUDO_UID", "SUDO_GID", "SUDO_USER", "SUDO_COMMAND"};
    for (size_t i = 0; i < G_N_ELEMENTS(of_sudo); i++)
        g_unsetenv(of_sudo[i]);
    if (!entry)
        return;
    g_setenv("HOME", entry->pw_dir, TRUE);
    g_setenv("USER", entry->pw_name, TRUE);
    g_setenv("LOGNAME", entry->pw_name, TRUE);
}

/* Becomes the user for good. */
static bool drop_privilege(GError **error)
{
    guint64 uid, gid;
    if (!sudo_user(&uid, &gid))
        return true;
    const struct passwd *entry = getpwuid((uid_t)uid);
    if ((entry ? initgroups(entry->pw_name, (gid_t)gid) : setgroups(0, NULL)) < 0 ||
        setresgid((gid_t)gid, (gid_t)gid, (gid_t)gid) < 0 || setresuid((uid_t)uid, (uid_t)uid, (uid_t)uid) < 0)
        return fail(error, "cannot become the user who called sudo");
    be_at_home(entry);
    return true;
}

/* ---- children ---------------------------------------------------------------------------------------------------- */

/* What main() changed for itself is not theirs. */
static void restore_signals(void)
{
    signal(SIGXFSZ, SIG_DFL);
}

static _Noreturn void become(char *const *argv)
{
    execvp(argv[0], argv);
    fprintf(stderr, "mpx-audit: %s: %s\n", argv[0], g_strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

/* The command, stopped before it becomes what it is to be. */
static bool start_held(struct probing *probing, const char *const *command, GError **error)
{
    int status;
    probing->command = fork();
    if (probing->command == 0) {
        restore_signals();
        raise(SIGSTOP);
        become((char *const *)command);
    }
    if (probing->command < 0 || waitpid(probing->command, &status, WUNTRACED) < 0)
        return fail(error, "the command cannot be started");
    return true;
}

/* Sudo passes on the three standard descriptors only, so they carry plan and trace; else the command needs them. */
static _Noreturn void become_probe(const int plan[2], const int trace[2], char **argv, bool by_sudo)
{
    restore_signals();
    if (by_sudo) {
        dup2(plan[0], STDIN_FILENO);
        dup2(trace[1], STDOUT_FILENO);
    } else {
        fcntl(plan[0], F_SETFD, 0);
        fcntl(trace[1], F_SETFD, 0);
    }
    become(argv);
}

static bool start_probe(struct probing *probing, const int plan[2], const int trace[2], char **argv, bool by_sudo,
                        GError **error)
{
    probing->probe = fork();
    if (probing->probe == 0)
        become_probe(plan, trace, argv, by_sudo);
    close(plan[0]);
    close(trace[1]);
    return probing->probe > 0 || fail(error, "mpx-probe cannot be started");
}

/* ---- its command line -------------------------------------------------------------------------------------------- */

/* The program beside our own: never one that PATH or the current folder offers. */
static char *probe_path(GError **error)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", error);
    g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
    char *path = folder ? g_build_filename(folder, "mpx-probe", NULL) : NULL;
    if (!path || access(path, X_OK) == 0)
        return path;
    g_set_error(error, PROBING_ERROR, 0, "%s: %s; it is installed beside mpx-audit", path, g_strerror(errno));
    g_free(path);
    return NULL;
}

static void add_number(GStrvBuilder *words, const char *option, int number)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    g_strv_builder_add_many(words, option, text, NULL);
}

static char **probe_words(const struct probing *probing, const struct probing_wanted *wanted, const char *path,
                          int plan, int trace, bool by_sudo)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    guint64 uid, gid;
    if (by_sudo)
        g_strv_builder_add_many(words, "sudo", "--", NULL);
    g_strv_builder_add_many(words, path, "--backend", by_sudo ? "kprobe" : wanted->backend, NULL);
    add_number(words, "--plan", by_sudo ? STDIN_FILENO : plan);
    add_number(words, "--output", by_sudo ? STDOUT_FILENO : trace);
    if (sudo_user(&uid, &gid)) {
        g_autofree char *user = g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, uid, gid);
        g_strv_builder_add_many(words, "--user", user, NULL);
    }
    if (wanted->all)
        g_strv_builder_add(words, "--all");
    if (wanted->pid || probing->command)
        add_number(words, "-P", wanted->pid ? wanted->pid : probing->command);
    if (probing->command)
        g_strv_builder_add(words, "--wake");
    if (wanted->command && !probing->command) {
        g_strv_builder_add(words, "--");
        g_strv_builder_addv(words, (const char **)wanted->command);
    }
    return g_strv_builder_end(words);
}

/* ---- start ------------------------------------------------------------------------------------------------------- */

/* Only kprobes need root; without it sudo gets it. */
static bool needs_sudo(const struct probing_wanted *wanted)
{
    return geteuid() != 0 && (wanted->all || g_str_equal(wanted->backend, "kprobe"));
}

bool probing_start(struct probing *probing, const struct probing_wanted *wanted, GError **error)
{
    int plan[2], trace[2];
    *probing = (struct probing){.plan = -1, .trace = -1};
    g_autofree char *path = probe_path(error);
    if (!path || (g_str_equal(wanted->backend, "ptrace") && !drop_privilege(error)))
        return false;
    bool by_sudo = needs_sudo(wanted);
    if (by_sudo && wanted->command && !start_held(probing, wanted->command, error))
        return false;
    if (pipe2(plan, O_CLOEXEC) < 0 || pipe2(trace, O_CLOEXEC) < 0)
        return fail(error, "no pipe");
    probing->plan = plan[1];
    probing->trace = trace[0];
    g_auto(GStrv) words = probe_words(probing, wanted, path, plan[0], trace[1], by_sudo);
    return start_probe(probing, plan, trace, words, by_sudo, error) && drop_privilege(error);
}

/* What ends meanwhile is noticed by its own status. */
static bool write_all(int fd, const char *text, size_t size)
{
    while (size) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        text += n;
        size -= (size_t)n;
    }
    return true;
}

static void forward_signals(bool forwards)
{
    static const int of_the_terminal[] = {SIGINT, SIGQUIT};
    for (size_t i = 0; i < G_N_ELEMENTS(of_the_terminal); i++)
        signal(of_the_terminal[i], forwards ? SIG_IGN : SIG_DFL);
    if (forwards)
        interrupt_catch();
    else
        interrupt_release();
}

bool probing_plan(struct probing *probing, const char *plan, GError **error)
{
    forward_signals(true);
    signal(SIGPIPE, SIG_IGN);
    bool fine = !plan || write_all(probing->plan, plan, strlen(plan)) || errno == EPIPE;
    if (!fine)
        fail(error, "the plan cannot be written");
    signal(SIGPIPE, SIG_DFL);
    close(probing->plan);
    probing->plan = -1;
    return fine;
}

/* ---- the trace --------------------------------------------------------------------------------------------------- */

ssize_t probing_read(struct probing *probing, void *into, size_t size, GError **error)
{
    ssize_t n;
    while ((n = read(probing->trace, into, size)) < 0 && errno == EINTR)
        if (*interrupt_flag())
            kill(probing->probe, SIGTERM);
    if (n < 0)
        fail(error, "the trace cannot be read");
    return n;
}

/* A command of ours that was never let go has nobody who would. */
static int finish_command(pid_t command)
{
    siginfo_t info = {.si_pid = 0};
    int status = -1;
    if (waitid(P_PID, (id_t)command, &info, WCONTINUED | WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
        kill(command, SIGKILL);
    while (waitpid(command, &status, 0) < 0 && errno == EINTR)
        kill(command, SIGTERM);
    return status;
}

void probing_finish(struct probing *probing, int *ret_probe, int *ret_command)
{
    *ret_probe = 0;
    if (probing->trace >= 0)
        close(probing->trace);
    while (probing->probe > 0 && waitpid(probing->probe, ret_probe, 0) < 0 && errno == EINTR)
        ;
    *ret_command = probing->command > 0 ? finish_command(probing->command) : -1;
    forward_signals(false);
}

bool probing_may_have_failed(int probe_status)
{
    return WIFEXITED(probe_status) && WEXITSTATUS(probe_status) == PROBE_FAILED;
}
