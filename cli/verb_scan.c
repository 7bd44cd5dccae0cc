/* audit and scan: source tree → database, and for audit → reports. */
#include <stdio.h>

#include "db/part.h"
#include "families.h"
#include "interrupt.h"
#include "moment.h"
#include "outcome.h"
#include "pages.h"
#include "progress.h"
#include "reporting.h"
#include "rules/rules.h"
#include "scan/paths.h"
#include "scan/scan.h"
#include "shown.h"
#include "verbs.h"

struct session {
    const struct options *options;
    struct store *store;
    struct run_part part;
    struct progress progress;
    GError *error; /* why the store refused something */
};

static void tell_wanted(struct session *session, const struct unit_report *unit)
{
    g_autofree char *file = shown(unit->file), *wanted = shown(unit->wanted);
    progress_clear(&session->progress);
    fprintf(stderr, "mpx-audit: %s: read for %s\n", file, wanted);
}

static bool on_unit(const struct unit_report *unit, void *context)
{
    struct session *session = context;
    bool whole = unit->status == UNIT_OK || unit->status == UNIT_SKIPPED;
    bool lost = !whole && unit->status != UNIT_DEGRADED;
    if (!session->options->quiet && (lost || (!whole && session->options->verbose))) {
        g_autofree char *file = shown(unit->file), *reason = shown(unit->reason);
        progress_clear(&session->progress);
        fprintf(stderr, "mpx-audit: %s: %s: %s\n", file, unit_status_name(unit->status), reason);
    }
    if (unit->wanted && session->options->verbose && !session->options->quiet)
        tell_wanted(session, unit);
    return store_unit(session->store, unit, &session->error);
}

static bool on_site(const struct site *site, void *context)
{
    struct session *session = context;
    return store_site(session->store, site, &session->error);
}

static bool on_ir(const uint8_t *bytes, size_t n, void *context)
{
    struct session *session = context;
    return store_ir(session->store, bytes, n, &session->error);
}

static bool on_suppression(const struct suppression_mark *mark, void *context)
{
    struct session *session = context;
    return store_suppression(session->store, mark, &session->error);
}

static bool on_finding(const struct finding *finding, void *context)
{
    struct session *session = context;
    return store_finding(session->store, finding, &session->error);
}

static bool on_excerpt(const struct excerpt *excerpt, void *context)
{
    struct session *session = context;
    return store_excerpt(session->store, excerpt, &session->error);
}

static void on_note(const char *text, void *context)
{
    struct session *session = context;
    if (session->options->quiet)
        return;
    g_autofree char *line = shown(text);
    progress_clear(&session->progress);
    fprintf(stderr, "mpx-audit: note: %s\n", line);
}

static void on_progress(unsigned done, unsigned total, const char *file, void *context)
{
    struct session *session = context;
    progress_show(&session->progress, done, total, file);
}

static bool store_rules(struct store *store, const bool *selected, GError **error)
{
    for (unsigned i = 0; i < n_rules; i++) {
        g_autofree char *page = page_of(rules[i].id);
        struct rule_row row = {rules[i].id, rules[i].family, rules[i].severity, rules[i].cwe, rules[i].title, page};
        if (selected[i] && !store_rule(store, &row, error))
            return false;
    }
    return true;
}

/* A shard looks at some units of its paths only, and says nothing of the rest. */
static bool store_scopes(struct store *store, const struct scan_options *scan, GError **error)
{
    for (const char *const *path = scan->paths; *path; path++) {
        bool whole = paths_is_below(*path, scan->root);
        g_autofree char *scope = whole ? g_strdup(".") : paths_relative(scan->root, *path);
        if (!store_scope(store, scope, error))
            return false;
    }
    return true;
}

/* Everything between store_begin and store_commit. */
static bool fill(struct session *session, const struct scan_options *scan, struct run_totals *totals, GError **error)
{
    g_autofree char *started = moment_text();
    struct run_info run = {.started = started,
                           .root = scan->root,
                           .tool_version = MPX_AUDIT_VERSION,
                           .catalogue = catalogue_digest(scan->catalogue),
                           .command = session->options->command};
    struct scan_sink sink = {.unit = on_unit,
                             .site = on_site,
                             .finding = on_finding,
                             .excerpt = on_excerpt,
                             .note = on_note,
                             .progress = on_progress,
                             .stop = interrupt_flag(),
                             .context = session};
    if (scan->shard) {
        sink.ir = on_ir;
        sink.suppression = on_suppression;
    }
    if (!store_begin(session->store, &run, error) || !store_scopes(session->store, scan, error) ||
        (scan->shard && !store_part(session->store, &session->part, error)) ||
        !store_rules(session->store, scan->rules, error))
        return false;
    bool fine = scan_run(scan, &sink, totals, error);
    progress_clear(&session->progress);
    if (session->error) {
        g_clear_error(error);
        g_propagate_error(error, g_steal_pointer(&session->error));
        return false;
    }
    return fine && store_commit(session->store, totals, error);
}

static bool scan_and_store(const struct options *options, const struct scan_options *scan, struct run_totals *totals,
                           GError **error)
{
    struct session session = {.options = options, .part = {.shard = scan->shard, .shards = scan->shards}};
    progress_init(&session.progress, !options->no_progress && !options->quiet);
    session.store = store_open(reporting_database(options), error);
    if (!session.store)
        return false;
    interrupt_catch();
    bool fine = fill(&session, scan, totals, error);
    bool closed = store_close(session.store, fine ? error : NULL);
    interrupt_release();
    return closed && fine;
}

static void print_totals(const struct options *options, const struct run_totals *totals)
{
    if (options->quiet)
        return;
    fprintf(stderr,
            "mpx-audit: %u unit%s: %u ok, %u degraded, %u failed, %u skipped; %" G_GUINT64_FORMAT
            " functions, %" G_GUINT64_FORMAT " sites, %" G_GUINT64_FORMAT " findings; %.1f s\n",
            totals->units, totals->units == 1 ? "" : "s", totals->ok, totals->degraded, totals->failed, totals->skipped,
            totals->functions, totals->sites, totals->findings, (double)totals->elapsed_ms / 1000);
}

typedef bool (*after_scan)(const struct options *options, unsigned *ret_counted, GError **error);

static bool run_scan(const struct options *options, after_scan after, struct run_totals *totals, struct run_part *part,
                     unsigned *ret_counted, GError **error)
{
    if (!options_shard(options, &part->shard, &part->shards, error))
        return false;
    g_auto(GStrv) paths = options_paths(options, error);
    if (!paths)
        return false;
    g_autofree char *root = options_root(options, (const char *const *)paths);
    g_autofree bool *selected = rules_select(options->rules, error);
    struct catalogue *catalogue = selected ? catalogue_load((const char *const *)options->catalogue, error) : NULL;
    if (!catalogue)
        return false;
    g_auto(GStrv) without = families_without(catalogue, options->family, error);
    if (!without) {
        catalogue_free(catalogue);
        return false;
    }
    struct scan_options scan = {.root = root,
                                .paths = (const char *const *)paths,
                                .database = options->database,
                                .excludes = (const char *const *)options->exclude,
                                .extra_flags = (const char *const *)options->extra,
                                .catalogue = catalogue,
                                .without = (const char *const *)without,
                                .untrusted = (const char *const *)options->untrusted,
                                .assume_shared = options->assume_shared,
                                .no_prefilter = options->no_prefilter,
                                .rules = selected,
                                .shard = part->shard,
                                .shards = part->shards,
                                .jobs = (unsigned)MAX(options->jobs, 0),
                                .cpu_seconds = (unsigned)MAX(options->timeout, 0)};
    bool fine = scan_and_store(options, &scan, totals, error);
    catalogue_free(catalogue);
    return fine && after(options, ret_counted, error);
}

static int scan_then(const struct options *options, after_scan after)
{
    struct run_totals totals = {0};
    struct run_part part = {0};
    GError *error = NULL;
    unsigned counted = 0;
    if (!run_scan(options, after, &totals, &part, &counted, &error))
        return outcome_usage(error);
    print_totals(options, &totals);
    return outcome_of_run(options, &totals, &part, counted);
}

int verb_audit(const struct options *options)
{
    return scan_then(options, reporting_write_all);
}

int verb_scan(const struct options *options)
{
    return scan_then(options, reporting_count);
}
