/* One scan and the merge of its shards meet the same units in the same order, each with the same sites and findings but
 * for those that an earlier unit of its own shard had told already. So the first unit of all that tells one is the one
 * whose telling its shard kept, and it is enough to go through what the shards kept, in the order of the units, and to
 * drop and to count as analyzer/scan/seen.c does. */
#include "db/merge.h"

#include <string.h>

#include "db/admit.h"
#include "db/marks.h"
#include "db/part.h"
#include "db/seen.h"
#include "db/shard.h"
#include "model/fingerprint.h"

/* Where a unit is to be found. */
struct place {
    char *path; /* absolute: the order of a scan */
    unsigned shard;
    int64_t unit;
};

struct merge {
    const struct merge_options *options;
    GPtrArray *shards; /* admit_shards */
    GArray *places;    /* struct place */
    struct store *store;
    struct reader *from; /* of the unit whose rows are being read */
    GHashTable *told;    /* identity, line, column and occurrence of what has been stored */
    GHashTable *counts;  /* identity → how many of them */
    GHashTable *shown;   /* files and lines that excerpts have been copied around */
    struct run_totals totals;
    GError *fault; /* why the store refused something */
};

static void clear_place(gpointer data)
{
    g_free(((struct place *)data)->path);
}

static const struct shard *shard_at(const struct merge *merge, unsigned i)
{
    return merge->shards->pdata[i];
}

static const struct run_part *part_of(const struct shard *shard)
{
    return reader_part(shard->reader);
}

/* ---- the order of the units ---- */

struct placing {
    struct merge *merge;
    unsigned shard;
};

static void add_place(int64_t unit, const char *file, void *context)
{
    const struct placing *placing = context;
    const char *root = reader_run(shard_at(placing->merge, placing->shard)->reader)->root;
    struct place place = {.path = g_canonicalize_filename(file, g_path_is_absolute(root) ? root : "/"),
                          .shard = placing->shard,
                          .unit = unit};
    g_array_append_val(placing->merge->places, place);
}

static int by_path(gconstpointer a, gconstpointer b)
{
    const struct place *left = a, *right = b;
    int by = strcmp(left->path, right->path);
    by = by ? by : (left->shard > right->shard) - (left->shard < right->shard);
    return by ? by : (left->unit > right->unit) - (left->unit < right->unit);
}

static bool find_places(struct merge *merge, GError **error)
{
    for (unsigned i = 0; i < merge->shards->len; i++) {
        struct placing placing = {merge, i};
        if (!shard_files(shard_at(merge, i)->reader, add_place, &placing, error))
            return false;
    }
    g_array_sort(merge->places, by_path);
    for (unsigned i = 1; i < merge->places->len; i++) {
        const struct place *place = &g_array_index(merge->places, struct place, i), *before = place - 1;
        if (place->shard != before->shard && g_str_equal(place->path, before->path))
            return admit_refuse(shard_at(merge, place->shard), error, "holds the unit %s, and so does %s", place->path,
                                shard_at(merge, before->shard)->path);
    }
    return true;
}

/* ---- what the units told ---- */

/* As seen_add of analyzer/scan/seen.h. */
static bool is_new(struct merge *merge, const char *identity, uint32_t line, uint32_t col, uint32_t occurrence,
                   uint32_t *ret_ordinal)
{
    char *key = g_strdup_printf("%s %u %u %u", identity, line, col, occurrence);
    if (!g_hash_table_add(merge->told, key))
        return false;
    *ret_ordinal = GPOINTER_TO_UINT(g_hash_table_lookup(merge->counts, identity));
    g_hash_table_replace(merge->counts, g_strdup(identity), GUINT_TO_POINTER(*ret_ordinal + 1));
    return true;
}

static bool take_unit(const struct unit_report *unit, void *context)
{
    struct merge *merge = context;
    struct run_totals *totals = &merge->totals;
    totals->units++;
    totals->ok += unit->status == UNIT_OK;
    totals->degraded += unit->status == UNIT_DEGRADED;
    totals->skipped += unit->status == UNIT_SKIPPED;
    totals->failed = totals->units - totals->ok - totals->degraded - totals->skipped;
    totals->functions += unit->functions;
    totals->functions_degraded += unit->functions_degraded;
    totals->instructions += unit->instructions;
    totals->unknowns += unit->unknowns;
    return store_unit(merge->store, unit, &merge->fault);
}

static bool take_ir(const uint8_t *bytes, size_t n, void *context)
{
    struct merge *merge = context;
    return store_ir(merge->store, bytes, n, &merge->fault);
}

static bool take_site(const struct site *site, void *context)
{
    struct merge *merge = context;
    uint32_t ordinal;
    if (!is_new(merge, site->identity, site->line, site->col, site->occurrence, &ordinal))
        return true;
    g_autofree char *fingerprint = fingerprint_numbered(site->identity, ordinal);
    struct site numbered = *site;
    numbered.fingerprint = fingerprint;
    merge->totals.sites++;
    return store_site(merge->store, &numbered, &merge->fault);
}

static bool take_excerpt(const struct excerpt *excerpt, void *context)
{
    struct merge *merge = context;
    return store_excerpt(merge->store, excerpt, &merge->fault);
}

static bool show(struct merge *merge, const char *file, uint32_t line)
{
    if (!g_hash_table_add(merge->shown, g_strdup_printf("%u %s", line, file)))
        return true;
    return shard_excerpts(merge->from, file, line, take_excerpt, merge, &merge->fault) && !merge->fault;
}

static bool take_finding(const struct stored_finding *stored, void *context)
{
    struct merge *merge = context;
    const struct finding *finding = &stored->finding;
    uint32_t ordinal;
    if (!is_new(merge, finding->identity, finding->line, finding->col, finding->occurrence, &ordinal))
        return true;
    g_autofree char *fingerprint = fingerprint_numbered(finding->identity, ordinal);
    g_autofree char *moved = fingerprint_numbered(finding->identity_moved, ordinal);
    struct finding numbered = *finding;
    numbered.fingerprint = fingerprint;
    numbered.fingerprint_moved = moved;
    merge->totals.findings++;
    bool goes_on = store_finding(merge->store, &numbered, &merge->fault) && show(merge, finding->file, finding->line);
    for (uint32_t i = 0; i < finding->n_steps && goes_on; i++)
        goes_on = show(merge, finding->steps[i].file, finding->steps[i].line);
    return goes_on;
}

static bool join_unit(struct merge *merge, const struct place *place, GError **error)
{
    merge->from = shard_at(merge, place->shard)->reader;
    return shard_unit(merge->from, place->unit, take_unit, merge, error) && !merge->fault &&
           shard_ir(merge->from, place->unit, take_ir, merge, error) && !merge->fault &&
           shard_sites(merge->from, place->unit, take_site, merge, error) && !merge->fault &&
           shard_findings(merge->from, place->unit, take_finding, merge, error) && !merge->fault;
}

/* ---- the run ---- */

static bool take_rule(const struct rule_row *rule, void *context)
{
    struct merge *merge = context;
    return store_rule(merge->store, rule, &merge->fault);
}

static void take_scope(const char *path, void *context)
{
    struct merge *merge = context;
    if (!merge->fault)
        store_scope(merge->store, path, &merge->fault);
}

/* Whatever the order in which the shards were named: their commands, in the order of their numbers; the first start. */
static bool begin_run(struct merge *merge, const char *missing, GError **error)
{
    const struct shard *first = shard_at(merge, 0);
    struct run_info run = *reader_run(first->reader);
    g_autoptr(GString) commands = g_string_new(NULL);
    for (unsigned i = 0; i < merge->shards->len; i++) {
        const struct run_info *one = reader_run(shard_at(merge, i)->reader);
        const struct run_totals *totals = reader_totals(shard_at(merge, i)->reader);
        g_string_append_printf(commands, "%s%s", i ? " && " : "", one->command);
        run.started = strcmp(one->started, run.started) < 0 ? one->started : run.started;
        merge->totals.elapsed_ms = MAX(merge->totals.elapsed_ms, totals->elapsed_ms);
        merge->totals.peak_parent_kib = MAX(merge->totals.peak_parent_kib, totals->peak_parent_kib);
        merge->totals.peak_worker_kib = MAX(merge->totals.peak_worker_kib, totals->peak_worker_kib);
    }
    run.command = commands->str;
    struct run_part part = {.shards = part_of(first)->shards, .missing = missing};
    return store_begin(merge->store, &run, error) && (!missing || store_part(merge->store, &part, error)) &&
           shard_scopes(first->reader, take_scope, merge, error) && !merge->fault &&
           reader_rules(first->reader, take_rule, merge, error) && !merge->fault;
}

/* Sets the fault. */
static bool is_stopped(struct merge *merge)
{
    if (!merge->options->stop || !*merge->options->stop)
        return false;
    g_set_error(&merge->fault, DB_ERROR, DB_ERROR_OTHER, "merging was stopped");
    return true;
}

static bool join_all(struct merge *merge, const char *missing, GError **error)
{
    bool goes_on = begin_run(merge, missing, error);
    for (unsigned i = 0; i < merge->places->len && goes_on; i++)
        goes_on = !is_stopped(merge) && join_unit(merge, &g_array_index(merge->places, struct place, i), error);
    if (merge->fault) {
        g_clear_error(error);
        g_propagate_error(error, g_steal_pointer(&merge->fault));
    }
    return goes_on && store_commit(merge->store, &merge->totals, error);
}

static bool write_run(struct merge *merge, const char *missing, GError **error)
{
    merge->store = store_open(merge->options->out, error);
    if (!merge->store)
        return false;
    bool fine = join_all(merge, missing, error);
    return store_close(merge->store, fine ? error : NULL) && fine;
}

/* ---- traces ---- */

static bool count_trace(const struct stored_trace *trace, void *context)
{
    (void)trace;
    ++*(unsigned *)context;
    return true;
}

/* A shard's trace was joined with the sites of that shard alone. What it would have found in the others, only its file
 * tells. */
static bool note_traces(const GPtrArray *shards, GPtrArray *notes, GError **error)
{
    for (unsigned i = 0; i < shards->len; i++) {
        const struct shard *shard = shards->pdata[i];
        unsigned traces = 0;
        if (!reader_traces(shard->reader, count_trace, &traces, error))
            return false;
        if (traces)
            g_ptr_array_add(notes, g_strdup_printf("%s: %u trace%s left behind: joined with a part of the tree; import "
                                                   "the trace's file into the merged database",
                                                   shard->path, traces, traces == 1 ? " is" : "s are"));
    }
    return true;
}

/* ---- all ---- */

static void merge_init(struct merge *merge, const struct merge_options *options, GPtrArray *shards)
{
    *merge = (struct merge){.options = options,
                            .shards = shards,
                            .places = g_array_new(FALSE, FALSE, sizeof(struct place)),
                            .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                            .counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                            .shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    g_array_set_clear_func(merge->places, clear_place);
}

static void merge_clear(struct merge *merge)
{
    g_ptr_array_unref(merge->shards);
    g_array_unref(merge->places);
    g_hash_table_unref(merge->told);
    g_hash_table_unref(merge->counts);
    g_hash_table_unref(merge->shown);
}

bool merge_shards(const struct merge_options *options, struct merged *ret_merged, GError **error)
{
    g_assert(options->ins[0] != NULL);
    GPtrArray *shards = admit_shards(options, error);
    if (!shards)
        return false;
    struct merge merge;
    merge_init(&merge, options, shards);
    struct merged merged = {.shards = part_of(shard_at(&merge, 0))->shards,
                            .missing = admit_missing(shards),
                            .notes = g_ptr_array_new_with_free_func(g_free)};
    bool fine = find_places(&merge, error) && marks_note(shards, merged.notes, error) &&
                note_traces(shards, merged.notes, error) && write_run(&merge, merged.missing, error);
    merged.totals = merge.totals;
    merge_clear(&merge);
    if (fine)
        *ret_merged = merged;
    else
        merged_clear(&merged);
    return fine;
}

void merged_clear(struct merged *merged)
{
    g_free(merged->missing);
    g_clear_pointer(&merged->notes, g_ptr_array_unref);
    *merged = (struct merged){0};
}
