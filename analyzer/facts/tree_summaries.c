#include "facts/tree_summaries_p.h"

#include <string.h>

#include "facts/kinship.h"
#include "facts/summary_p.h"
#include "facts/tree_owners_round.h"
#include "facts/tree_threads_round.h"
#include "ir/codec_list.h"

enum { NAMESAKES_MAX = 4096 /* functions of one name; beyond, nothing is kept of them */ };

static void free_published(gpointer data)
{
    struct published *published = data;
    summary_free(published->opened);
    g_bytes_unref(published->packed);
    g_ptr_array_unref(published->leads);
    g_free(published);
}

static void clear_news(gpointer data)
{
    struct published *published = &((struct told_summary *)data)->published;
    g_clear_pointer(&published->packed, g_bytes_unref);
    g_clear_pointer(&published->leads, g_ptr_array_unref);
}

static void unref_list(gpointer list)
{
    g_ptr_array_unref(list);
}

struct tree_summaries *tree_summaries_new(const struct catalogue *catalogue)
{
    struct tree_summaries *tree = g_new0(struct tree_summaries, 1);
    tree->catalogue = catalogue;
    tree->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_list);
    tree->by_field = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_list);
    tree->asked = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    tree->news = g_array_new(FALSE, TRUE, sizeof(struct told_summary));
    g_array_set_clear_func(tree->news, clear_news);
    tree->questions = g_array_new(FALSE, FALSE, sizeof(struct question));
    tree->unsettled = g_hash_table_new(g_str_hash, g_str_equal);
    tree->unsettled_fetching = g_hash_table_new(g_str_hash, g_str_equal);
    tree->new_told = g_hash_table_new(g_str_hash, g_str_equal);
    tree->new_asked = g_hash_table_new(g_str_hash, g_str_equal);
    tree->strings = g_string_chunk_new(4096);
    tree->threads = tree_threads_new();
    tree->owners = tree_owners_new();
    return tree;
}

struct tree_threads *tree_summaries_threads(const struct tree_summaries *tree)
{
    return tree->threads;
}

struct tree_owners *tree_summaries_owners(const struct tree_summaries *tree)
{
    return tree->owners;
}

void tree_summaries_free(struct tree_summaries *tree)
{
    if (!tree)
        return;
    g_hash_table_unref(tree->by_name);
    g_hash_table_unref(tree->by_field);
    g_hash_table_unref(tree->asked);
    g_array_unref(tree->news);
    g_array_unref(tree->questions);
    g_hash_table_unref(tree->unsettled);
    g_hash_table_unref(tree->unsettled_fetching);
    g_hash_table_unref(tree->new_told);
    g_hash_table_unref(tree->new_asked);
    g_string_chunk_free(tree->strings);
    tree_threads_free(tree->threads);
    tree_owners_free(tree->owners);
    g_free(tree);
}

/* In this process, from now on. */
static const struct summary *open_summary(const struct tree_summaries *tree, struct published *published)
{
    if (published->is_known && !published->opened)
        published->opened = summary_unpack(published->packed, tree->catalogue);
    return published->opened;
}

const struct summary *tree_summaries_find(const struct tree_summaries *tree, const char *name, const char *file)
{
    const GPtrArray *list = g_hash_table_lookup(tree->by_name, name);
    struct published *nearest = NULL;
    for (guint i = 0; list && i < list->len; i++) { /* in order: of equally near ones the first */
        struct published *one = g_ptr_array_index(list, i);
        if (!nearest || kinship(one->home, file) > kinship(nearest->home, file))
            nearest = one;
    }
    return nearest ? open_summary(tree, nearest) : NULL;
}

void tree_summaries_behind(const struct tree_summaries *tree, const char *field, const char *file, GPtrArray *ret_all)
{
    const GPtrArray *list = g_hash_table_lookup(tree->by_field, field);
    for (guint i = 0; list && i < list->len; i++) {
        struct published *one = g_ptr_array_index(list, i);
        const struct summary *summary = g_str_equal(one->home, file) ? NULL : open_summary(tree, one);
        if (summary)
            g_ptr_array_add(ret_all, (gpointer)(uintptr_t)summary);
    }
}

bool tree_summaries_fetch(const struct tree_summaries *tree, const char *name, bool is_field)
{
    const GPtrArray *list = g_hash_table_lookup(is_field ? tree->by_field : tree->by_name, name);
    for (guint i = 0; list && i < list->len; i++) {
        const struct published *one = g_ptr_array_index(list, i);
        if (one->fetches)
            return true;
    }
    return false;
}

bool tree_summaries_asked(const struct tree_summaries *tree, const char *name, uint32_t *ret_parameters,
                          unsigned *ret_depth)
{
    const struct asked *asked = g_hash_table_lookup(tree->asked, name);
    if (!asked)
        return false;
    *ret_parameters = asked->parameters;
    *ret_depth = asked->depth;
    return true;
}

/* ---- on its way to another process ---- */

static void code_published(struct codec *c, gpointer entry)
{
    struct told_summary *news = entry;
    struct published *published = &news->published;
    code_text(c, &published->name);
    code_text(c, &published->home);
    code_u32(c, &published->function);
    code_flags(c, FLAGS(&news->is_field, &published->is_known, &published->fetches));
    code_bytes(c, &published->packed);
    if (!c->out)
        published->leads = g_ptr_array_new();
    code_texts(c, published->leads);
    bool is_empty = g_bytes_get_size(published->packed) == 0;
    codec_refuse(c, !published->name || !published->home || is_empty == published->is_known);
}

static void code_question(struct codec *c, gpointer entry)
{
    struct question *question = entry;
    code_text(c, &question->name);
    code_u32(c, &question->asked.parameters);
    question->asked.depth = code_word(c, question->asked.depth, DEMAND_DEPTH + 1);
    codec_refuse(c, !question->name);
}

void tree_summaries_code(struct tree_summaries *tree, struct codec *codec, uint32_t unit)
{
    guint before = tree->news->len;
    code_table(codec, tree->news, code_published);
    for (guint i = before; i < tree->news->len; i++)
        g_array_index(tree->news, struct told_summary, i).published.unit = unit;
    code_table(codec, tree->questions, code_question);
    codec->context = tree->catalogue;
    tree_threads_code(tree->threads, codec, unit);
    tree_owners_code(tree->owners, codec);
}

void tree_summaries_forget(struct tree_summaries *tree)
{
    g_array_set_size(tree->news, 0);
    g_array_set_size(tree->questions, 0);
    tree_threads_forget(tree->threads);
    tree_owners_forget(tree->owners);
}

/* ---- the end of a round ---- */

static gint by_home(gconstpointer a, gconstpointer b)
{
    const struct published *x = *(const struct published *const *)a, *y = *(const struct published *const *)b;
    int order = strcmp(x->home, y->home);
    if (!order)
        order = (x->unit > y->unit) - (x->unit < y->unit);
    return order ? order : (x->function > y->function) - (x->function < y->function);
}

static struct published *find(const GPtrArray *list, const struct published *like)
{
    for (guint i = 0; i < list->len; i++) {
        struct published *one = g_ptr_array_index(list, i);
        if (one->unit == like->unit && one->function == like->function)
            return one;
    }
    return NULL;
}

bool tree_summaries_told(const struct tree_summaries *tree, const struct told_summary *told)
{
    const GPtrArray *list = g_hash_table_lookup(told->is_field ? tree->by_field : tree->by_name, told->published.name);
    return list && find(list, &told->published);
}

static bool is_same(const struct published *a, const struct published *b)
{
    return a->is_known == b->is_known && (!a->is_known || summary_packed_equal(a->packed, b->packed));
}

static void replace(struct published *known, const struct published *news)
{
    g_clear_pointer(&known->opened, summary_free);
    g_bytes_unref(known->packed);
    known->packed = g_bytes_ref(news->packed);
    known->is_known = news->is_known;
    known->fetches = news->fetches;
    known->changes++;
}

/* True when it is new, or another than before. *ret_fetches: and it was not known to fetch, but does. */
static bool settle(GHashTable *table, const struct published *news, bool *ret_fetches)
{
    GPtrArray *list = g_hash_table_lookup(table, news->name);
    if (!list) {
        list = g_ptr_array_new_with_free_func(free_published);
        g_hash_table_insert(table, (gpointer)(uintptr_t)news->name, list);
    }
    struct published *known = find(list, news);
    *ret_fetches = news->fetches && !(known && known->fetches);
    if (!known && list->len >= NAMESAKES_MAX)
        return false;
    if (!known) {
        g_bytes_ref(news->packed);
        g_ptr_array_ref(news->leads);
        g_ptr_array_add(list, g_memdup2(news, sizeof *news));
        g_ptr_array_sort(list, by_home);
        return true;
    }
    if (known->changes >= CHANGES_MAX || is_same(known, news))
        return false;
    replace(known, news);
    return true;
}

static bool settle_question(struct tree_summaries *tree, const struct question *question)
{
    struct asked *known = g_hash_table_lookup(tree->asked, question->name);
    if (!known) {
        g_hash_table_insert(tree->asked, (gpointer)(uintptr_t)question->name,
                            g_memdup2(&question->asked, sizeof question->asked));
        return true;
    }
    uint32_t parameters = known->parameters | question->asked.parameters;
    unsigned depth = MIN(known->depth, question->asked.depth);
    bool is_changed = parameters != known->parameters || depth != known->depth;
    *known = (struct asked){parameters, depth};
    return is_changed;
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(GPtrArray *names)
{
    guint kept = 0;
    g_ptr_array_sort(names, compare_texts);
    for (guint i = 0; i < names->len; i++)
        if (!kept || !g_str_equal(names->pdata[kept - 1], names->pdata[i]))
            names->pdata[kept++] = names->pdata[i];
    g_ptr_array_set_size(names, (gint)kept);
}

static void add_name(GHashTable *names, GPtrArray *list, const char *name)
{
    if (g_hash_table_add(names, (gpointer)(uintptr_t)name))
        g_ptr_array_add(list, (gpointer)(uintptr_t)name);
}

static void settle_all(struct tree_summaries *tree, const struct tree_news *ret)
{
    g_hash_table_remove_all(tree->new_asked);
    for (guint i = 0; i < tree->news->len; i++) {
        const struct told_summary *news = &g_array_index(tree->news, struct told_summary, i);
        const char *name = news->published.name;
        bool fetches;
        if (!settle(news->is_field ? tree->by_field : tree->by_name, &news->published, &fetches))
            continue;
        g_hash_table_add(tree->unsettled, (gpointer)(uintptr_t)name);
        if (fetches)
            g_hash_table_add(tree->unsettled_fetching, (gpointer)(uintptr_t)name);
    }
    g_array_set_size(tree->news, 0);
    for (guint i = 0; i < tree->questions->len; i++) {
        const struct question *question = &g_array_index(tree->questions, struct question, i);
        if (settle_question(tree, question))
            add_name(tree->new_asked, ret->asked, question->name);
    }
    g_array_set_size(tree->questions, 0);
}

/* What a function does with memory that it is given and others can write, its callers ask. */
static void close_owners(struct tree_summaries *tree, const struct tree_news *ret)
{
    g_autoptr(GArray) given = g_array_new(FALSE, FALSE, sizeof(struct given));
    tree_owners_close(tree->owners, &(struct owner_news){ret->shared, ret->named, ret->members, given});
    for (guint i = 0; i < given->len; i++) {
        const struct given *one = &g_array_index(given, struct given, i);
        settle_question(tree, &(struct question){one->function, {1u << MIN(one->parameter, 31), 1}});
        add_name(tree->new_asked, ret->asked, one->function);
    }
}

void tree_summaries_close(struct tree_summaries *tree, const struct tree_news *ret)
{
    settle_all(tree, ret);
    tree_summaries_release(tree, ret);
    tree_threads_close(tree->threads, ret->shared, ret->asked, ret->named);
    close_owners(tree, ret);
    sort_names(ret->named);
    sort_names(ret->members);
    sort_names(ret->shared);
    sort_names(ret->told);
    sort_names(ret->fetching);
    sort_names(ret->asked);
}
