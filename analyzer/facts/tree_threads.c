#include "facts/tree_threads_p.h"

#include <string.h>

#include "facts/kinship.h"
#include "facts/told_texts.h"
#include "facts/tree_threads_round.h"
#include "ir/access.h"
#include "ir/codec_list.h"

struct tree_threads {
    GStringChunk *strings;
    GPtrArray *units;           /* struct told_unit *, by home and number */
    GPtrArray *news;            /* struct told_unit * of this round */
    GHashTable *functions;      /* name → GArray of struct named */
    GHashTable *deeds;          /* first word of a way, or a member → GPtrArray of struct tree_deed * */
    struct texts *calls, *runs; /* what is told of each name, for those that call it, or that define it */
    GHashTable *asked;          /* names */
    GHashTable *fresh;          /* names of functions that the last round has told of, or asked for */
};

/* ---- lives ---- */

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

static void unref_pointers(gpointer array)
{
    g_ptr_array_unref(array);
}

struct tree_threads *tree_threads_new(void)
{
    struct tree_threads *tree = g_new0(struct tree_threads, 1);
    tree->strings = g_string_chunk_new(4096);
    tree->units = g_ptr_array_new_with_free_func(told_free);
    tree->news = g_ptr_array_new_with_free_func(told_free);
    tree->functions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_array);
    tree->deeds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_pointers);
    tree->calls = texts_new();
    tree->runs = texts_new();
    tree->asked = g_hash_table_new(g_str_hash, g_str_equal);
    tree->fresh = g_hash_table_new(g_str_hash, g_str_equal);
    return tree;
}

void tree_threads_free(struct tree_threads *tree)
{
    if (!tree)
        return;
    g_hash_table_unref(tree->functions);
    g_hash_table_unref(tree->deeds);
    texts_free(tree->calls);
    texts_free(tree->runs);
    g_hash_table_unref(tree->asked);
    g_hash_table_unref(tree->fresh);
    g_ptr_array_unref(tree->units);
    g_ptr_array_unref(tree->news);
    g_string_chunk_free(tree->strings);
    g_free(tree);
}

const char *tree_threads_keep(struct tree_threads *tree, const char *text)
{
    return text ? g_string_chunk_insert_const(tree->strings, text) : NULL;
}

struct spot tree_threads_keep_spot(struct tree_threads *tree, struct spot spot)
{
    spot.file = tree_threads_keep(tree, spot.file);
    spot.function = tree_threads_keep(tree, spot.function);
    return spot;
}

struct place tree_threads_keep_place(struct tree_threads *tree, struct place place)
{
    place.way = tree_threads_keep(tree, place.way);
    place.home = tree_threads_keep(tree, place.home);
    place.member = tree_threads_keep(tree, place.member);
    place.record = tree_threads_keep(tree, place.record);
    return place;
}

/* ---- what a unit tells ---- */

struct told_unit *tree_threads_told(struct tree_threads *tree, const struct ir_unit *unit, uint32_t number)
{
    struct told_unit *told = told_new(tree_threads_keep(tree, unit->main_file), number);
    g_ptr_array_add(tree->news, told);
    return told;
}

bool tree_threads_asked(const struct tree_threads *tree, const char *name)
{
    return g_hash_table_contains(tree->asked, name);
}

/* ---- questions ---- */

static const GArray *all_named(const struct tree_threads *tree, const char *name)
{
    return g_hash_table_lookup(tree->functions, name);
}

/* Of equally near ones the first by file. */
static const struct named *definition(const struct tree_threads *tree, const char *name, const char *file)
{
    const GArray *all = all_named(tree, name);
    const struct named *nearest = NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const struct named *one = &g_array_index(all, struct named, i);
        if (one->function->is_defined && (!nearest || kinship(one->home, file) > kinship(nearest->home, file)))
            nearest = one;
    }
    return nearest;
}

const char *tree_threads_home(const struct tree_threads *tree, const char *name, const char *file)
{
    const struct named *found = definition(tree, name, file);
    return found ? found->home : NULL;
}

GPtrArray *tree_threads_running(const struct tree_threads *tree, const char *name, const char *file)
{
    GPtrArray *entries = g_ptr_array_new();
    const GArray *all = all_named(tree, name);
    for (guint i = 0; all && i < all->len; i++) {
        const struct named *one = &g_array_index(all, struct named, i);
        const char *home = one->function->is_defined ? NULL : tree_threads_home(tree, name, one->home);
        for (guint e = 0; home && g_str_equal(home, file) && e < one->function->entries->len; e++)
            g_ptr_array_add(entries, &g_array_index(one->function->entries, struct tree_entry, e));
    }
    return entries;
}

GPtrArray *tree_threads_started(const struct tree_threads *tree, const char *name, const char *file)
{
    GPtrArray *entries = g_ptr_array_new();
    const struct named *found = definition(tree, name, file);
    for (guint e = 0; found && e < found->function->entries->len; e++)
        g_ptr_array_add(entries, &g_array_index(found->function->entries, struct tree_entry, e));
    return entries;
}

unsigned tree_threads_waits(const struct tree_threads *tree, const char *name, const char *file)
{
    const struct named *found = definition(tree, name, file);
    return found ? found->function->waits : 0;
}

const GArray *tree_threads_locks(const struct tree_threads *tree, const char *name, const char *file)
{
    const struct named *found = definition(tree, name, file);
    return found ? found->function->locks : NULL;
}

const GArray *tree_threads_ends(const struct tree_threads *tree, const char *name, const char *file)
{
    const struct named *found = definition(tree, name, file);
    return found ? found->function->ends : NULL;
}

static bool has_main(const struct ir_unit *unit)
{
    for (guint f = 0; f < unit->functions->len; f++)
        if (g_str_equal(ir_function_name(unit, g_ptr_array_index(unit->functions, f)), "main"))
            return true;
    return false;
}

static bool starts_thread(const struct told_function *function)
{
    for (guint e = 0; e < function->entries->len; e++) {
        const struct tree_entry *entry = &g_array_index(function->entries, struct tree_entry, e);
        if (!entry->is_handler && !entry->is_process)
            return true;
    }
    return false;
}

bool tree_threads_have_some(const struct tree_threads *tree, const struct ir_unit *unit)
{
    for (guint u = 0; u < tree->units->len && !has_main(unit); u++) {
        const GArray *functions = ((const struct told_unit *)tree->units->pdata[u])->functions;
        for (guint f = 0; f < functions->len; f++)
            if (starts_thread(&g_array_index(functions, struct told_function, f)))
                return true;
    }
    return false;
}

static char *root_of(const char *way)
{
    return g_strndup(way, strcspn(way, ".[>"));
}

static void add_deeds(const struct tree_threads *tree, const char *key, const struct place *place,
                      const struct ir_unit *unit, GPtrArray *out)
{
    const GPtrArray *all = key ? g_hash_table_lookup(tree->deeds, key) : NULL;
    for (guint i = 0; all && i < all->len; i++) {
        struct tree_deed *deed = all->pdata[i];
        bool is_elsewhere = !g_str_equal(deed->home, unit->main_file) && !(deed->is_program && has_main(unit));
        if (is_elsewhere && place_compare(&deed->place, place) != PLACE_DIFFERENT && !g_ptr_array_find(out, deed, NULL))
            g_ptr_array_add(out, deed);
    }
}

GPtrArray *tree_threads_deeds(const struct tree_threads *tree, const struct place *place, const struct ir_unit *unit)
{
    GPtrArray *deeds = g_ptr_array_new();
    g_autofree char *root = place->way ? root_of(place->way) : NULL;
    add_deeds(tree, root, place, unit, deeds);
    add_deeds(tree, place->member, place, unit, deeds);
    return deeds;
}

bool tree_threads_concern(const struct tree_threads *tree, const struct ir_unit *unit)
{
    for (ir_id i = 0; i < unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(unit, i);
        bool is_told = symbol->is_function
                           ? texts_have(tree->calls, symbol->name) || texts_have(tree->runs, symbol->name)
                           : !unit->is_kernel && g_hash_table_contains(tree->deeds, symbol->name);
        if (symbol->linkage == IR_EXTERN && is_told)
            return true;
    }
    return false;
}

bool tree_threads_news(const struct tree_threads *tree, const struct ir_unit *unit)
{
    for (ir_id i = 0; i < unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(unit, i);
        if (symbol->is_function && symbol->linkage == IR_EXTERN && g_hash_table_contains(tree->fresh, symbol->name))
            return true;
    }
    return false;
}

/* ---- on its way to another process ---- */

void tree_threads_code(struct tree_threads *tree, struct codec *codec, uint32_t unit)
{
    uint32_t count = code_count(codec, tree->news->len);
    for (uint32_t i = 0; i < count && !codec->is_broken; i++) {
        struct told_unit *told = codec->out ? g_ptr_array_index(tree->news, i) : told_new(NULL, unit);
        told_code(codec, told);
        if (!codec->out && !codec->is_broken)
            g_ptr_array_add(tree->news, told);
        else if (!codec->out)
            told_free(told);
    }
}

void tree_threads_forget(struct tree_threads *tree)
{
    g_ptr_array_set_size(tree->news, 0);
}

/* ---- the end of a round ---- */

static gint by_number(gconstpointer a, gconstpointer b)
{
    const struct told_unit *x = *(const struct told_unit *const *)a, *y = *(const struct told_unit *const *)b;
    int order = strcmp(x->home, y->home);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* Names of functions that a unit tells of now, or has told of before. */
static void add_names(GHashTable *names, const struct told_unit *unit)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        gpointer name = (gpointer)(uintptr_t)g_array_index(unit->functions, struct told_function, f).name;
        g_hash_table_add(names, name);
    }
}

/* What each tells is all that it tells from now on. Gives the names of which it is told otherwise, perhaps. */
static GHashTable *take_units(struct tree_threads *tree)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) again = g_hash_table_new(NULL, NULL);
    for (guint n = 0; n < tree->news->len; n++) {
        struct told_unit *news = tree->news->pdata[n];
        g_hash_table_add(again, GUINT_TO_POINTER(news->number));
        add_names(names, news);
    }
    for (guint i = tree->units->len; i > 0; i--) {
        const struct told_unit *unit = tree->units->pdata[i - 1];
        if (!g_hash_table_contains(again, GUINT_TO_POINTER(unit->number)))
            continue;
        add_names(names, unit);
        g_ptr_array_remove_index_fast(tree->units, i - 1);
    }
    for (guint n = 0; n < tree->news->len; n++)
        g_ptr_array_add(tree->units, tree->news->pdata[n]);
    g_ptr_array_set_free_func(tree->news, NULL);
    g_ptr_array_set_size(tree->news, 0);
    g_ptr_array_set_free_func(tree->news, told_free);
    g_ptr_array_sort(tree->units, by_number);
    return names;
}

static void index_function(struct tree_threads *tree, const struct told_unit *unit,
                           const struct told_function *function)
{
    struct named named = {unit->home, function};
    GArray *all = g_hash_table_lookup(tree->functions, function->name);
    if (!all) {
        all = g_array_new(FALSE, FALSE, sizeof(struct named));
        g_hash_table_insert(tree->functions, (gpointer)(uintptr_t)function->name, all);
    }
    g_array_append_val(all, named);
}

static void index_deed(struct tree_threads *tree, char *key, struct tree_deed *deed)
{
    GPtrArray *all = g_hash_table_lookup(tree->deeds, key);
    if (!all)
        g_hash_table_insert(tree->deeds, g_strdup(key), all = g_ptr_array_new());
    g_ptr_array_add(all, deed);
    g_free(key);
}

static void index_all(struct tree_threads *tree)
{
    g_hash_table_remove_all(tree->functions);
    g_hash_table_remove_all(tree->deeds);
    for (guint u = 0; u < tree->units->len; u++) {
        const struct told_unit *unit = tree->units->pdata[u];
        for (guint f = 0; f < unit->functions->len; f++)
            index_function(tree, unit, &g_array_index(unit->functions, struct told_function, f));
        for (guint d = 0; d < unit->deeds->len; d++) {
            struct tree_deed *deed = &g_array_index(unit->deeds, struct tree_deed, d);
            if (deed->place.way)
                index_deed(tree, root_of(deed->place.way), deed);
            if (deed->place.member)
                index_deed(tree, g_strdup(deed->place.member), deed);
        }
    }
}

static void add_fresh(struct tree_threads *tree, gpointer name, GPtrArray *list)
{
    g_hash_table_add(tree->fresh, name);
    g_ptr_array_add(list, name);
}

static void find_changes(struct tree_threads *tree, GHashTable *names, GPtrArray *ret_shared, GPtrArray *ret_asked)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL)) { /* in any order: the lists are sorted later */
        const GArray *all = all_named(tree, name);
        if (texts_settle(tree->calls, name, text_for_callers(all)))
            add_fresh(tree, name, ret_shared);
        if (texts_settle(tree->runs, name, text_for_definers(all)))
            add_fresh(tree, name, ret_asked);
    }
}

/* External globals that are written: whoever names them is of interest. */
static void find_named(struct tree_threads *tree, GPtrArray *ret_named)
{
    for (guint u = 0; u < tree->units->len; u++) {
        const struct told_unit *unit = tree->units->pdata[u];
        for (guint d = 0; d < unit->deeds->len; d++) {
            const struct tree_deed *deed = &g_array_index(unit->deeds, struct tree_deed, d);
            g_autofree char *root = deed->place.way ? root_of(deed->place.way) : NULL;
            if (!root || strchr(root, '|') || tree_threads_asked(tree, root))
                continue;
            const char *name = tree_threads_keep(tree, root);
            g_hash_table_add(tree->asked, (gpointer)(uintptr_t)name);
            g_ptr_array_add(ret_named, (gpointer)(uintptr_t)name);
        }
    }
}

static void ask_all(struct tree_threads *tree, GPtrArray *ret_asked)
{
    for (guint u = 0; u < tree->units->len; u++) {
        const struct told_unit *unit = tree->units->pdata[u];
        for (guint i = 0; i < unit->asked->len; i++)
            if (g_hash_table_add(tree->asked, unit->asked->pdata[i]))
                add_fresh(tree, unit->asked->pdata[i], ret_asked);
    }
}

void tree_threads_close(struct tree_threads *tree, GPtrArray *ret_shared, GPtrArray *ret_asked, GPtrArray *ret_named)
{
    g_hash_table_remove_all(tree->fresh);
    if (!tree->news->len)
        return;
    g_autoptr(GHashTable) names = take_units(tree);
    index_all(tree);
    ask_all(tree, ret_asked);
    find_changes(tree, names, ret_shared, ret_asked);
    find_named(tree, ret_named);
}
