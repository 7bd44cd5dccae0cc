/* What a unit tells of threads, as bytes for another process. */
#include "facts/summary_p.h"
#include "facts/told.h"
#include "ir/codec_list.h"

enum { ROWS_MAX = 4096 /* of one function or deed: each has a name that may be long. The rest is not told */ };

/* Without it the rest would mean nothing. */
static void code_needed(struct codec *c, const char **text)
{
    code_text(c, text);
    codec_refuse(c, !*text);
}

/* A table of an entry that is read: it has none yet. */
static void code_own(struct codec *c, GArray **table, guint size, codec_entry *code)
{
    if (!c->out)
        *table = g_array_new(FALSE, FALSE, size);
    else
        g_array_set_size(*table, MIN((*table)->len, ROWS_MAX));
    code_table(c, *table, code);
    codec_refuse(c, (*table)->len > ROWS_MAX);
}

static void code_place(struct codec *c, gpointer entry)
{
    struct place *place = entry;
    code_text(c, &place->way);
    code_text(c, &place->home);
    code_text(c, &place->member);
    code_text(c, &place->record);
    code_flags(c, FLAGS(&place->is_direct, &place->is_own));
}

static void code_held(struct codec *c, gpointer entry)
{
    struct held_lock *lock = entry;
    code_place(c, &lock->place);
    code_flags(c, FLAGS(&lock->is_shared));
}

static void code_effect(struct codec *c, gpointer entry)
{
    struct lock_effect *effect = entry;
    int64_t argument = effect->argument;
    code_place(c, &effect->place);
    code_signed(c, &argument);
    code_flags(c, FLAGS(&effect->releases, &effect->is_shared, &effect->waits));
    codec_refuse(c, argument < -1 || argument > INT32_MAX);
    effect->argument = (int)argument;
}

static void code_entry(struct codec *c, gpointer data)
{
    struct tree_entry *entry = data;
    uint32_t depth = entry->depth;
    code_needed(c, &entry->function);
    code_text(c, &entry->home);
    code_spot(c, &entry->spot);
    code_u64(c, &entry->signals);
    code_flags(c, FLAGS(&entry->is_handler, &entry->is_process, &entry->is_many));
    code_u32(c, &depth);
    entry->depth = depth;
}

/* The number of what is ended among all ends of the catalogue, counted from 1; 0: none. */
static uint32_t end_number(const struct catalogue *catalogue, const struct catalogue_end *end)
{
    const GPtrArray *all = catalogue_interfaces(catalogue);
    uint32_t number = 1;
    for (guint i = 0; end && i < all->len; i++) {
        const GArray *ends = ((const struct interface *)g_ptr_array_index(all, i))->ends;
        for (guint e = 0; e < ends->len; e++, number++)
            if (&g_array_index(ends, struct catalogue_end, e) == end)
                return number;
    }
    return 0;
}

static const struct catalogue_end *end_of(const struct catalogue *catalogue, uint32_t number)
{
    const GPtrArray *all = catalogue_interfaces(catalogue);
    for (guint i = 0; number && i < all->len; i++) {
        const GArray *ends = ((const struct interface *)g_ptr_array_index(all, i))->ends;
        if (number <= ends->len)
            return &g_array_index(ends, struct catalogue_end, number - 1);
        number -= ends->len;
    }
    return NULL;
}

static void code_catalogue_end(struct codec *c, const struct catalogue_end **end)
{
    const struct catalogue *catalogue = c->context;
    uint32_t number = c->out ? end_number(catalogue, *end) : 0;
    code_u32(c, &number);
    if (!c->out)
        *end = end_of(catalogue, number);
}

static void code_given(struct codec *c, gpointer entry)
{
    struct told_end *end = entry;
    end->of.kind = code_word(c, end->of.kind, FROM_GLOBAL);
    code_u32(c, &end->of.at);
    code_signed(c, &end->of.offset);
    code_u64(c, &end->of.size);
    code_signed(c, &end->bytes.low);
    code_signed(c, &end->bytes.high);
    code_catalogue_end(c, &end->end);
    code_needed(c, &end->by);
    code_spot(c, &end->spot);
    code_flags(c, FLAGS(&end->is_sure, &end->is_renewed));
    end->refusal.failure = code_word(c, end->refusal.failure, FAILURE_MAP_FAILED + 1);
    code_u32(c, &end->refusal.signs);
    codec_refuse(c, !end->end || end->of.at > INT32_MAX);
}

static void code_function(struct codec *c, gpointer entry)
{
    struct told_function *function = entry;
    code_needed(c, &function->name);
    code_flags(c, FLAGS(&function->is_defined));
    code_u32(c, &function->waits);
    code_own(c, &function->locks, sizeof(struct lock_effect), code_effect);
    code_own(c, &function->ends, sizeof(struct told_end), code_given);
    code_own(c, &function->entries, sizeof(struct tree_entry), code_entry);
}

static void code_deed(struct codec *c, gpointer entry)
{
    struct tree_deed *deed = entry;
    deed->kind = code_word(c, deed->kind, TREE_END + 1);
    code_place(c, &deed->place);
    code_needed(c, &deed->home);
    code_flags(c, FLAGS(&deed->is_program));
    code_spot(c, &deed->spot);
    code_text(c, &deed->name);
    code_catalogue_end(c, &deed->end);
    codec_refuse(c, deed->kind == TREE_END && (!deed->end || !deed->name));
    code_own(c, &deed->locks, sizeof(struct held_lock), code_held);
    code_own(c, &deed->by, sizeof(struct tree_entry), code_entry);
    code_own(c, &deed->meets, sizeof(struct tree_entry), code_entry);
}

void told_code(struct codec *c, struct told_unit *unit)
{
    code_needed(c, &unit->home);
    code_table(c, unit->functions, code_function);
    code_table(c, unit->deeds, code_deed);
    code_texts(c, unit->asked);
}
