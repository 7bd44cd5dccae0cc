#include "facts/wrappers.h"

#include <string.h>

#include "facts/collector.h"
#include "facts/kinship.h"
#include "facts/wrapping.h"
#include "ir/codec_list.h"

enum { CHAIN_MAX = 64 /* wrappers of wrappers: each is found a round behind the one that it calls */ };

struct wrappers {
    GPtrArray *all;        /* struct wrapper *, owned */
    GHashTable *by_name;   /* GPtrArray of struct wrapper *; of a tree's set */
    GHashTable *by_symbol; /* ir_id → GPtrArray of struct wrapper *; of a unit's set */
    GStringChunk *strings;
};

static void free_wrapper(gpointer data)
{
    struct wrapper *wrapper = data;
    g_free((gpointer)(uintptr_t)wrapper->arguments);
    g_free((gpointer)(uintptr_t)wrapper->spelling.arguments);
    g_free(wrapper);
}

static void unref_list(gpointer list)
{
    g_ptr_array_unref(list);
}

struct wrappers *wrappers_new(void)
{
    struct wrappers *wrappers = g_new0(struct wrappers, 1);
    wrappers->all = g_ptr_array_new_with_free_func(free_wrapper);
    wrappers->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_list);
    wrappers->by_symbol = g_hash_table_new_full(NULL, NULL, NULL, unref_list);
    wrappers->strings = g_string_chunk_new(256);
    return wrappers;
}

void wrappers_free(struct wrappers *wrappers)
{
    if (!wrappers)
        return;
    g_hash_table_unref(wrappers->by_name);
    g_hash_table_unref(wrappers->by_symbol);
    g_ptr_array_unref(wrappers->all);
    g_string_chunk_free(wrappers->strings);
    g_free(wrappers);
}

const GPtrArray *wrappers_all(const struct wrappers *wrappers)
{
    return wrappers->all;
}

const GPtrArray *wrappers_called(const struct wrappers *wrappers, ir_id symbol)
{
    return g_hash_table_lookup(wrappers->by_symbol, GUINT_TO_POINTER(symbol));
}

static void add_to(GHashTable *table, gpointer key, const struct wrapper *wrapper)
{
    GPtrArray *list = g_hash_table_lookup(table, key);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    }
    g_ptr_array_add(list, (gpointer)(uintptr_t)wrapper);
}

/* ---- the set of a unit ---- */

struct search {
    struct collector c;
    const struct wrappers *tree;
    struct wrappers *found;
    GHashTable *bodied; /* ir_id: symbols of functions with a body here */
    GHashTable *called; /* ir_id: symbols that are called by name */
};

static void look_around(struct search *s)
{
    for (guint f = 0; f < s->c.unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(s->c.unit->functions, f);
        g_hash_table_add(s->bodied, GUINT_TO_POINTER(function->symbol));
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(s->c.unit, function, inst) : NULL;
            if (callee)
                g_hash_table_add(s->called, GUINT_TO_POINTER(wrapping_symbol(s->c.unit, callee)));
        }
    }
}

static bool is_nearer(const struct wrapper *wrapper, const struct wrapper *than, const char *file)
{
    unsigned a = kinship(wrapper->home, file), b = kinship(than->home, file);
    return a != b ? a > b : strcmp(wrapper->home, than->home) < 0;
}

/* What the name means for a unit that only declares it. */
static void take_external(struct search *s, ir_id symbol)
{
    const struct ir_symbol *callee = ir_symbol_at(s->c.unit, symbol);
    const GPtrArray *list = g_hash_table_lookup(s->tree->by_name, callee->name);
    if (!list || callee->linkage != IR_EXTERN || g_hash_table_contains(s->bodied, GUINT_TO_POINTER(symbol)))
        return;
    const struct wrapper *nearest = g_ptr_array_index(list, 0);
    for (guint i = 1; i < list->len; i++)
        if (is_nearer(g_ptr_array_index(list, i), nearest, s->c.unit->main_file))
            nearest = g_ptr_array_index(list, i);
    for (guint i = 0; i < list->len; i++) {
        const struct wrapper *wrapper = g_ptr_array_index(list, i);
        if (g_str_equal(wrapper->home, nearest->home))
            add_to(s->found->by_symbol, GUINT_TO_POINTER(symbol), wrapper);
    }
}

static void take_externals(struct search *s)
{
    for (ir_id symbol = 0; s->tree && symbol < s->c.unit->symbols->len; symbol++)
        if (g_hash_table_contains(s->called, GUINT_TO_POINTER(symbol)))
            take_external(s, symbol);
}

/* 5, 6 */
static bool may_wrap(const struct search *s, const struct ir_function *function)
{
    static const enum spelling_kind kinds[] = {SPELLING_CALL, SPELLING_INTRINSIC, SPELLING_IMPLEMENTATION};
    if (function->is_initialiser || function->degraded || function->symbol == IR_NONE || !function->n_params ||
        function->insts->len > WRAPPER_RETURNING)
        return false;
    const struct ir_symbol *symbol = ir_symbol_at(s->c.unit, function->symbol);
    if (g_str_equal(symbol->name, "main"))
        return false;
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++)
        if (catalogue_by_name(s->c.catalogue, kinds[k], symbol->name)->len)
            return false;
    return symbol->linkage == IR_EXTERN || g_hash_table_contains(s->called, GUINT_TO_POINTER(function->symbol));
}

static bool is_known(const struct search *s, const struct use *use)
{
    const GPtrArray *list = wrappers_called(s->found, use->function->symbol);
    for (guint i = 0; list && i < list->len; i++)
        if (((const struct wrapper *)g_ptr_array_index(list, i))->interface == use->interface)
            return true;
    return false;
}

static void complete(struct search *s, struct wrapper *wrapper, const struct use *use)
{
    const struct ir_unit *unit = s->c.unit;
    const struct ir_symbol *symbol = ir_symbol_at(unit, use->function->symbol);
    const struct ir_loc *here = ir_loc_at(unit, use->loc), *there = ir_loc_at(unit, use->function->loc);
    wrapper->name = symbol->name;
    wrapper->is_static = symbol->linkage == IR_STATIC;
    wrapper->function = use->function;
    wrapper->home =
        there->file < unit->files->len ? g_array_index(unit->files, const char *, there->file) : unit->main_file;
    wrapper->file =
        here->file < unit->files->len ? g_array_index(unit->files, const char *, here->file) : unit->main_file;
    wrapper->line = here->line;
    wrapper->col = here->col;
    wrapper->spelling.name = wrapper->name;
}

/* An instruction that does it: no mention, no definition, no address taken. */
static bool is_made(const struct use *use)
{
    return use->function && use->inst != IR_NONE && !use->is_reference && !use->interface->accessor;
}

/* A function may make the call in several places: then what they agree on is what the wrapper says. */
static void judge(struct search *s, const GArray *uses, guint first)
{
    const struct use *use = &g_array_index(uses, struct use, first);
    struct wrapper *wrapper = NULL;
    for (guint i = first; i < uses->len; i++) {
        const struct use *other = &g_array_index(uses, struct use, i);
        if (other->interface == use->interface && other->function == use->function && is_made(other))
            wrapper = wrapping_join(wrapper, wrapping_of(&s->c, other, s->found->strings));
    }
    if (!wrapper)
        return;
    complete(s, wrapper, use);
    g_ptr_array_add(s->found->all, wrapper);
}

/* All uses, those of wrappers found so far among them; what is new becomes known only after all have been seen, so that
 * the order of functions does not matter. False when there is nothing new. */
static bool search_round(struct search *s, const GArray *named)
{
    guint before = s->found->all->len;
    s->c.uses = g_array_new(FALSE, FALSE, sizeof(struct use));
    g_array_append_vals(s->c.uses, named->data, named->len);
    collect_wrapped(&s->c, s->found);
    g_autoptr(GHashTable) judged = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < s->c.uses->len; i++) {
        const struct use *use = &g_array_index(s->c.uses, struct use, i);
        if (!is_made(use))
            continue;
        char *key = g_strdup_printf("%p %p", (const void *)use->function, (const void *)use->interface);
        if (g_hash_table_add(judged, key) && may_wrap(s, use->function) && !is_known(s, use))
            judge(s, s->c.uses, i);
    }
    g_array_unref(s->c.uses);
    for (guint i = before; i < s->found->all->len; i++) {
        const struct wrapper *wrapper = g_ptr_array_index(s->found->all, i);
        add_to(s->found->by_symbol, GUINT_TO_POINTER(wrapper->function->symbol), wrapper);
    }
    return s->found->all->len > before;
}

static int order_wrappers(gconstpointer a, gconstpointer b)
{
    const struct wrapper *x = *(const struct wrapper *const *)a, *y = *(const struct wrapper *const *)b;
    int order = strcmp(x->home, y->home);
    if (!order)
        order = strcmp(x->name, y->name);
    return order ? order : strcmp(x->interface->name, y->interface->name);
}

struct wrappers *wrappers_of(const struct ir_unit *unit, const struct catalogue *catalogue, const GArray *uses,
                             const struct wrappers *tree)
{
    struct search s = {.c = {.unit = unit, .catalogue = catalogue}, .tree = tree, .found = wrappers_new()};
    s.c.abi = catalogue_abi(unit->target ? unit->target : "");
    s.c.bodies = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)body_free);
    s.bodied = g_hash_table_new(NULL, NULL);
    s.called = g_hash_table_new(NULL, NULL);
    look_around(&s);
    take_externals(&s);
    for (unsigned round = 0; round < CHAIN_MAX && search_round(&s, uses); round++)
        ;
    g_ptr_array_sort(s.found->all, order_wrappers);
    g_hash_table_unref(s.c.bodies);
    g_hash_table_unref(s.bodied);
    g_hash_table_unref(s.called);
    return s.found;
}

/* ---- the set of a tree ---- */

static bool is_published(const struct wrappers *tree, const struct wrapper *wrapper)
{
    const GPtrArray *list = g_hash_table_lookup(tree->by_name, wrapper->name);
    for (guint i = 0; list && i < list->len; i++) {
        const struct wrapper *other = g_ptr_array_index(list, i);
        if (other->interface == wrapper->interface && g_str_equal(other->home, wrapper->home))
            return true;
    }
    return false;
}

static const char *keep(struct wrappers *tree, const char *text)
{
    return text ? g_string_chunk_insert_const(tree->strings, text) : NULL;
}

static struct wrapper *copy_to(struct wrappers *tree, const struct wrapper *wrapper)
{
    guint n = wrapper->interface->args->len;
    struct wrapper *copy = g_memdup2(wrapper, sizeof *wrapper);
    struct wrapped_argument *arguments = g_memdup2(wrapper->arguments, n * sizeof *arguments);
    for (guint i = 0; i < n; i++) {
        arguments[i].text = keep(tree, arguments[i].text);
        arguments[i].value = keep(tree, arguments[i].value);
    }
    copy->arguments = arguments;
    copy->spelling.arguments = g_memdup2(wrapper->spelling.arguments, n * sizeof(int));
    copy->name = copy->spelling.name = keep(tree, wrapper->name);
    copy->home = keep(tree, wrapper->home);
    copy->file = keep(tree, wrapper->file);
    copy->function = NULL;
    return copy;
}

/* NULL when it has that one already. */
static const struct wrapper *publish(struct wrappers *tree, const struct wrapper *wrapper)
{
    if (is_published(tree, wrapper))
        return NULL;
    struct wrapper *copy = copy_to(tree, wrapper);
    g_ptr_array_add(tree->all, copy);
    add_to(tree->by_name, (gpointer)(uintptr_t)copy->name, copy);
    return copy;
}

void wrappers_publish(struct wrappers *tree, const struct wrappers *unit, GPtrArray *ret_names)
{
    for (guint i = 0; i < unit->all->len; i++) {
        const struct wrapper *wrapper = g_ptr_array_index(unit->all, i);
        const struct wrapper *new = wrapper->is_static ? NULL : publish(tree, wrapper);
        if (new)
            g_ptr_array_add(ret_names, (gpointer)(uintptr_t) new->name);
    }
}

static void read_wrapper(struct wrappers *tree, struct codec *codec)
{
    struct wrapper wrapper = {0};
    wrapping_code(codec, &wrapper);
    if (!codec->is_broken)
        publish(tree, &wrapper);
    g_free((gpointer)(uintptr_t)wrapper.arguments);
    g_free((gpointer)(uintptr_t)wrapper.spelling.arguments);
}

void wrappers_code(struct wrappers *wrappers, struct codec *codec, const struct catalogue *catalogue)
{
    codec->context = catalogue;
    uint32_t count = code_count(codec, wrappers->all->len);
    for (uint32_t i = 0; i < count && !codec->is_broken; i++) {
        struct wrapper *wrapper = codec->out ? g_ptr_array_index(wrappers->all, i) : NULL;
        if (!wrapper)
            read_wrapper(wrappers, codec);
        else
            wrapping_code(codec, wrapper);
    }
}
