/* trace: a command, a process or the whole system under mpx-probe. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catalogue/catalogue.h"
#include "families.h"
#include "following.h"
#include "joining.h"
#include "outcome.h"
#include "probing.h"
#include "reporting.h"
#include "tally.h"
#include "trace/trace.h"
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

/* ---- the trace --------------------------------------------------------------------------------------------------- */

struct tracing {
    const struct options *options;
    struct catalogue *catalogue;
    struct probing probing;
    bool can_join;
    int file;     /* where the trace is kept: --trace, else nameless; -1: it is not */
    bool is_live; /* read while it is written; else all of it first, so that reading disturbs nobody */
    struct following following;
    struct joining joining;
    struct trace_sink joined; /* the joining's */
    struct tally tally;
    struct trace_totals totals;
    bool has_begun; /* somebody was seen to run */
    int status;     /* of the command, as wait() gives it; -1 unknown */
};

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

/* Everything that mpx-probe writes goes to the file, until it ends. */
static bool drain(struct tracing *tracing, GError **error)
{
    static char bytes[64 << 10];
    ssize_t n;
    while ((n = probing_read(&tracing->probing, bytes, sizeof bytes, error)) > 0)
        if (!put(tracing->file, bytes, n, error))
            return false;
    return n == 0 && lseek(tracing->file, 0, SEEK_SET) == 0;
}

/* Nobody is kept from the database while we wait. */
static ssize_t read_live(void *data, void *into, size_t size, GError **error)
{
    struct tracing *tracing = data;
    if (!joining_pause(&tracing->joining, error))
        return -1;
    ssize_t n = probing_read(&tracing->probing, into, size, error);
    return n > 0 && tracing->file >= 0 && !put(tracing->file, into, n, error) ? -1 : n;
}

static bool on_origin(void *data, const struct trace_origin *origin, GError **error)
{
    struct tracing *tracing = data;
    tally_origin(&tracing->tally, origin);
    following_origin(&tracing->following, origin);
    return tracing->joined.origin(tracing->joined.data, origin, error);
}

static bool on_process(void *data, const struct process_event *process, GError **error)
{
    struct tracing *tracing = data;
    tracing->has_begun = true;
    return tracing->joined.process(tracing->joined.data, process, error);
}

static bool on_event(void *data, const struct event *event, GError **error)
{
    struct tracing *tracing = data;
    tally_event(&tracing->tally, event);
    if (!tracing->joined.event(tracing->joined.data, event, error))
        return false;
    /* A reaction may take its time, and be waited for. */
    if (tracing->options->reaction && !joining_pause(&tracing->joining, error))
        return false;
    following_event(&tracing->following, event, joining_last(&tracing->joining));
    return true;
}

#define PASS_ON(what, noun)                                                                                            \
    static bool pass_##what(void *data, const struct noun *it, GError **error)                                         \
    {                                                                                                                  \
        const struct trace_sink *joined = &((struct tracing *)data)->joined;                                           \
        return joined->what(joined->data, it, error);                                                                  \
    }
PASS_ON(probe, probe_report)
PASS_ON(maps, process_maps)
PASS_ON(object, mapped_object)

/* In reports. g_free. */
static char *label_of(const struct options *options)
{
    if (options->extra[0])
        return g_strjoinv(" ", options->extra);
    return options->pid ? g_strdup_printf("process %s", options->pid) : g_strdup("all processes");
}

static bool read_all(struct tracing *tracing, GError **error)
{
    g_autofree char *label = label_of(tracing->options);
    struct trace_source source = {.read = read_live, .data = tracing};
    struct trace_sink sink = {.data = tracing,
                              .origin = on_origin,
                              .probe = pass_probe,
                              .maps = pass_maps,
                              .object = pass_object,
                              .process = on_process,
                              .event = on_event};
    if (!tracing->is_live) {
        source = trace_source_fd(&tracing->file);
        if (!drain(tracing, error))
            return false;
    }
    tracing->joined = joining_sink(&tracing->joining);
    return (!tracing->can_join || joining_open(&tracing->joining, tracing->options, label, error)) &&
           trace_read(&source, tracing->catalogue, NULL, &sink, &tracing->totals, error);
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

static bool open_file(struct tracing *tracing, GError **error)
{
    const char *path = tracing->options->trace_file;
    tracing->file = -1;
    if (path) {
        tracing->file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
        if (tracing->file < 0)
            g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", path, g_strerror(errno));
    } else if (!tracing->is_live) {
        g_autofree char *name = NULL;
        tracing->file = g_file_open_tmp("mpx-audit-trace-XXXXXX", &name, error);
        if (tracing->file >= 0) {
            unlink(name);
            fcntl(tracing->file, F_SETFD, FD_CLOEXEC);
        }
    }
    return tracing->file >= 0 || (!path && tracing->is_live);
}

/* What is read as the user, so after probing_start. NULL and an error; g_free. */
static char *prepare(struct tracing *tracing, GError **error)
{
    const struct options *options = tracing->options;
    tracing->is_live = options->follow || options->reaction;
    if (!joining_is_possible(options, &tracing->can_join, error))
        return NULL;
    tracing->catalogue = catalogue_load((const char *const *)options->catalogue, error);
    g_auto(GStrv) without = tracing->catalogue ? families_without(tracing->catalogue, options->family, error) : NULL;
    g_autofree char *plan = without ? watch_plan(tracing->catalogue, (const char *const *)without, error) : NULL;
    return plan && open_file(tracing, error) ? g_steal_pointer(&plan) : NULL;
}

/* The trace tells how the command ended, unless it was ours. */
static bool finish(struct tracing *tracing, GError **error)
{
    int probe;
    probing_finish(&tracing->probing, &probe, &tracing->status);
    if (tracing->status == -1 && tracing->totals.has_status)
        tracing->status = tracing->totals.status;
    /* Where the command is ours, mpx-probe has no status of it to end with. */
    bool failed = tracing->probing.command ? probe != 0 : tracing->status == -1 && probing_may_have_failed(probe);
    bool never_ran = tracing->options->extra[0] && !tracing->has_begun && tracing->status != 0;
    if (failed || never_ran)
        g_set_error(error, PROBING_ERROR, 0, failed ? "mpx-probe failed" : "the command could not be run");
    return !failed && !never_ran;
}

static bool store(struct tracing *tracing, GError **error)
{
    const struct options *options = tracing->options;
    g_autofree char *label = label_of(options);
    unsigned counted;
    if (!options->quiet)
        tally_print(&tracing->tally, label, &tracing->totals);
    if (!joining_commit(&tracing->joining, options, &tracing->totals, error))
        return false;
    joining_close(&tracing->joining);
    return !options->output || !tracing->can_join || reporting_write_all(options, &counted, error);
}

static bool trace(struct tracing *tracing, GError **error)
{
    struct probing_wanted wanted;
    GError *late = NULL;
    if (!read_wanted(tracing->options, &wanted, error) || !probing_start(&tracing->probing, &wanted, error))
        return false;
    g_autofree char *plan = prepare(tracing, error);
    if (!plan) {
        probing_plan(&tracing->probing, NULL, NULL);
        finish(tracing, NULL);
        return false;
    }
    bool fine = probing_plan(&tracing->probing, plan, error) && read_all(tracing, error);
    /* mpx-probe has said why it failed; that its trace makes no sense then says less. */
    if (!finish(tracing, &late)) {
        g_clear_error(error);
        g_propagate_error(error, late);
        return false;
    }
    return fine && store(tracing, error);
}

/* ---- what is said ------------------------------------------------------------------------------------------------ */

static char *how_it_ended(int status)
{
    if (status == -1)
        return g_strdup("the tracing ended");
    if (WIFSIGNALED(status))
        return g_strdup_printf("the command was killed by signal %d", WTERMSIG(status));
    return g_strdup_printf("the command ended with %d", WEXITSTATUS(status));
}

static int say(const struct tracing *tracing)
{
    const struct options *options = tracing->options;
    bool is_incomplete = tally_lost(&tracing->totals) && !options->allow_incomplete;
    int status = is_incomplete ? STATUS_INCOMPLETE : STATUS_FINE;
    if (options->quiet)
        return status;
    g_autofree char *end = how_it_ended(tracing->status);
    if (tracing->following.failed)
        fprintf(stderr, "mpx-audit: note: %u run%s of --exec failed\n", tracing->following.failed,
                tracing->following.failed == 1 ? "" : "s");
    fprintf(stderr, "mpx-audit: exit status %d: %s%s\n", status, end,
            is_incomplete ? "; events were lost; --allow-incomplete accepts that" : "");
    return status;
}

int verb_trace(const struct options *options)
{
    struct tracing tracing = {.options = options, .file = -1, .status = -1};
    GError *error = NULL;
    tally_init(&tracing.tally);
    following_init(&tracing.following, options);
    bool fine = trace(&tracing, &error);
    following_finish(&tracing.following);
    joining_close(&tracing.joining);
    int status = fine ? say(&tracing) : outcome_usage(error);
    if (tracing.file >= 0)
        close(tracing.file);
    tally_clear(&tracing.tally);
    trace_totals_release(&tracing.totals);
    catalogue_free(tracing.catalogue);
    return status;
}
