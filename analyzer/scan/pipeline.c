/* The way of the data, in order:
 *
 *   plan        which units, with which flags                                     (plan.c, input/)
 *   rounds      which of them can hold something, until no new names are found    (rounds.c, input/prefilter.h)
 *   workers     source → unit IR, in processes that may die                       (workers.c, lower.c, front/)
 *   then here, for each unit, in the order of their files:
 *     report    what became of the unit
 *     comments  suppressions in the unit's files are read                         (suppression.c)
 *     sites     uses of catalogued interfaces, each once over the tree            (inventory.c, facts/)
 *     findings  what the rules say, each once over the tree                       (findings.c, rules/)
 *     excerpts  the source lines that the findings need, each once                (excerpt.c)
 *   at the end  notes on suppressions and on missing headers, totals                (missing.c)
 *
 * A shard goes through the rounds as any scan does, because the tree's wrappers may stand anywhere, and reports on its
 * own units only; what db/merge.c needs to join shards leaves besides.
 *
 * Only the IR crosses from the workers; nothing right of them knows libclang. */
#include "scan/scan.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "facts/uses.h"
#include "ir/access.h"
#include "scan/excerpt.h"
#include "scan/findings.h"
#include "scan/inventory.h"
#include "scan/lower.h"
#include "scan/missing.h"
#include "scan/paths.h"
#include "scan/plan.h"
#include "scan/reach.h"
#include "scan/rounds.h"
#include "scan/workers.h"

G_DEFINE_QUARK(mpx_audit_scan, scan_error)

#define DEFAULT_CPU_SECONDS 120
#define DEFAULT_MEMORY ((uint64_t)4 << 30)
#define WALL_FACTOR 10 /* a unit may wait that much longer than it computes: other work, slow disks */
#define UNITS_PER_WORKER 64
#define IDLE_SECONDS 30

struct scan {
    const struct scan_options *options;
    const struct scan_sink *sink;
    struct run_totals totals;
    GPtrArray *commands;       /* struct command *: the units */
    struct confinement *reach; /* of the workers */
    struct rounds *rounds;
    struct seen *seen_sites;
    struct findings_context findings;
    struct excerpts *excerpts;
    struct missing *missing;
};

/* ---- in a worker ---- */

static bool lower_within(const struct confinement *reach, const struct command *command,
                         const struct catalogue *catalogue, GByteArray *payload, char **ret_reason)
{
    if (!g_file_test(command->file, G_FILE_TEST_EXISTS) || confinement_reaches(reach, command->file))
        return lower_unit(command, catalogue, payload, ret_reason);
    *ret_reason = g_strdup("a link that leads out of the tree; name the file itself to have it read");
    return false;
}

static bool run_unit(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    const struct scan *scan = context;
    return lower_within(scan->reach, scan->commands->pdata[unit], scan->options->catalogue, payload, ret_reason);
}

/* ---- one unit ---- */

static void count_functions(const struct ir_unit *unit, struct unit_report *report)
{
    for (unsigned i = 0; i < unit->functions->len; i++) {
        const struct ir_function *function = unit->functions->pdata[i];
        report->functions += !function->in_header && !function->is_initialiser;
        report->functions_degraded += !function->in_header && !function->is_initialiser && function->degraded != NULL;
        report->instructions += function->insts->len;
        for (unsigned j = 0; j < function->insts->len; j++)
            report->unknowns += ir_inst_at(function, j)->op == IR_UNKNOWN;
    }
}

static const char *degradation(const struct ir_unit *unit)
{
    const char *reason = unit->degraded;
    for (unsigned i = 0; !reason && i < unit->functions->len; i++)
        reason = ((const struct ir_function *)unit->functions->pdata[i])->degraded;
    return reason;
}

static bool report_unit(struct scan *scan, const struct worker_result *result, const struct ir_unit *unit,
                        const char *fault)
{
    const struct command *command = scan->commands->pdata[result->unit];
    g_autofree char *file = paths_relative(scan->options->root, command->file);
    struct unit_report report = {.file = file,
                                 .status = result->status,
                                 .mode = command->from_database ? "database" : "buildless",
                                 .reason = fault ? fault : result->reason,
                                 .wanted = rounds_reason(scan->rounds, result->unit),
                                 .parse_ms = result->cpu_ms};
    if (unit) {
        count_functions(unit, &report);
        report.reason = degradation(unit);
        report.status = report.reason ? UNIT_DEGRADED : UNIT_OK;
    } else if (fault) {
        report.status = UNIT_CRASHED;
    }
    struct run_totals *totals = &scan->totals;
    totals->units++;
    totals->ok += report.status == UNIT_OK;
    totals->degraded += report.status == UNIT_DEGRADED;
    totals->skipped += report.status == UNIT_SKIPPED;
    totals->failed += report.status != UNIT_OK && report.status != UNIT_DEGRADED && report.status != UNIT_SKIPPED;
    totals->functions += report.functions;
    totals->functions_degraded += report.functions_degraded;
    totals->instructions += report.instructions;
    totals->unknowns += report.unknowns;
    totals->peak_worker_kib = MAX(totals->peak_worker_kib, result->peak_kib);
    return scan->sink->unit(&report, scan->sink->context);
}

/* The unit's own files: comments of system headers are nobody's to use. */
static void read_suppressions(struct scan *scan, const struct ir_unit *unit)
{
    const char *root = scan->options->root;
    bool is_degraded = degradation(unit) != NULL;
    for (unsigned i = 0; i < unit->files->len; i++) {
        const char *name = g_array_index(unit->files, const char *, i);
        if (!paths_is_ours(root, name))
            continue;
        g_autofree char *path = paths_relative(root, name);
        g_autofree char *file = g_canonicalize_filename(name, root);
        bool is_known = suppressions_known(scan->findings.suppressions, path);
        const struct source *source = is_known ? NULL : sources_get(scan->findings.sources, file);
        if (source)
            suppressions_read(scan->findings.suppressions, path, source->text, source->length);
        if (is_degraded)
            suppressions_excuse(scan->findings.suppressions, path);
    }
}

static bool give_sites(struct scan *scan, const struct ir_unit *unit, const GArray *uses, GStringChunk *strings)
{
    bool goes_on = true;
    GArray *sites = inventory_take(unit, uses, scan->options->root, scan->seen_sites, strings);
    for (unsigned i = 0; i < sites->len && goes_on; i++) {
        goes_on = scan->sink->site(&g_array_index(sites, struct site, i), scan->sink->context);
        scan->totals.sites++;
    }
    inventory_free(sites);
    return goes_on;
}

static bool give_findings(struct scan *scan, const struct ir_unit *unit, const GArray *uses, GStringChunk *strings)
{
    bool goes_on = true;
    GArray *findings = findings_take(&scan->findings, unit, uses, strings);
    for (unsigned i = 0; i < findings->len && goes_on; i++) {
        const struct finding *finding = &g_array_index(findings, struct finding, i);
        goes_on = scan->sink->finding(finding, scan->sink->context);
        excerpts_want(scan->excerpts, finding);
        scan->totals.findings++;
    }
    findings_free(findings);
    return goes_on;
}

static bool analyse(struct scan *scan, const struct command *command, const struct ir_unit *unit)
{
    GStringChunk *strings = g_string_chunk_new(1 << 14);
    g_autoptr(GArray) uses = uses_find(unit, scan->options->catalogue);
    uses_leave_out(uses, scan->options->without);
    struct wrappers *wrappers = wrappers_of(unit, scan->options->catalogue, uses, rounds_wrappers(scan->rounds));
    wrappers_add_uses(wrappers, unit, scan->options->catalogue, uses);
    read_suppressions(scan, unit);
    missing_take(scan->missing, unit, command->from_database);
    bool goes_on = give_sites(scan, unit, uses, strings) && give_findings(scan, unit, uses, strings) &&
                   excerpts_emit(scan->excerpts, scan->sink->excerpt, scan->sink->context);
    wrappers_free(wrappers);
    g_string_chunk_free(strings);
    return goes_on;
}

static bool give_ir(const struct scan *scan, const struct worker_result *result)
{
    return !scan->sink->ir || scan->sink->ir(result->payload, result->payload_size, scan->sink->context);
}

static bool take_unit(struct scan *scan, const struct worker_result *result)
{
    g_autofree char *fault = NULL;
    struct ir_unit *unit =
        result->status == UNIT_OK ? lower_unpack(result->payload, result->payload_size, &fault) : NULL;
    bool goes_on = report_unit(scan, result, unit, fault) &&
                   (!unit || (give_ir(scan, result) && analyse(scan, scan->commands->pdata[result->unit], unit)));
    if (unit)
        ir_unit_free(unit);
    return goes_on;
}

static void show_progress(uint32_t unit, uint32_t done, uint32_t total, void *context)
{
    const struct scan *scan = context;
    const struct command *command = scan->commands->pdata[unit];
    g_autofree char *file = paths_relative(scan->options->root, command->file);
    if (scan->sink->progress)
        scan->sink->progress(done, total, file, scan->sink->context);
}

/* ---- the run ---- */

static struct workers_limits limits_of(const struct scan_options *options, const struct confinement *reach)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned cpu_seconds = options->cpu_seconds ? options->cpu_seconds : DEFAULT_CPU_SECONDS;
    return (struct workers_limits){.jobs = options->jobs ? options->jobs : (unsigned)MAX(processors, 1),
                                   .cpu_seconds = cpu_seconds,
                                   .wall_seconds = MIN(cpu_seconds, 100000) * WALL_FACTOR,
                                   .memory_bytes = options->memory_bytes ? options->memory_bytes : DEFAULT_MEMORY,
                                   .recycle = UNITS_PER_WORKER,
                                   .idle_seconds = IDLE_SECONDS,
                                   .confinement = reach};
}

static void give_notes(const struct scan *scan, const GPtrArray *notes)
{
    for (unsigned i = 0; i < notes->len && scan->sink->note; i++)
        scan->sink->note(notes->pdata[i], scan->sink->context);
}

static bool give_suppressions(const struct scan *scan, GError **error)
{
    const struct scan_sink *sink = scan->sink;
    if (sink->suppression) {
        bool is_fine = suppressions_each(scan->findings.suppressions, sink->suppression, sink->context);
        if (!is_fine)
            g_set_error(error, SCAN_ERROR, 0, "the scan was stopped");
        return is_fine;
    }
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    suppressions_report(scan->findings.suppressions, notes);
    give_notes(scan, notes);
    return true;
}

static void give_missing(const struct scan *scan)
{
    g_autofree char *note = missing_note(scan->missing, scan->options->root);
    if (note && scan->sink->note)
        scan->sink->note(note, scan->sink->context);
}

static void scan_init(struct scan *scan, const struct scan_options *options, const struct scan_sink *sink)
{
    *scan = (struct scan){.options = options, .sink = sink, .seen_sites = seen_new()};
    scan->findings = (struct findings_context){.catalogue = options->catalogue,
                                               .rules = options->rules,
                                               .owners = {options->untrusted, options->assume_shared},
                                               .root = options->root,
                                               .seen = seen_new(),
                                               .sources = sources_new(options->root),
                                               .suppressions = suppressions_new(options->rules)};
    scan->excerpts = excerpts_new(options->root, scan->findings.sources);
    scan->missing = missing_new();
}

static void scan_clear(struct scan *scan)
{
    confinement_free(scan->reach);
    excerpts_free(scan->excerpts);
    missing_free(scan->missing);
    suppressions_free(scan->findings.suppressions);
    sources_free(scan->findings.sources);
    seen_free(scan->findings.seen);
    seen_free(scan->seen_sites);
    if (scan->commands)
        g_ptr_array_unref(scan->commands);
}

static void take_peak(struct run_totals *totals, int64_t began)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    totals->peak_parent_kib = (uint64_t)usage.ru_maxrss;
    totals->elapsed_ms = (uint64_t)(g_get_monotonic_time() - began) / 1000;
}

static bool take_all(struct scan *scan, GError **error)
{
    for (uint32_t i = 0; i < scan->commands->len; i++) {
        struct worker_result result;
        if (!plan_is_ours(scan->options, scan->commands->pdata[i]))
            continue;
        if (!rounds_result(scan->rounds, i, &result, error))
            return false;
        if ((scan->sink->stop && *scan->sink->stop) || !take_unit(scan, &result)) {
            g_set_error(error, SCAN_ERROR, 0, "the scan was stopped");
            return false;
        }
    }
    return true;
}

static bool run_all(struct scan *scan, GError **error)
{
    struct workers_limits limits = limits_of(scan->options, scan->reach);
    limits.stop = scan->sink->stop;
    struct rounds_job job = {.options = scan->options,
                             .commands = scan->commands,
                             .limits = &limits,
                             .run = run_unit,
                             .progress = show_progress,
                             .context = scan};
    scan->rounds = rounds_run(&job, error);
    scan->findings.tree = scan->rounds ? rounds_summaries(scan->rounds) : NULL;
    bool is_fine = scan->rounds && take_all(scan, error);
    scan->findings.tree = NULL;
    g_clear_pointer(&scan->rounds, rounds_free);
    return is_fine;
}

bool scan_run(const struct scan_options *options, const struct scan_sink *sink, struct run_totals *ret_totals,
              GError **error)
{
    struct scan scan;
    int64_t began = g_get_monotonic_time();
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    scan_init(&scan, options, sink);
    scan.commands = plan_make(options, notes, error);
    scan.reach = scan.commands ? reach_of(options, scan.commands, notes) : NULL;
    if (scan.commands)
        plan_note_shard(options, scan.commands, notes);
    give_notes(&scan, notes);
    bool is_fine = scan.commands && run_all(&scan, error) && give_suppressions(&scan, error);
    if (is_fine) {
        give_missing(&scan);
        take_peak(&scan.totals, began);
        *ret_totals = scan.totals;
    }
    scan_clear(&scan);
    return is_fine;
}

/* ---- one file alone ---- */

struct lowering {
    const struct scan_options *options;
    const struct command *command;
    struct confinement *reach;
    struct ir_unit *unit;
    GError **error;
};

static bool run_alone(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    (void)unit;
    const struct lowering *lowering = context;
    return lower_within(lowering->reach, lowering->command, lowering->options->catalogue, payload, ret_reason);
}

static bool take_alone(const struct worker_result *result, void *context)
{
    struct lowering *lowering = context;
    g_autofree char *fault = NULL;
    if (result->status == UNIT_OK)
        lowering->unit = lower_unpack(result->payload, result->payload_size, &fault);
    if (!lowering->unit)
        g_set_error(lowering->error, SCAN_ERROR, 0, "%s: %s: %s", lowering->command->file,
                    unit_status_name(fault ? UNIT_CRASHED : result->status), fault ? fault : result->reason);
    return true;
}

struct ir_unit *scan_lower(const struct scan_options *options, const char *file, GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct command *command = plan_one(options, file, notes, error);
    if (!command)
        return NULL;
    g_autoptr(GPtrArray) units = g_ptr_array_new();
    g_ptr_array_add(units, command);
    struct lowering lowering = {
        .options = options, .command = command, .reach = reach_of(options, units, notes), .error = error};
    struct workers_limits limits = limits_of(options, lowering.reach);
    limits.jobs = 1;
    workers_run_all(&limits, 1, run_alone, take_alone, &lowering, error);
    confinement_free(lowering.reach);
    command_free(command);
    return lowering.unit;
}
