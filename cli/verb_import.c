/* import: traces made elsewhere → the database, or JSON Lines. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "joining.h"
#include "outcome.h"
#include "tally.h"
#include "trace/jsonl.h"
#include "verbs.h"

struct import {
    const struct options *options;
    struct catalogue *catalogue;
    struct trace_options reading;
    FILE *dump; /* or NULL: the trace is joined and stored */
    struct jsonl *jsonl;
    bool can_join;
    struct joining joining;
    struct trace_sink sink; /* of the dump, or of the joining */
    struct tally tally;
    unsigned incomplete; /* traces that were cut, or lost something */
};

static bool put_line(void *data, const char *line, size_t size, GError **error)
{
    FILE *file = data;
    if (fwrite(line, 1, size, file) == size)
        return true;
    g_set_error(error, OPTIONS_ERROR, 0, "the dump cannot be written: %s", g_strerror(errno));
    return false;
}

static bool open_dump(struct import *import, GError **error)
{
    const char *path = import->options->dump;
    import->dump = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (!import->dump) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", path, g_strerror(errno));
        return false;
    }
    import->jsonl = jsonl_new(put_line, import->dump);
    import->sink = jsonl_sink(import->jsonl);
    return true;
}

static bool close_dump(struct import *import, GError **error)
{
    jsonl_free(import->jsonl);
    if (!import->dump)
        return true;
    bool is_bad = ferror(import->dump) || fflush(import->dump) != 0;
    if (import->dump != stdout)
        is_bad = fclose(import->dump) != 0 || is_bad;
    if (is_bad && error && !*error)
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", import->options->dump, g_strerror(errno));
    return !is_bad;
}

static bool count_origin(void *data, const struct trace_origin *origin, GError **error)
{
    struct import *import = data;
    tally_origin(&import->tally, origin);
    return !import->sink.origin || import->sink.origin(import->sink.data, origin, error);
}

static bool count_event(void *data, const struct event *event, GError **error)
{
    struct import *import = data;
    tally_event(&import->tally, event);
    return !import->sink.event || import->sink.event(import->sink.data, event, error);
}

#define PASS_ON(what, noun)                                                                                            \
    static bool pass_##what(void *data, const struct noun *it, GError **error)                                         \
    {                                                                                                                  \
        const struct trace_sink *sink = &((struct import *)data)->sink;                                                \
        return !sink->what || sink->what(sink->data, it, error);                                                       \
    }
PASS_ON(probe, probe_report)
PASS_ON(maps, process_maps)
PASS_ON(object, mapped_object)
PASS_ON(process, process_event)

static bool read_trace(struct import *import, const char *path, int fd, struct trace_totals *totals, GError **error)
{
    struct trace_source source = trace_source_fd(&fd);
    struct trace_sink sink = {.data = import,
                              .origin = count_origin,
                              .probe = pass_probe,
                              .maps = pass_maps,
                              .object = pass_object,
                              .process = pass_process,
                              .event = count_event};
    if (!trace_read(&source, import->catalogue, &import->reading, &sink, totals, error)) {
        g_prefix_error(error, "%s: ", path);
        return false;
    }
    return !import->jsonl || jsonl_end(import->jsonl, totals, error);
}

static bool open_joining(struct import *import, const char *path, GError **error)
{
    if (import->jsonl)
        return true;
    import->joining = (struct joining){0};
    import->sink = joining_sink(&import->joining);
    return !import->can_join || joining_open(&import->joining, import->options, path, error);
}

static bool report_trace(struct import *import, const char *path, const struct trace_totals *totals, GError **error)
{
    if (!import->options->quiet)
        tally_print(&import->tally, path, totals);
    import->incomplete += tally_lost(totals);
    return import->jsonl || joining_commit(&import->joining, import->options, totals, error);
}

static bool import_file(struct import *import, const char *path, GError **error)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", path, g_strerror(errno));
        return false;
    }
    struct trace_totals totals = {0};
    tally_init(&import->tally);
    bool fine = open_joining(import, path, error) && read_trace(import, path, fd, &totals, error) &&
                report_trace(import, path, &totals, error);
    joining_close(&import->joining);
    tally_clear(&import->tally);
    trace_totals_release(&totals);
    close(fd);
    return fine;
}

static bool import_all(struct import *import, GError **error)
{
    const struct options *options = import->options;
    if (!options->arguments[0] || (options->dump && options->arguments[1])) {
        g_set_error(error, OPTIONS_ERROR, 0, "import takes the files to read%s",
                    options->dump ? "; with --dump one" : "");
        return false;
    }
    int abi = options->abi ? event_abi_parse(options->abi) : EVENT_ABI_UNKNOWN;
    if (abi < 0 || (options->abi && !*options->abi)) {
        g_set_error(error, OPTIONS_ERROR, 0, "--abi %s: not one; use x86_64, i386 or x32", options->abi);
        return false;
    }
    import->reading.assumed_abi = (enum event_abi)abi;
    import->catalogue = catalogue_load((const char *const *)options->catalogue, error);
    bool fine = import->catalogue &&
                (options->dump ? open_dump(import, error) : joining_is_possible(options, &import->can_join, error));
    for (char **path = options->arguments; fine && *path; path++)
        fine = import_file(import, *path, error);
    return close_dump(import, fine ? error : NULL) && fine;
}

int verb_import(const struct options *options)
{
    struct import import = {.options = options};
    GError *error = NULL;
    bool fine = import_all(&import, &error);
    catalogue_free(import.catalogue);
    if (!fine)
        return outcome_usage(error);
    bool is_incomplete = import.incomplete > 0 && !options->allow_incomplete;
    if (!options->quiet && is_incomplete)
        fprintf(stderr, "mpx-audit: exit status 3: %u trace%s cut or lost events; --allow-incomplete accepts that\n",
                import.incomplete, import.incomplete == 1 ? " was" : "s were");
    else if (!options->quiet)
        fprintf(stderr, "mpx-audit: exit status 0: %u trace%s read\n", g_strv_length(options->arguments),
                options->arguments[1] ? "s" : "");
    return is_incomplete ? STATUS_INCOMPLETE : STATUS_FINE;
}
