#include "scan/telling.h"

#include "ir/access.h"
#include "scan/inventory.h"
#include "scan/judgement.h"
#include "scan/lower.h"
#include "scan/paths.h"

/* ---- what became of it ---- */

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

static void add_up(struct run_totals *totals, const struct unit_report *report)
{
    totals->units++;
    totals->ok += report->status == UNIT_OK;
    totals->degraded += report->status == UNIT_DEGRADED;
    totals->skipped += report->status == UNIT_SKIPPED;
    totals->failed += report->status != UNIT_OK && report->status != UNIT_DEGRADED && report->status != UNIT_SKIPPED;
    totals->functions += report->functions;
    totals->functions_degraded += report->functions_degraded;
    totals->instructions += report->instructions;
    totals->unknowns += report->unknowns;
}

/* Why no rule has judged its functions, or NULL. g_free. */
static char *unjudged(const struct told_unit *told)
{
    bool is_judged = !told->judged || told->judged->status == UNIT_OK;
    return is_judged ? NULL : g_strdup_printf("no rule has judged its functions: %s", told->judged->reason);
}

static void count_unfollowed(const struct ir_unit *unit, const GArray *all, struct unit_report *report)
{
    for (guint i = 0; i < all->len; i++) {
        const struct ir_function *function = unit->functions->pdata[g_array_index(all, struct unfollowed, i).function];
        report->functions_degraded += !function->in_header && !function->is_initialiser && !function->degraded;
    }
}

/* Likewise, when it is some of them: whose values were too much to follow. */
static char *unfollowed(const struct told_unit *told, const struct ir_unit *unit, struct unit_report *report)
{
    char *why = NULL;
    GStringChunk *strings = g_string_chunk_new(256);
    g_autoptr(GArray) all = judgement_unfollowed(told->judged->payload, told->judged->payload_size, unit, strings);
    count_unfollowed(unit, all, report);
    if (all->len) {
        const struct unfollowed *first = &g_array_index(all, struct unfollowed, 0);
        const char *name = ir_function_name(unit, unit->functions->pdata[first->function]);
        g_autofree char *more = all->len > 1 ? g_strdup_printf(" (and %u more)", all->len - 1) : g_strdup("");
        why = g_strdup_printf("no rule has followed the values of %s%s: %s", name, more, first->why);
    }
    g_string_chunk_free(strings);
    return why;
}

/* Functions that no rule has judged are degraded: their sites count, they raise no alarm. Of the reasons the one that
 * concerns most is told; the text is the caller's. */
static char *report_read(const struct ir_unit *unit, const struct told_unit *told, struct unit_report *report)
{
    count_functions(unit, report);
    char *of_all = unjudged(told), *of_some = of_all ? NULL : unfollowed(told, unit, report);
    if (of_all)
        report->functions_degraded = report->functions;
    report->reason = of_all ? of_all : degradation(unit) ? degradation(unit) : of_some;
    report->status = report->reason ? UNIT_DEGRADED : UNIT_OK;
    return of_all ? of_all : of_some;
}

static bool report_unit(struct telling *telling, const struct told_unit *told, const struct ir_unit *unit,
                        const char *fault, bool *ret_is_degraded)
{
    const struct worker_result *read = told->read;
    g_autofree char *file = paths_relative(telling->options->root, told->command->file), *why = NULL;
    struct unit_report report = {.file = file,
                                 .status = fault ? UNIT_CRASHED : read->status,
                                 .mode = told->command->from_database ? "database" : "buildless",
                                 .reason = fault ? fault : read->reason,
                                 .wanted = told->wanted,
                                 .parse_ms = read->cpu_ms};
    if (unit)
        why = report_read(unit, told, &report);
    *ret_is_degraded = report.status == UNIT_DEGRADED;
    add_up(&telling->totals, &report);
    telling->totals.peak_worker_kib = MAX(telling->totals.peak_worker_kib, read->peak_kib);
    return telling->sink->unit(&report, telling->sink->context);
}

/* ---- what is in it ---- */

/* The unit's own files: comments of system headers are nobody's to use. */
static void read_suppressions(struct telling *telling, const struct ir_unit *unit, bool is_degraded)
{
    const char *root = telling->options->root;
    for (unsigned i = 0; i < unit->files->len; i++) {
        const char *name = g_array_index(unit->files, const char *, i);
        if (!paths_is_ours(root, name))
            continue;
        g_autofree char *path = paths_relative(root, name);
        g_autofree char *file = g_canonicalize_filename(name, root);
        bool is_known = suppressions_known(telling->findings.suppressions, path);
        const struct source *source = is_known ? NULL : sources_get(telling->findings.sources, file);
        if (source)
            suppressions_read(telling->findings.suppressions, path, source->text, source->length);
        if (is_degraded)
            suppressions_excuse(telling->findings.suppressions, path);
    }
}

static bool give_sites(struct telling *telling, const struct ir_unit *unit, const GArray *uses, GStringChunk *strings)
{
    bool goes_on = true;
    GArray *sites = inventory_take(unit, uses, telling->options->root, telling->seen_sites, strings);
    for (unsigned i = 0; i < sites->len && goes_on; i++) {
        goes_on = telling->sink->site(&g_array_index(sites, struct site, i), telling->sink->context);
        telling->totals.sites++;
    }
    inventory_free(sites);
    return goes_on;
}

static bool give_findings(struct telling *telling, const struct worker_result *judged, GStringChunk *strings)
{
    bool goes_on = true;
    GArray *findings = findings_take(&telling->findings, judged->payload, judged->payload_size, strings);
    for (unsigned i = 0; i < findings->len && goes_on; i++) {
        const struct finding *finding = &g_array_index(findings, struct finding, i);
        goes_on = telling->sink->finding(finding, telling->sink->context);
        excerpts_want(telling->excerpts, finding);
        telling->totals.findings++;
    }
    findings_free(findings);
    return goes_on;
}

static bool give_ir(const struct telling *telling, const struct worker_result *read)
{
    return !telling->sink->ir || telling->sink->ir(read->payload, read->payload_size, telling->sink->context);
}

static bool give_unit(struct telling *telling, const struct told_unit *told, const struct ir_unit *unit,
                      bool is_degraded)
{
    GStringChunk *strings = g_string_chunk_new(1 << 14);
    struct wrappers *wrappers;
    g_autoptr(GArray) uses = judgement_uses(telling->options, unit, told->wrappers, &wrappers);
    read_suppressions(telling, unit, is_degraded);
    missing_take(telling->missing, unit, told->command->from_database);
    bool goes_on = give_sites(telling, unit, uses, strings) && give_findings(telling, told->judged, strings) &&
                   excerpts_emit(telling->excerpts, telling->sink->excerpt, telling->sink->context);
    wrappers_free(wrappers);
    g_string_chunk_free(strings);
    return goes_on;
}

bool telling_unit(struct telling *telling, const struct told_unit *told)
{
    g_autofree char *fault = NULL;
    struct ir_unit *unit = told->judged ? lower_unpack(told->read->payload, told->read->payload_size, &fault) : NULL;
    bool is_degraded;
    bool goes_on = report_unit(telling, told, unit, fault, &is_degraded) &&
                   (!unit || (give_ir(telling, told->read) && give_unit(telling, told, unit, is_degraded)));
    if (unit)
        ir_unit_free(unit);
    return goes_on;
}

/* ---- the whole ---- */

static bool give_suppressions(const struct telling *telling)
{
    const struct scan_sink *sink = telling->sink;
    if (sink->suppression)
        return suppressions_each(telling->findings.suppressions, sink->suppression, sink->context);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    suppressions_report(telling->findings.suppressions, notes);
    for (unsigned i = 0; i < notes->len && sink->note; i++)
        sink->note(notes->pdata[i], sink->context);
    return true;
}

bool telling_end(struct telling *telling)
{
    if (!give_suppressions(telling))
        return false;
    g_autofree char *note = missing_note(telling->missing, telling->options->root);
    if (note && telling->sink->note)
        telling->sink->note(note, telling->sink->context);
    return true;
}

void telling_init(struct telling *telling, const struct scan_options *options, const struct scan_sink *sink)
{
    *telling = (struct telling){.options = options, .sink = sink, .seen_sites = seen_new()};
    telling->findings = (struct findings_context){.root = options->root,
                                                  .seen = seen_new(),
                                                  .sources = sources_new(options->root),
                                                  .suppressions = suppressions_new(options->rules)};
    telling->excerpts = excerpts_new(options->root, telling->findings.sources);
    telling->missing = missing_new();
}

void telling_clear(struct telling *telling)
{
    excerpts_free(telling->excerpts);
    missing_free(telling->missing);
    suppressions_free(telling->findings.suppressions);
    sources_free(telling->findings.sources);
    seen_free(telling->findings.seen);
    seen_free(telling->seen_sites);
}
