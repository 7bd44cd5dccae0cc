#include "joining.h"

#include <inttypes.h>
#include <stdio.h>

#include "moment.h"
#include "reporting.h"
#include "shown.h"

bool joining_is_possible(const struct options *options, bool *ret_possible, GError **error)
{
    GError *why = NULL;
    struct reader *reader = reader_open(reporting_database(options), 0, &why);
    *ret_possible = reader != NULL;
    reader_close(reader);
    if (reader)
        return true;
    if (options->db) {
        g_propagate_error(error, why);
        return false;
    }
    if (!options->quiet) {
        g_autofree char *text = shown(why->message);
        fprintf(stderr, "mpx-audit: note: no scan to join the events with, so they are not stored: %s\n", text);
    }
    g_error_free(why);
    return true;
}

static void on_finding(void *data, const struct dynamic_finding *finding)
{
    struct joining *joining = data;
    joining->findings++;
    if (!joining->error)
        join_finding(joining->join, finding, &joining->error);
}

bool joining_open(struct joining *joining, const struct options *options, const char *label, GError **error)
{
    g_autofree char *stored = moment_text();
    struct join_options wanted = {.database = reporting_database(options),
                                  .label = label,
                                  .stored = stored,
                                  .path_maps = (const char *const *)options->path_maps,
                                  .debug_folders = (const char *const *)options->debug_folders};
    joining->join = join_open(&wanted, error);
    if (!joining->join)
        return false;
    joining->dynamic = dynamic_new(on_finding, joining);
    return true;
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

#define PASS_ON(what, noun)                                                                                            \
    static bool pass_##what(void *data, const struct noun *it, GError **error)                                         \
    {                                                                                                                  \
        struct joining *joining = data;                                                                                \
        return !joining->join || join_##what(joining->join, it, error);                                                \
    }
PASS_ON(origin, trace_origin)
PASS_ON(probe, probe_report)
PASS_ON(maps, process_maps)
PASS_ON(object, mapped_object)

/* What the rules said may have failed to be stored. */
static bool settle(struct joining *joining, GError **error)
{
    if (!joining->error)
        return true;
    g_propagate_error(error, g_steal_pointer(&joining->error));
    return false;
}

static bool pass_process(void *data, const struct process_event *process, GError **error)
{
    struct joining *joining = data;
    if (!joining->join)
        return true;
    if (!join_process(joining->join, process, error))
        return false;
    dynamic_process(joining->dynamic, process);
    return settle(joining, error);
}

static bool pass_event(void *data, const struct event *event, GError **error)
{
    struct joining *joining = data;
    if (!joining->join)
        return true;
    if (!join_event(joining->join, event, error))
        return false;
    dynamic_event(joining->dynamic, event);
    return settle(joining, error);
}

struct trace_sink joining_sink(struct joining *joining)
{
    return (struct trace_sink){.data = joining,
                               .origin = pass_origin,
                               .probe = pass_probe,
                               .maps = pass_maps,
                               .object = pass_object,
                               .process = pass_process,
                               .event = pass_event};
}

const struct joined *joining_last(const struct joining *joining)
{
    return joining->join ? join_last(joining->join) : NULL;
}

bool joining_pause(struct joining *joining, GError **error)
{
    return !joining->join || join_pause(joining->join, error);
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

static void print_matches(const struct match_totals *matches)
{
    fputs("mpx-audit: joined:", stderr);
    for (int match = MATCH_EXACT; match <= MATCH_UNRESOLVED; match++)
        fprintf(stderr, " %" PRIu64 " %s,", matches->matched[match], match_name((enum match)match));
    fprintf(stderr, " %" PRIu64 " at lines that are no site\n", matches->elsewhere);
}

static void print_totals(const struct joining *joining, const struct options *options, const struct join_totals *totals)
{
    print_matches(&totals->matches);
    fprintf(stderr,
            "mpx-audit: %u of %u sites were seen, %u finding%s confirmed; the rules over events have %" PRIu64
            " remark%s\n",
            totals->seen, totals->sites, totals->confirmed, totals->confirmed == 1 ? " is" : "s are", joining->findings,
            joining->findings == 1 ? "" : "s");
    uint64_t forgotten = dynamic_forgotten(joining->dynamic);
    if (forgotten)
        fprintf(stderr, "mpx-audit: note: the rules over events had to forget %" PRIu64 " things\n", forgotten);
    for (const char *const *note = totals->notes; *note && options->verbose; note++) {
        g_autofree char *text = shown(*note);
        fprintf(stderr, "mpx-audit: note: %s\n", text);
    }
    if (totals->unresolved_files && !options->verbose)
        fprintf(stderr, "mpx-audit: note: %" PRIu64 " file%s of the trace could not be used; -v says why\n",
                totals->unresolved_files, totals->unresolved_files == 1 ? "" : "s");
}

bool joining_commit(struct joining *joining, const struct options *options, const struct trace_totals *totals,
                    GError **error)
{
    struct join_totals joined;
    if (!joining->join)
        return true;
    dynamic_finish(joining->dynamic);
    if (!settle(joining, error) || !join_commit(joining->join, totals, &joined, error))
        return false;
    if (!options->quiet)
        print_totals(joining, options, &joined);
    return true;
}

void joining_close(struct joining *joining)
{
    if (joining->join)
        join_close(joining->join, NULL);
    if (joining->dynamic)
        dynamic_free(joining->dynamic);
    g_clear_error(&joining->error);
    *joining = (struct joining){0};
}
