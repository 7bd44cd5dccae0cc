/* The way of the data, in order:
 *
 *   plan        which units, with which flags                                     (plan.c, input/)
 *   rounds      which of them can hold something, until no new names are found    (rounds.c, input/prefilter.h)
 *   workers     source → unit IR, and what it tells, in processes that may die    (workers.c, lower.c, look.c, front/)
 *   judgement   what the rules say of each unit, in such processes as well        (judgement.c, rules/)
 *   telling     each unit's report, sites, findings, in the order of their files  (telling.c)
 *
 * A shard goes through the rounds as any scan does, because the tree's wrappers may stand anywhere, and reports on its
 * own units only; what db/merge.c needs to join shards leaves besides.
 *
 * Only the IR, what a unit tells, and what the rules said cross from the workers; nothing right of the IR knows
 * libclang. */
#include "scan/scan.h"

#include <sys/resource.h>
#include <unistd.h>

#include "scan/judgement.h"
#include "scan/lower.h"
#include "scan/paths.h"
#include "scan/plan.h"
#include "scan/reach.h"
#include "scan/rounds.h"
#include "scan/telling.h"
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
    GPtrArray *commands;       /* struct command *: the units */
    struct confinement *reach; /* of the workers */
    struct slim *slim;         /* each worker fills its own copy */
    struct rounds *rounds;
    GArray *judged; /* uint32_t: the units of this shard of which something was read */
    uint32_t told;  /* units below have been told */
    GError *error;
    struct telling telling;
};

/* ---- in workers ---- */

static bool lower_within(const struct confinement *reach, const struct command *command,
                         const struct catalogue *catalogue, struct slim *slim, GByteArray *payload, char **ret_reason)
{
    if (!g_file_test(command->file, G_FILE_TEST_EXISTS) || confinement_reaches(reach, command->file))
        return lower_unit(command, catalogue, slim, payload, ret_reason);
    *ret_reason = g_strdup("a link that leads out of the tree; name the file itself to have it read");
    return false;
}

static bool run_unit(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    const struct scan *scan = context;
    return lower_within(scan->reach, scan->commands->pdata[unit], scan->options->catalogue, scan->slim, payload,
                        ret_reason);
}

static uint32_t judged_at(const struct scan *scan, uint32_t i)
{
    return g_array_index(scan->judged, uint32_t, i);
}

static bool judge_unit(uint32_t i, GByteArray *payload, char **ret_reason, void *context)
{
    const struct scan *scan = context;
    g_autoptr(GBytes) made = rounds_made(scan->rounds, judged_at(scan, i));
    struct judgement judgement = {.options = scan->options,
                                  .tree = rounds_summaries(scan->rounds),
                                  .made = made,
                                  .wrappers = rounds_wrappers(scan->rounds)};
    struct worker_result read;
    g_autoptr(GError) error = NULL;
    if (rounds_result(scan->rounds, judged_at(scan, i), &read, &error))
        return judgement_pass(&judgement, &read, payload, ret_reason);
    *ret_reason = g_strdup(error->message);
    return false;
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

static void scan_init(struct scan *scan, const struct scan_options *options, const struct scan_sink *sink)
{
    *scan = (struct scan){.options = options, .sink = sink};
    scan->judged = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    scan->slim = slim_new(options->root);
    telling_init(&scan->telling, options, sink);
}

static void scan_clear(struct scan *scan)
{
    confinement_free(scan->reach);
    slim_free(scan->slim);
    telling_clear(&scan->telling);
    g_array_unref(scan->judged);
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

static bool is_stopped(const struct scan *scan)
{
    return scan->sink->stop && *scan->sink->stop;
}

/* `judged`: NULL when nothing was read of the unit. */
static bool tell_unit(struct scan *scan, uint32_t unit, const struct worker_result *judged)
{
    struct worker_result read;
    struct told_unit told = {.command = scan->commands->pdata[unit],
                             .read = &read,
                             .judged = judged,
                             .wanted = rounds_reason(scan->rounds, unit),
                             .wrappers = rounds_wrappers(scan->rounds)};
    return !is_stopped(scan) && rounds_result(scan->rounds, unit, &read, &scan->error) &&
           telling_unit(&scan->telling, &told);
}

static bool tell_unread(struct scan *scan, uint32_t end)
{
    for (; scan->told < end; scan->told++)
        if (plan_is_ours(scan->options, scan->commands->pdata[scan->told]) && !tell_unit(scan, scan->told, NULL))
            return false;
    return true;
}

static bool tell_judged(const struct worker_result *judged, void *context)
{
    struct scan *scan = context;
    uint32_t unit = judged_at(scan, judged->unit);
    if (!tell_unread(scan, unit) || !tell_unit(scan, unit, judged))
        return false;
    scan->told = unit + 1;
    return true;
}

static void find_judged(struct scan *scan)
{
    for (uint32_t i = 0; i < scan->commands->len; i++)
        if (plan_is_ours(scan->options, scan->commands->pdata[i]) && rounds_has(scan->rounds, i))
            g_array_append_val(scan->judged, i);
}

static bool tell_all(struct scan *scan, struct workers_limits limits)
{
    limits.file = rounds_file(scan->rounds);
    find_judged(scan);
    return workers_run_all(&limits, scan->judged->len, judge_unit, tell_judged, scan, &scan->error) &&
           tell_unread(scan, scan->commands->len) && telling_end(&scan->telling);
}

static void note_rounds(const struct scan *scan)
{
    g_autofree char *note = rounds_note(scan->rounds);
    if (note && scan->sink->note)
        scan->sink->note(note, scan->sink->context);
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
    if (scan->rounds)
        note_rounds(scan);
    bool is_fine = scan->rounds && tell_all(scan, limits);
    if (scan->error)
        g_propagate_error(error, g_steal_pointer(&scan->error));
    else if (scan->rounds && !is_fine)
        g_set_error(error, SCAN_ERROR, 0, "the scan was stopped");
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
    bool is_fine = scan.commands && run_all(&scan, error);
    if (is_fine) {
        *ret_totals = scan.telling.totals;
        take_peak(ret_totals, began);
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
    return lower_within(lowering->reach, lowering->command, lowering->options->catalogue, NULL, payload, ret_reason);
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
