/* In which order units are told of summaries that have changed: first of those that hang on no other one that may still
 * change. Whoever uses a function is looked at when the functions behind it have settled, not once for each of them. */
#include "facts/components.h"
#include "facts/tree_summaries_p.h"

enum { ORDERED_ROUNDS = 128 /* then all are told at once: a chain may be longer than there will be rounds */ };

/* All names of which there are summaries, and which of them hang on which. */
struct web {
    GHashTable *numbers; /* name → its number + 1 */
    GPtrArray *names;    /* const char * */
    GPtrArray *edges;    /* GArray of uint32_t */
};

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

static void add_names(struct web *web, GHashTable *table)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, &name, NULL)) { /* in any order: what is released is a set */
        if (g_hash_table_contains(web->numbers, name))
            continue;
        g_ptr_array_add(web->names, name);
        g_ptr_array_add(web->edges, g_array_new(FALSE, FALSE, sizeof(uint32_t)));
        g_hash_table_insert(web->numbers, name, GUINT_TO_POINTER(web->names->len));
    }
}

static void add_edges(struct web *web, GHashTable *table, guint from)
{
    const GPtrArray *list = g_hash_table_lookup(table, web->names->pdata[from]);
    for (guint i = 0; list && i < list->len; i++) {
        const GPtrArray *leads = ((const struct published *)list->pdata[i])->leads;
        for (guint l = 0; l < leads->len; l++) {
            guint number = GPOINTER_TO_UINT(g_hash_table_lookup(web->numbers, leads->pdata[l]));
            uint32_t to = number - 1;
            if (number)
                g_array_append_val((GArray *)web->edges->pdata[from], to);
        }
    }
}

static void web_init(struct web *web, const struct tree_summaries *tree)
{
    web->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    web->names = g_ptr_array_new();
    web->edges = g_ptr_array_new_with_free_func(unref_array);
    add_names(web, tree->by_name);
    add_names(web, tree->by_field);
    for (guint i = 0; i < web->names->len; i++) {
        add_edges(web, tree->by_name, i);
        add_edges(web, tree->by_field, i);
    }
}

static void web_clear(struct web *web)
{
    g_hash_table_unref(web->numbers);
    g_ptr_array_unref(web->names);
    g_ptr_array_unref(web->edges);
}

/* Whether a name of the component hangs on a component that `is_busy`. */
static bool waits(const struct web *web, const struct components *components, uint32_t component, const bool *is_busy)
{
    const GArray *members = components->members->pdata[component];
    for (guint m = 0; m < members->len; m++) {
        const GArray *edges = web->edges->pdata[g_array_index(members, uint32_t, m)];
        for (guint e = 0; e < edges->len; e++) {
            uint32_t other = components->component[g_array_index(edges, uint32_t, e)];
            if (other != component && is_busy[other])
                return true;
        }
    }
    return false;
}

/* True when there was something to release. */
static bool release_members(struct tree_summaries *tree, const struct web *web, const GArray *members,
                            const struct tree_news *ret)
{
    bool is_any = false;
    for (guint m = 0; m < members->len; m++) {
        gpointer name = web->names->pdata[g_array_index(members, uint32_t, m)];
        if (!g_hash_table_remove(tree->unsettled, name))
            continue;
        is_any = true;
        g_hash_table_add(tree->new_told, name);
        g_ptr_array_add(ret->told, name);
        if (g_hash_table_remove(tree->unsettled_fetching, name))
            g_ptr_array_add(ret->fetching, name);
    }
    return is_any;
}

void tree_summaries_release(struct tree_summaries *tree, const struct tree_news *ret)
{
    struct web web;
    struct components components;
    bool is_ordered = ++tree->rounds < ORDERED_ROUNDS;
    g_hash_table_remove_all(tree->new_told);
    if (!g_hash_table_size(tree->unsettled))
        return;
    web_init(&web, tree);
    components_find(&components, (GArray *const *)(void *)web.edges->pdata, web.names->len);
    g_autofree bool *is_busy = g_new0(bool, components.members->len);
    for (uint32_t c = 0; c < components.members->len; c++) { /* those that others hang on come first */
        const GArray *members = components.members->pdata[c];
        bool has_to_wait = is_ordered && waits(&web, &components, c, is_busy);
        is_busy[c] = has_to_wait || release_members(tree, &web, members, ret);
    }
    components_clear(&components);
    web_clear(&web);
}
