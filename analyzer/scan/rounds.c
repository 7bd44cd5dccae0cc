#include "scan/rounds.h"

#include <string.h>

#include "facts/uses.h"
#include "input/prefilter.h"
#include "ir/access.h"
#include "scan/lower.h"
#include "scan/paths.h"
#include "scan/spill.h"

/* What is kept of a unit: its bytes lie in the spill, here is what tells when they must be looked through again. */
struct kept {
    enum unit_status status;
    char *reason, *wanted;
    uint32_t cpu_ms, peak_kib;
    uint64_t offset;
    size_t size;
    GArray *called; /* guint32: numbers of names that are called and have no body there */
};

struct rounds {
    const struct rounds_job *job;
    struct prefilter *prefilter; /* NULL: everything is wanted */
    struct spill *spill;
    struct kept *units;
    GArray *todo; /* uint32_t: the units of this round */
    uint32_t done, asked;
    GHashTable *numbers; /* name → its number + 1 */
    struct wrappers *tree, *found;
    GByteArray *bytes; /* what rounds_result lends */
    GError *error;
};

/* ---- looking through a unit ---- */

static guint32 number_of(struct rounds *rounds, const char *name)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(rounds->numbers, name));
    if (!number) {
        number = g_hash_table_size(rounds->numbers) + 1;
        g_hash_table_insert(rounds->numbers, g_strdup(name), GUINT_TO_POINTER(number));
    }
    return number;
}

static GArray *called_by(struct rounds *rounds, const struct ir_unit *unit)
{
    GArray *called = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (ir_id i = 0; i < unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(unit, i);
        if (!symbol->is_function || symbol->is_defined || symbol->linkage != IR_EXTERN)
            continue;
        guint32 number = number_of(rounds, symbol->name);
        g_array_append_val(called, number);
    }
    return called;
}

static void look_through(struct rounds *rounds, const struct ir_unit *unit)
{
    const struct catalogue *catalogue = rounds->job->options->catalogue;
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    uses_leave_out(uses, rounds->job->options->without);
    struct wrappers *wrappers = wrappers_of(unit, catalogue, uses, rounds->tree);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    wrappers_publish(rounds->found, wrappers, names);
    wrappers_free(wrappers);
}

static bool look_again(struct rounds *rounds, const struct kept *kept)
{
    g_autofree char *fault = NULL;
    if (!spill_get(rounds->spill, kept->offset, kept->size, rounds->bytes, &rounds->error))
        return false;
    struct ir_unit *unit = lower_unpack(rounds->bytes->data, rounds->bytes->len, &fault);
    if (unit) {
        look_through(rounds, unit);
        ir_unit_free(unit);
    }
    return true;
}

/* ---- reading units ---- */

static uint32_t todo_at(const struct rounds *rounds, uint32_t i)
{
    return g_array_index(rounds->todo, uint32_t, i);
}

static bool run(uint32_t i, GByteArray *payload, char **ret_reason, void *context)
{
    const struct rounds *rounds = context;
    return rounds->job->run(todo_at(rounds, i), payload, ret_reason, rounds->job->context);
}

/* What its worker sent must be a unit from here on. */
static bool keep_unit(struct rounds *rounds, const struct worker_result *result, struct kept *kept)
{
    g_autofree char *fault = NULL;
    struct ir_unit *unit = lower_unpack(result->payload, result->payload_size, &fault);
    if (!unit) {
        kept->status = UNIT_CRASHED;
        kept->reason = g_steal_pointer(&fault);
        return true;
    }
    kept->called = called_by(rounds, unit);
    kept->size = result->payload_size;
    look_through(rounds, unit);
    ir_unit_free(unit);
    return spill_add(rounds->spill, result->payload, result->payload_size, &kept->offset, &rounds->error);
}

static bool deliver(const struct worker_result *result, void *context)
{
    struct rounds *rounds = context;
    const struct rounds_job *job = rounds->job;
    struct kept *kept = &rounds->units[todo_at(rounds, result->unit)];
    kept->status = result->status;
    kept->reason = g_strdup(result->reason);
    kept->cpu_ms = result->cpu_ms;
    kept->peak_kib = result->peak_kib;
    bool is_fine = result->status != UNIT_OK || keep_unit(rounds, result, kept);
    job->progress(todo_at(rounds, result->unit), ++rounds->done, rounds->asked, job->context);
    return is_fine;
}

static bool read_units(struct rounds *rounds)
{
    const struct rounds_job *job = rounds->job;
    rounds->asked += rounds->todo->len;
    GError *fault = NULL;
    bool is_fine = workers_run_all(job->limits, rounds->todo->len, run, deliver, rounds, &fault);
    if (fault && !rounds->error)
        rounds->error = g_steal_pointer(&fault);
    g_clear_error(&fault);
    return is_fine;
}

/* ---- what is wanted ---- */

/* `mprotect, by GUARD in keys.h:3` */
static char *wanted_text(const struct rounds *rounds, const struct interest *interest)
{
    GString *text = g_string_new(interest->name);
    if (interest->word && g_strcmp0(interest->word, interest->name))
        g_string_append_printf(text, ", by %s", interest->word);
    if (interest->file) {
        g_autofree char *file = paths_relative(rounds->job->options->root, interest->file);
        g_string_append_printf(text, " in %s", file);
    }
    if (interest->line)
        g_string_append_printf(text, ":%u", interest->line);
    return g_string_free(text, FALSE);
}

static void want_all(struct rounds *rounds)
{
    for (uint32_t i = 0; i < rounds->job->commands->len; i++) {
        rounds->units[i].status = UNIT_OK;
        g_array_append_val(rounds->todo, i);
    }
}

/* The units that were of no interest so far: those that are now become the round's. */
static bool want(struct rounds *rounds)
{
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0; i < rounds->job->commands->len; i++) {
        if (rounds->units[i].status != UNIT_SKIPPED)
            continue;
        g_ptr_array_add(asked, rounds->job->commands->pdata[i]);
        g_array_append_val(numbers, i);
    }
    g_autoptr(GArray) verdicts = prefilter_sift(rounds->prefilter, asked, &rounds->error);
    for (uint32_t i = 0; verdicts && i < verdicts->len; i++) {
        const struct interest *interest = &g_array_index(verdicts, struct interest, i);
        uint32_t unit = g_array_index(numbers, uint32_t, i);
        if (!interest->wanted)
            continue;
        rounds->units[unit].status = UNIT_OK;
        rounds->units[unit].wanted = wanted_text(rounds, interest);
        g_array_append_val(rounds->todo, unit);
    }
    return verdicts != NULL;
}

/* ---- the rounds ---- */

static bool calls_any(const struct kept *kept, GHashTable *numbers)
{
    for (guint i = 0; kept->called && i < kept->called->len; i++)
        if (g_hash_table_contains(numbers, GUINT_TO_POINTER(g_array_index(kept->called, guint32, i))))
            return true;
    return false;
}

/* The units of this round that are still to be read will be looked through then. */
static bool look_again_at_callers(struct rounds *rounds, const GPtrArray *names)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(numbers, GUINT_TO_POINTER(number_of(rounds, g_ptr_array_index(names, i))));
    for (uint32_t i = 0; i < rounds->job->commands->len; i++)
        if (calls_any(&rounds->units[i], numbers) && !look_again(rounds, &rounds->units[i]))
            return false;
    return true;
}

/* The names that have become known, NULL-terminated; none when the last round found nothing. */
static GPtrArray *close_round(struct rounds *rounds)
{
    GPtrArray *names = g_ptr_array_new();
    wrappers_publish(rounds->tree, rounds->found, names);
    wrappers_free(rounds->found);
    rounds->found = wrappers_new();
    g_array_set_size(rounds->todo, 0);
    return names;
}

static bool next_round(struct rounds *rounds, GPtrArray *names)
{
    if (rounds->prefilter) {
        g_ptr_array_add(names, NULL);
        prefilter_extend(rounds->prefilter, (const char *const *)names->pdata);
        g_ptr_array_set_size(names, (gint)names->len - 1);
        if (!want(rounds))
            return false;
    }
    return look_again_at_callers(rounds, names) && read_units(rounds);
}

static bool run_rounds(struct rounds *rounds)
{
    bool is_fine = rounds->prefilter ? want(rounds) : (want_all(rounds), true);
    is_fine = is_fine && read_units(rounds);
    for (unsigned round = 1; is_fine && round < ROUNDS_MAX; round++) {
        g_autoptr(GPtrArray) names = close_round(rounds);
        if (!names->len)
            break;
        is_fine = next_round(rounds, names);
    }
    return is_fine;
}

static bool rounds_begin(struct rounds *rounds, GError **error)
{
    const struct scan_options *options = rounds->job->options;
    guint n = rounds->job->commands->len;
    rounds->units = g_new0(struct kept, n ? n : 1);
    for (guint i = 0; i < n; i++)
        rounds->units[i].status = UNIT_SKIPPED;
    rounds->todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    rounds->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rounds->tree = wrappers_new();
    rounds->found = wrappers_new();
    rounds->bytes = g_byte_array_new();
    rounds->spill = spill_new(error);
    if (!rounds->spill || options->no_prefilter)
        return rounds->spill != NULL;
    rounds->prefilter = prefilter_new(options->catalogue, options->root, options->without, error);
    return rounds->prefilter != NULL;
}

struct rounds *rounds_run(const struct rounds_job *job, GError **error)
{
    struct rounds *rounds = g_new0(struct rounds, 1);
    rounds->job = job;
    if (rounds_begin(rounds, error) && run_rounds(rounds))
        return rounds;
    if (rounds->error)
        g_propagate_error(error, g_steal_pointer(&rounds->error));
    else if (error && !*error)
        g_set_error(error, SCAN_ERROR, 0, "the scan was stopped");
    rounds_free(rounds);
    return NULL;
}

void rounds_free(struct rounds *rounds)
{
    if (!rounds)
        return;
    for (guint i = 0; i < rounds->job->commands->len; i++) {
        g_free(rounds->units[i].reason);
        g_free(rounds->units[i].wanted);
        if (rounds->units[i].called)
            g_array_unref(rounds->units[i].called);
    }
    g_free(rounds->units);
    prefilter_free(rounds->prefilter);
    spill_free(rounds->spill);
    g_array_unref(rounds->todo);
    g_hash_table_unref(rounds->numbers);
    wrappers_free(rounds->tree);
    wrappers_free(rounds->found);
    g_byte_array_unref(rounds->bytes);
    g_clear_error(&rounds->error);
    g_free(rounds);
}

bool rounds_result(struct rounds *rounds, uint32_t unit, struct worker_result *ret_result, GError **error)
{
    const struct kept *kept = &rounds->units[unit];
    *ret_result = (struct worker_result){.unit = unit,
                                         .status = kept->status,
                                         .reason = kept->reason,
                                         .cpu_ms = kept->cpu_ms,
                                         .peak_kib = kept->peak_kib};
    if (kept->status != UNIT_OK)
        return true;
    if (!spill_get(rounds->spill, kept->offset, kept->size, rounds->bytes, error))
        return false;
    ret_result->payload = rounds->bytes->data;
    ret_result->payload_size = rounds->bytes->len;
    return true;
}

const char *rounds_reason(const struct rounds *rounds, uint32_t unit)
{
    return rounds->units[unit].wanted;
}

const struct wrappers *rounds_wrappers(const struct rounds *rounds)
{
    return rounds->tree;
}
