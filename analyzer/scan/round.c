/* One round: what workers do with its units, and what becomes of what they send. */
#include "facts/tree_owners.h"
#include "facts/tree_threads.h"
#include "input/command.h"
#include "scan/frame.h"
#include "scan/lower.h"
#include "scan/rounds_p.h"

#define MAX_MADE_BYTES ((size_t)256 << 20)

/* ---- in workers ---- */

static uint32_t todo_at(const struct rounds *rounds, uint32_t i)
{
    return g_array_index(rounds->todo, uint32_t, i);
}

bool round_has_any(const GArray *of, GHashTable *numbers)
{
    for (guint i = 0; of && i < of->len; i++)
        if (g_hash_table_contains(numbers, GUINT_TO_POINTER(g_array_index(of, guint32, i))))
            return true;
    return false;
}

/* Whether uses, threads and owners may come out otherwise than when it was last looked at. Members have no name that
 * brings their owners to a unit, so all of them count. */
static bool uses_concerned(const struct rounds *rounds, const struct ir_unit *unit, const struct kept *kept)
{
    if (!kept_is_read(kept) || round_has_any(kept->called, rounds->new_wrappers))
        return true;
    if (!rounds->summaries)
        return false;
    const struct tree_owners *owners = tree_summaries_owners(rounds->summaries);
    return tree_threads_news(tree_summaries_threads(rounds->summaries), unit) || tree_owners_news(owners, unit) ||
           (!unit->is_kernel && kept->owners_age != tree_owners_age(owners));
}

GBytes *rounds_made(const struct rounds *rounds, uint32_t unit)
{
    const struct kept *kept = &rounds->units[unit];
    g_autoptr(GByteArray) packed = g_byte_array_new();
    GByteArray *made = NULL;
    if (kept->made.size && spill_get(rounds->spill, &kept->made, packed, NULL))
        made = frame_unpack(packed->data, packed->len, MAX_MADE_BYTES);
    return made ? g_byte_array_free_to_bytes(made) : g_bytes_new(NULL, 0);
}

/* The unit as it is kept: of an earlier round, or read now. */
static bool get_unit(const struct rounds *rounds, uint32_t i, GByteArray *bytes, char **ret_reason)
{
    const struct kept *kept = &rounds->units[i];
    g_autoptr(GError) error = NULL;
    if (!kept_is_read(kept))
        return rounds->job->run(i, bytes, ret_reason, rounds->job->context);
    if (spill_get(rounds->spill, &kept->ir, bytes, &error))
        return true;
    *ret_reason = g_strdup(error->message);
    return false;
}

static bool run(uint32_t i, GByteArray *payload, char **ret_reason, void *context)
{
    const struct rounds *rounds = context;
    const struct kept *kept = &rounds->units[todo_at(rounds, i)];
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct ir_unit *unit = get_unit(rounds, todo_at(rounds, i), bytes, ret_reason)
                               ? lower_unpack(bytes->data, bytes->len, ret_reason)
                               : NULL;
    if (!unit)
        return false;
    g_autoptr(GBytes) before = kept_is_read(kept) ? rounds_made(rounds, todo_at(rounds, i)) : NULL;
    g_autoptr(GBytes) ir = g_bytes_new(bytes->data, kept_is_read(kept) ? 0 : bytes->len);
    struct look look = {.options = rounds->job->options,
                        .tree = rounds->tree,
                        .summaries = rounds->summaries,
                        .unit = todo_at(rounds, i),
                        .before = before,
                        .has_uses = uses_concerned(rounds, unit, kept),
                        .steps = kept->steps};
    look_at(&look, unit, ir, payload);
    ir_unit_free(unit);
    return true;
}

/* ---- what they have seen ---- */

guint32 rounds_number(struct rounds *rounds, const char *name)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(rounds->numbers, name));
    if (!number) {
        number = g_hash_table_size(rounds->numbers) + 1;
        g_hash_table_insert(rounds->numbers, g_string_chunk_insert_const(rounds->texts, name),
                            GUINT_TO_POINTER(number));
    }
    return number;
}

static GArray *numbers_of(struct rounds *rounds, const GPtrArray *names)
{
    GArray *numbers = g_array_sized_new(FALSE, FALSE, sizeof(guint32), names->len);
    for (guint i = 0; i < names->len; i++) {
        guint32 number = rounds_number(rounds, names->pdata[i]);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

/* Those of functions that were not made anew this time stay. */
static void add_used(struct rounds *rounds, const GPtrArray *names, struct kept *kept)
{
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    if (!kept->used)
        kept->used = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < kept->used->len; i++)
        g_hash_table_add(known, GUINT_TO_POINTER(g_array_index(kept->used, guint32, i)));
    for (guint i = 0; i < names->len; i++) {
        guint32 number = rounds_number(rounds, names->pdata[i]);
        if (g_hash_table_add(known, GUINT_TO_POINTER(number)))
            g_array_append_val(kept->used, number);
    }
}

static bool keep_unit(struct rounds *rounds, const struct sight *sight, struct kept *kept)
{
    kept->called = numbers_of(rounds, sight->called);
    kept->defined = numbers_of(rounds, sight->defined);
    return spill_put(rounds->spill, &kept->ir, sight->ir, &rounds->error);
}

/* What it has told stays; what it has made may be old. */
static void note_failure(struct rounds *rounds, uint32_t unit, const char *reason)
{
    const struct command *command = rounds->job->commands->pdata[unit];
    rounds->units[unit].made.size = 0;
    given_up_add(rounds->given_up, command->file, "all of its own, when they were looked at again",
                 reason ? reason : "no reason was given");
}

static bool take(struct rounds *rounds, const struct worker_result *result, uint32_t unit)
{
    struct kept *kept = &rounds->units[unit];
    g_autoptr(GPtrArray) called = g_ptr_array_new(), defined = g_ptr_array_new(), used = g_ptr_array_new();
    struct sight sight = {.called = called,
                          .defined = defined,
                          .used = used,
                          .found = rounds->found,
                          .given_up = rounds->given_up,
                          .summaries = rounds->summaries};
    bool is_first = !kept_is_read(kept), is_fine = true;
    if (look_take(&sight, unit, rounds->job->options->catalogue, result->payload, result->payload_size,
                  rounds->texts)) {
        kept->steps = sight.steps;
        add_used(rounds, used, kept);
        if (sight.has_uses && rounds->summaries)
            kept->owners_age = tree_owners_age(tree_summaries_owners(rounds->summaries));
        is_fine = spill_put(rounds->spill, &kept->made, sight.made, &rounds->error) &&
                  (!is_first || keep_unit(rounds, &sight, kept));
    } else if (is_first) {
        kept->status = UNIT_CRASHED;
        kept->reason = g_strdup("its worker sent no sound unit");
    } else {
        note_failure(rounds, unit, "its worker sent something else");
    }
    g_clear_pointer(&sight.ir, g_bytes_unref);
    g_clear_pointer(&sight.made, g_bytes_unref);
    return is_fine;
}

static bool deliver(const struct worker_result *result, void *context)
{
    struct rounds *rounds = context;
    const struct rounds_job *job = rounds->job;
    uint32_t unit = todo_at(rounds, result->unit);
    struct kept *kept = &rounds->units[unit];
    bool is_again = kept_is_read(kept);
    if (!is_again) {
        kept->status = result->status;
        kept->reason = g_strdup(result->reason);
        kept->cpu_ms = result->cpu_ms;
        kept->peak_kib = result->peak_kib;
    } else if (result->status != UNIT_OK) {
        note_failure(rounds, unit, result->reason);
    }
    bool is_fine = result->status != UNIT_OK || take(rounds, result, unit);
    if (!is_again)
        job->progress(unit, ++rounds->done, rounds->asked, job->context);
    return is_fine;
}

bool round_run(struct rounds *rounds)
{
    struct workers_limits limits = *rounds->job->limits;
    GError *fault = NULL;
    limits.file = spill_file(rounds->spill);
    bool is_fine = workers_run_all(&limits, rounds->todo->len, run, deliver, rounds, &fault);
    if (fault && !rounds->error)
        rounds->error = g_steal_pointer(&fault);
    g_clear_error(&fault);
    return is_fine;
}
