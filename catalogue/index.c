#include "catalogue/store.h"

#include "catalogue/words.h"

#define MATCH(identifier, name) +1
enum { N_KINDS = 0 SPELLING_KINDS(MATCH) };
#undef MATCH

struct index {
    GPtrArray *matches; /* struct catalogue_match *, owned; in the order of the interfaces */
    GHashTable *by_name[N_KINDS];
    GHashTable *by_number; /* "KIND ABI NUMBER" → GPtrArray of struct catalogue_match * */
    GPtrArray *by_kind[N_KINDS];
    GPtrArray *none; /* the empty answer */
};

static GHashTable *table_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

/* Takes `key`. */
static void table_add(GHashTable *table, char *key, struct catalogue_match *match)
{
    GPtrArray *row = g_hash_table_lookup(table, key);
    if (!row) {
        row = g_ptr_array_new();
        g_hash_table_insert(table, key, row);
    } else {
        g_free(key);
    }
    g_ptr_array_add(row, match);
}

/* prctl options are the same numbers everywhere. */
static char *number_key(enum spelling_kind kind, const char *abi, int64_t number)
{
    return g_strdup_printf("%s %s %" G_GINT64_FORMAT, spelling_kind_name(kind), kind == SPELLING_PRCTL ? "*" : abi,
                           number);
}

static void index_add(struct index *index, const struct interface *interface, const struct catalogue_spelling *spelling)
{
    struct catalogue_match *match = g_new(struct catalogue_match, 1);
    *match = (struct catalogue_match){interface, spelling};
    g_ptr_array_add(index->matches, match);
    g_ptr_array_add(index->by_kind[spelling->kind], match);
    if (spelling->name)
        table_add(index->by_name[spelling->kind], g_strdup(spelling->name), match);
    for (unsigned i = 0; i < spelling->numbers->len; i++) {
        const struct catalogue_number *number = &g_array_index(spelling->numbers, struct catalogue_number, i);
        table_add(index->by_number, number_key(spelling->kind, number->abi, number->number), match);
    }
}

struct index *index_new(const GPtrArray *interfaces)
{
    struct index *index = g_new0(struct index, 1);
    index->matches = g_ptr_array_new_with_free_func(g_free);
    index->by_number = table_new();
    index->none = g_ptr_array_new();
    for (unsigned kind = 0; kind < N_KINDS; kind++) {
        index->by_name[kind] = table_new();
        index->by_kind[kind] = g_ptr_array_new();
    }
    for (unsigned i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        for (unsigned j = 0; j < interface->spellings->len; j++)
            index_add(index, interface, &g_array_index(interface->spellings, struct catalogue_spelling, j));
    }
    return index;
}

void index_free(struct index *index)
{
    if (!index)
        return;
    for (unsigned kind = 0; kind < N_KINDS; kind++) {
        g_hash_table_unref(index->by_name[kind]);
        g_ptr_array_unref(index->by_kind[kind]);
    }
    g_hash_table_unref(index->by_number);
    g_ptr_array_unref(index->none);
    g_ptr_array_unref(index->matches);
    g_free(index);
}

const GPtrArray *catalogue_by_name(const struct catalogue *catalogue, enum spelling_kind kind, const char *name)
{
    const GPtrArray *row = g_hash_table_lookup(catalogue->index->by_name[kind], name);
    return row ? row : catalogue->index->none;
}

const GPtrArray *catalogue_by_number(const struct catalogue *catalogue, enum spelling_kind kind, const char *abi,
                                     int64_t number)
{
    g_autofree char *key = number_key(kind, abi, number);
    const GPtrArray *row = g_hash_table_lookup(catalogue->index->by_number, key);
    return row ? row : catalogue->index->none;
}

const GPtrArray *catalogue_by_kind(const struct catalogue *catalogue, enum spelling_kind kind)
{
    return catalogue->index->by_kind[kind];
}
