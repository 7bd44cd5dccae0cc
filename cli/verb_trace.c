/* trace: a command, a process or the whole system under mpx-probe. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catalogue/catalogue.h"
#include "families.h"
#include "outcome.h"
#include "probing.h"
#include "verbs.h"
#include "watch/watch.h"

static bool read_pid(const char *text, pid_t *ret_pid, GError **error)
{
    guint64 pid = 0;
    if (text && !g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32, &pid, error)) {
        g_prefix_error(error, "-P takes the number of a process: ");
        return false;
    }
    *ret_pid = (pid_t)pid;
    return true;
}

static bool read_backend(const char *word, const char **ret_backend, GError **error)
{
    static const char *const backends[] = {"auto", "ptrace", "kprobe", NULL};
    *ret_backend = word ? word : "auto";
    if (g_strv_contains(backends, *ret_backend))
        return true;
    g_set_error(error, OPTIONS_ERROR, 0, "--backend %s: not one; use auto, ptrace or kprobe", word);
    return false;
}

static bool read_wanted(const struct options *options, struct probing_wanted *ret_wanted, GError **error)
{
    struct probing_wanted wanted = {.all = options->whole_system};
    if (options->extra[0])
        wanted.command = (const char *const *)options->extra;
    if (!read_pid(options->pid, &wanted.pid, error) || !read_backend(options->backend, &wanted.backend, error))
        return false;
    if (options->arguments[0] || (wanted.command != NULL) + (wanted.pid != 0) + wanted.all != 1) {
        g_set_error(error, OPTIONS_ERROR, 0, "trace takes one of: -- COMMAND…, -P PID, --all");
        return false;
    }
    *ret_wanted = wanted;
    return true;
}

static char *make_plan(const struct options *options, GError **error)
{
    struct catalogue *catalogue = catalogue_load((const char *const *)options->catalogue, error);
    g_auto(GStrv) without = catalogue ? families_without(catalogue, options->family, error) : NULL;
    char *plan = without ? watch_plan(catalogue, (const char *const *)without, error) : NULL;
    catalogue_free(catalogue);
    return plan;
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

static bool put(int fd, const char *bytes, ssize_t size, GError **error)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, (size_t)size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, OPTIONS_ERROR, 0, "the trace cannot be kept: %s", g_strerror(errno));
            return false;
        }
        bytes += n;
        size -= n;
    }
    return true;
}

/* Everything that mpx-probe writes goes to the file. */
static bool keep(struct probing *probing, int fd, GError **error)
{
    static char bytes[64 << 10];
    ssize_t n;
    while ((n = probing_read(probing, bytes, sizeof bytes, error)) > 0)
        if (!put(fd, bytes, n, error))
            return false;
    return n == 0;
}

static int open_file(const struct options *options, GError **error)
{
    if (!options->trace_file) {
        g_set_error(error, OPTIONS_ERROR, 0, "say with --trace FILE where the trace is kept");
        return -1;
    }
    int fd = open(options->trace_file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", options->trace_file, g_strerror(errno));
    return fd;
}

static bool trace(const struct options *options, struct probing *probing, int *ret_status, GError **error)
{
    struct probing_wanted wanted;
    int command;
    if (!read_wanted(options, &wanted, error) || !probing_start(probing, &wanted, error))
        return false;
    g_autofree char *plan = make_plan(options, error);
    int fd = plan ? open_file(options, error) : -1;
    bool fine = probing_plan(probing, fd >= 0 ? plan : NULL, error && *error ? NULL : error) && fd >= 0 &&
                keep(probing, fd, error);
    if (fd >= 0)
        close(fd);
    probing_finish(probing, ret_status, &command);
    if (command != -1)
        *ret_status = command;
    if (fine && probing_may_have_failed(*ret_status)) {
        g_set_error(error, PROBING_ERROR, 0, "mpx-probe failed");
        return false;
    }
    return fine;
}

static int say(const struct options *options, int status)
{
    if (options->quiet)
        return STATUS_FINE;
    if (WIFSIGNALED(status))
        fprintf(stderr, "mpx-audit: exit status 0: the command was killed by signal %d\n", WTERMSIG(status));
    else
        fprintf(stderr, "mpx-audit: exit status 0: the command ended with %d\n", WEXITSTATUS(status));
    return STATUS_FINE;
}

int verb_trace(const struct options *options)
{
    struct probing probing;
    GError *error = NULL;
    int status = 0;
    return trace(options, &probing, &status, &error) ? say(options, status) : outcome_usage(error);
}
