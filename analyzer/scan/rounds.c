#include "scan/rounds.h"

#include "rules/rules.h"
#include "scan/paths.h"
#include "scan/rounds_p.h"

enum { MANY_UNITS = 32 /* to look at again, for new names to wait */ };

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

static void add_unread(struct rounds *rounds, uint32_t unit)
{
    rounds->units[unit].status = UNIT_OK;
    rounds->asked++;
    g_array_append_val(rounds->todo, unit);
}

static void want_all(struct rounds *rounds)
{
    for (uint32_t i = 0; i < rounds->job->commands->len; i++)
        add_unread(rounds, i);
}

/* The units that were of no interest so far: those that are now become the round's. */
static bool want(struct rounds *rounds)
{
    rounds->has_new_names = false;
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
        rounds->units[unit].wanted = wanted_text(rounds, interest);
        add_unread(rounds, unit);
    }
    return verdicts != NULL;
}

/* ---- the rounds ---- */

struct news {
    GPtrArray *wrappers; /* const char *, functions that hand on */
    struct tree_news tree;
};

static void news_init(struct news *news)
{
    news->wrappers = g_ptr_array_new();
    news->tree = (struct tree_news){.told = g_ptr_array_new(),
                                    .fetching = g_ptr_array_new(),
                                    .shared = g_ptr_array_new(),
                                    .asked = g_ptr_array_new(),
                                    .named = g_ptr_array_new(),
                                    .members = g_ptr_array_new()};
}

static void news_clear(struct news *news)
{
    g_ptr_array_unref(news->wrappers);
    g_ptr_array_unref(news->tree.told);
    g_ptr_array_unref(news->tree.fetching);
    g_ptr_array_unref(news->tree.shared);
    g_ptr_array_unref(news->tree.asked);
    g_ptr_array_unref(news->tree.named);
    g_ptr_array_unref(news->tree.members);
}

static void add_numbers(struct rounds *rounds, GHashTable *numbers, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(numbers, GUINT_TO_POINTER(rounds_number(rounds, g_ptr_array_index(names, i))));
}

/* Those that call what is new, or define what is asked for. */
static void add_concerned(struct rounds *rounds, const struct news *news)
{
    g_autoptr(GHashTable) called = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) defined = g_hash_table_new(NULL, NULL);
    g_hash_table_remove_all(rounds->new_wrappers);
    add_numbers(rounds, rounds->new_wrappers, news->wrappers);
    add_numbers(rounds, called, news->wrappers);
    add_numbers(rounds, called, news->tree.shared);
    add_numbers(rounds, defined, news->tree.asked);
    add_numbers(rounds, called, news->tree.fetching);
    add_numbers(rounds, used, news->tree.told);
    for (uint32_t i = 0; i < rounds->job->commands->len; i++) {
        const struct kept *kept = &rounds->units[i];
        if (kept_is_read(kept) && (round_has_any(kept->called, called) || round_has_any(kept->used, used) ||
                                   round_has_any(kept->defined, defined)))
            g_array_append_val(rounds->todo, i);
    }
}

/* False when the last round has found nothing. */
static bool close_round(struct rounds *rounds, struct news *news)
{
    wrappers_publish(rounds->tree, rounds->found, news->wrappers);
    wrappers_free(rounds->found);
    rounds->found = wrappers_new();
    if (rounds->summaries)
        tree_summaries_close(rounds->summaries, &news->tree);
    g_array_set_size(rounds->todo, 0);
    return news->wrappers->len || news->tree.told->len || news->tree.shared->len || news->tree.asked->len ||
           news->tree.named->len;
}

/* How the prefilter looks for a name. */
enum look_for { LOOK_NAME, LOOK_DEFINITION, LOOK_MEMBER, N_LOOKS };

/* Adds the name unless the prefilter looks for it already. */
static void add_new(struct rounds *rounds, GPtrArray *names, const char *name, enum look_for as)
{
    if (g_hash_table_add(rounds->looked_for, GUINT_TO_POINTER(N_LOOKS * rounds_number(rounds, name) + as)))
        g_ptr_array_add(names, (gpointer)(uintptr_t)name);
}

/* False when the prefilter has nothing new to look for: what it did not want it would not want again. */
static bool extend_prefilter(struct rounds *rounds, const struct news *news)
{
    g_autoptr(GPtrArray) named = g_ptr_array_new(), asked = g_ptr_array_new(), members = g_ptr_array_new();
    for (guint i = 0; i < news->wrappers->len; i++)
        add_new(rounds, named, news->wrappers->pdata[i], LOOK_NAME);
    for (guint i = 0; i < news->tree.fetching->len; i++)
        if (tree_summaries_fetch(rounds->summaries, news->tree.fetching->pdata[i], false)) /* it is no field's */
            add_new(rounds, named, news->tree.fetching->pdata[i], LOOK_NAME);
    for (guint i = 0; i < news->tree.named->len; i++)
        add_new(rounds, named, news->tree.named->pdata[i], LOOK_NAME);
    for (guint i = 0; i < news->tree.asked->len; i++)
        add_new(rounds, asked, news->tree.asked->pdata[i], LOOK_DEFINITION);
    for (guint i = 0; i < news->tree.members->len; i++)
        add_new(rounds, members, news->tree.members->pdata[i], LOOK_MEMBER);
    bool is_new = named->len || asked->len || members->len;
    g_ptr_array_add(named, NULL);
    g_ptr_array_add(asked, NULL);
    g_ptr_array_add(members, NULL);
    prefilter_extend(rounds->prefilter, (const char *const *)named->pdata);
    prefilter_ask(rounds->prefilter, (const char *const *)asked->pdata);
    prefilter_add_members(rounds->prefilter, (const char *const *)members->pdata);
    return is_new;
}

/* Choosing units takes as long as looking at many of them again: while there are such, new names wait, but not when
 * rounds run out. */
static bool next_round(struct rounds *rounds, const struct news *news, bool is_late)
{
    add_concerned(rounds, news);
    if (rounds->prefilter)
        rounds->has_new_names |= extend_prefilter(rounds, news);
    if (rounds->has_new_names && (rounds->todo->len < MANY_UNITS || is_late) && !want(rounds))
        return false;
    return round_run(rounds);
}

static bool run_rounds(struct rounds *rounds)
{
    bool is_fine = rounds->prefilter ? want(rounds) : (want_all(rounds), true);
    is_fine = is_fine && round_run(rounds);
    for (unsigned round = 1; is_fine && round < ROUNDS_MAX; round++) {
        struct news news;
        news_init(&news);
        bool goes_on = close_round(rounds, &news) || rounds->has_new_names;
        is_fine = !goes_on || next_round(rounds, &news, round > ROUNDS_MAX / 2);
        news_clear(&news);
        if (!goes_on)
            break;
    }
    return is_fine;
}

/* Only these look into functions of other units. */
static bool needs_summaries(const struct scan_options *options)
{
    static const char *const users[] = {"double-fetch", "double-load", "shared-argument", "range-race"};
    bool is_used = false;
    for (unsigned i = 0; i < G_N_ELEMENTS(users); i++) {
        int rule = rule_find(users[i]);
        is_used |= rule >= 0 && options->rules[rule];
    }
    return is_used && !(options->without && g_strv_contains(options->without, "fetch"));
}

static bool rounds_begin(struct rounds *rounds, GError **error)
{
    const struct scan_options *options = rounds->job->options;
    guint n = rounds->job->commands->len;
    rounds->units = g_new0(struct kept, n ? n : 1);
    for (guint i = 0; i < n; i++)
        rounds->units[i].status = UNIT_SKIPPED;
    rounds->todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    rounds->texts = g_string_chunk_new(1 << 16);
    rounds->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    rounds->looked_for = g_hash_table_new(NULL, NULL);
    rounds->new_wrappers = g_hash_table_new(NULL, NULL);
    rounds->tree = wrappers_new();
    rounds->found = wrappers_new();
    rounds->summaries = needs_summaries(options) ? tree_summaries_new(options->catalogue) : NULL;
    rounds->given_up = given_up_new();
    rounds->bytes = g_byte_array_new();
    rounds->spill = spill_new(error);
    if (!rounds->spill || options->no_prefilter || options->assume_shared)
        return rounds->spill != NULL;
    rounds->prefilter = prefilter_new(options->catalogue, options->root, options->without, error);
    if (rounds->prefilter && options->untrusted)
        prefilter_extend(rounds->prefilter, options->untrusted);
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
        g_clear_pointer(&rounds->units[i].called, g_array_unref);
        g_clear_pointer(&rounds->units[i].defined, g_array_unref);
        g_clear_pointer(&rounds->units[i].used, g_array_unref);
    }
    g_free(rounds->units);
    prefilter_free(rounds->prefilter);
    spill_free(rounds->spill);
    g_array_unref(rounds->todo);
    g_hash_table_unref(rounds->numbers);
    g_hash_table_unref(rounds->looked_for);
    g_hash_table_unref(rounds->new_wrappers);
    wrappers_free(rounds->tree);
    wrappers_free(rounds->found);
    tree_summaries_free(rounds->summaries);
    given_up_free(rounds->given_up);
    g_string_chunk_free(rounds->texts);
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
    if (!spill_get(rounds->spill, &kept->ir, rounds->bytes, error))
        return false;
    ret_result->payload = rounds->bytes->data;
    ret_result->payload_size = rounds->bytes->len;
    return true;
}

bool rounds_has(const struct rounds *rounds, uint32_t unit)
{
    return rounds->units[unit].status == UNIT_OK;
}

int rounds_file(const struct rounds *rounds)
{
    return spill_file(rounds->spill);
}

const char *rounds_reason(const struct rounds *rounds, uint32_t unit)
{
    return rounds->units[unit].wanted;
}

char *rounds_note(const struct rounds *rounds)
{
    return given_up_note(rounds->given_up, rounds->job->options->root);
}

const struct wrappers *rounds_wrappers(const struct rounds *rounds)
{
    return rounds->tree;
}

const struct tree_summaries *rounds_summaries(const struct rounds *rounds)
{
    return rounds->summaries;
}
