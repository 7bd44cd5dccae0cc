#include "ir/build.h"

/* One table a kind of entry. Entries may also be appended to the unit's arrays without us (the binary reader does), so
 * each table remembers how far it has looked and catches up before it answers. */
struct ir_index {
    GHashTable *consts, *locs;    /* struct const_entry, struct loc_entry: each its own key */
    GHashTable *literals, *files; /* interned string → id */
    guint n_consts, n_locs, n_literals, n_files;
};

struct const_entry {
    struct ir_const value;
    ir_id id;
};

struct loc_entry {
    struct ir_loc value;
    ir_id id;
};

static guint mix(guint hash, guint64 value)
{
    guint64 product = (hash ^ value) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return (guint)(product >> 32) ^ (guint)product;
}

static guint const_hash(gconstpointer key)
{
    const struct ir_const *value = key;
    return mix(mix(mix(0, (guint64)value->value), value->type), (guint64)(guintptr)value->name);
}

static gboolean const_equal(gconstpointer a, gconstpointer b)
{
    const struct ir_const *x = a, *y = b;
    return x->value == y->value && x->type == y->type && x->name == y->name;
}

static guint loc_hash(gconstpointer key)
{
    const struct ir_loc *value = key;
    guint hash = mix(mix(mix(0, value->file), value->line), value->col);
    hash = mix(mix(mix(hash, value->spelling_file), value->spelling_line), value->spelling_col);
    return mix(hash, (guint64)(guintptr)value->macro);
}

static gboolean loc_equal(gconstpointer a, gconstpointer b)
{
    const struct ir_loc *x = a, *y = b;
    return x->line == y->line && x->col == y->col && x->file == y->file && x->spelling_line == y->spelling_line &&
           x->spelling_col == y->spelling_col && x->spelling_file == y->spelling_file && x->macro == y->macro;
}

static struct ir_index *index_new(void)
{
    struct ir_index *index = g_new0(struct ir_index, 1);
    index->consts = g_hash_table_new_full(const_hash, const_equal, g_free, NULL);
    index->locs = g_hash_table_new_full(loc_hash, loc_equal, g_free, NULL);
    index->literals = g_hash_table_new(NULL, NULL);
    index->files = g_hash_table_new(NULL, NULL);
    return index;
}

static void index_free(struct ir_index *index)
{
    g_hash_table_unref(index->consts);
    g_hash_table_unref(index->locs);
    g_hash_table_unref(index->literals);
    g_hash_table_unref(index->files);
    g_free(index);
}

static void index_consts(struct ir_unit *unit)
{
    for (guint *i = &unit->index->n_consts; *i < unit->consts->len; ++*i) {
        struct const_entry entry = {g_array_index(unit->consts, struct ir_const, *i), *i};
        if (!g_hash_table_contains(unit->index->consts, &entry))
            g_hash_table_add(unit->index->consts, g_memdup2(&entry, sizeof entry));
    }
}

static void index_locs(struct ir_unit *unit)
{
    for (guint *i = &unit->index->n_locs; *i < unit->locs->len; ++*i) {
        struct loc_entry entry = {g_array_index(unit->locs, struct ir_loc, *i), *i};
        if (!g_hash_table_contains(unit->index->locs, &entry))
            g_hash_table_add(unit->index->locs, g_memdup2(&entry, sizeof entry));
    }
}

static void index_strings(GHashTable *table, const GArray *strings, guint *n)
{
    for (; *n < strings->len; ++*n) {
        gpointer text = (gpointer)g_array_index(strings, const char *, *n);
        if (!g_hash_table_contains(table, text))
            g_hash_table_insert(table, text, GUINT_TO_POINTER(*n));
    }
}

ir_id ir_add_const(struct ir_unit *unit, ir_id type, int64_t value, const char *name)
{
    struct ir_const wanted = {type, value, ir_intern(unit, name)};
    index_consts(unit);
    const struct const_entry *found = g_hash_table_lookup(unit->index->consts, &wanted);
    if (found)
        return found->id;
    g_array_append_val(unit->consts, wanted);
    return unit->consts->len - 1;
}

ir_id ir_add_loc(struct ir_unit *unit, struct ir_loc loc)
{
    loc.macro = ir_intern(unit, loc.macro);
    index_locs(unit);
    const struct loc_entry *found = g_hash_table_lookup(unit->index->locs, &loc);
    if (found)
        return found->id;
    g_array_append_val(unit->locs, loc);
    return unit->locs->len - 1;
}

static ir_id add_string(struct ir_unit *unit, GHashTable *table, GArray *strings, guint *n, const char *text)
{
    text = ir_intern(unit, text);
    index_strings(table, strings, n);
    gpointer found;
    if (g_hash_table_lookup_extended(table, text, NULL, &found))
        return GPOINTER_TO_UINT(found);
    g_array_append_val(strings, text);
    return strings->len - 1;
}

ir_id ir_add_literal(struct ir_unit *unit, const char *text)
{
    return add_string(unit, unit->index->literals, unit->literals, &unit->index->n_literals, text);
}

ir_id ir_add_file(struct ir_unit *unit, const char *path)
{
    return add_string(unit, unit->index->files, unit->files, &unit->index->n_files, path);
}

ir_id ir_add_type(struct ir_unit *unit, struct ir_type type)
{
    type.name = ir_intern(unit, type.name);
    type.tag = ir_intern(unit, type.tag);
    if (type.kind == IR_TYPE_RECORD && !type.fields)
        type.fields = g_array_new(FALSE, FALSE, sizeof(struct ir_field));
    if (type.kind == IR_TYPE_FUNCTION && !type.params)
        type.params = g_array_new(FALSE, FALSE, sizeof(ir_id));
    for (guint i = 0; type.fields && i < type.fields->len; i++) {
        struct ir_field *field = &g_array_index(type.fields, struct ir_field, i);
        field->name = ir_intern(unit, field->name);
    }
    g_array_append_val(unit->types, type);
    return unit->types->len - 1;
}

ir_id ir_add_symbol(struct ir_unit *unit, struct ir_symbol symbol)
{
    symbol.name = ir_intern(unit, symbol.name);
    symbol.section = ir_intern(unit, symbol.section);
    g_array_append_val(unit->symbols, symbol);
    return unit->symbols->len - 1;
}

const char *ir_intern(struct ir_unit *unit, const char *text)
{
    return text ? g_string_chunk_insert_const(unit->strings, text) : NULL;
}

static void type_clear(gpointer data)
{
    struct ir_type *type = data;
    g_clear_pointer(&type->fields, g_array_unref);
    g_clear_pointer(&type->params, g_array_unref);
}

static void function_free(gpointer function)
{
    ir_function_free(function);
}

struct ir_unit *ir_unit_new(const char *main_file)
{
    struct ir_unit *unit = g_new0(struct ir_unit, 1);
    unit->strings = g_string_chunk_new(4096);
    unit->index = index_new();
    unit->main_file = ir_intern(unit, main_file);
    unit->pointer_size = 8;
    unit->files = g_array_new(FALSE, FALSE, sizeof(const char *));
    unit->locs = g_array_new(FALSE, FALSE, sizeof(struct ir_loc));
    unit->types = g_array_new(FALSE, FALSE, sizeof(struct ir_type));
    unit->consts = g_array_new(FALSE, FALSE, sizeof(struct ir_const));
    unit->symbols = g_array_new(FALSE, FALSE, sizeof(struct ir_symbol));
    unit->literals = g_array_new(FALSE, FALSE, sizeof(const char *));
    unit->mentions = g_array_new(FALSE, FALSE, sizeof(struct ir_mention));
    unit->functions = g_ptr_array_new_with_free_func(function_free);
    g_array_set_clear_func(unit->types, type_clear);
    ir_add_type(unit, (struct ir_type){.kind = IR_TYPE_VOID, .name = "void", .target = IR_NONE});
    ir_add_loc(unit, (struct ir_loc){.file = IR_NONE, .spelling_file = IR_NONE});
    return unit;
}

void ir_unit_free(struct ir_unit *unit)
{
    if (!unit)
        return;
    g_ptr_array_unref(unit->functions);
    GArray *tables[] = {unit->files,   unit->locs,     unit->types,   unit->consts,
                        unit->symbols, unit->literals, unit->mentions};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        g_array_unref(tables[i]);
    index_free(unit->index);
    g_string_chunk_free(unit->strings);
    g_free(unit);
}

static void call_clear(gpointer data)
{
    struct ir_call *call = data;
    g_clear_pointer(&call->texts, g_array_unref);
}

static void asm_clear(gpointer data)
{
    struct ir_asm *code = data;
    g_clear_pointer(&code->constraints, g_array_unref);
    g_clear_pointer(&code->clobbers, g_array_unref);
}

struct ir_function *ir_function_new(void)
{
    struct ir_function *function = g_new0(struct ir_function, 1);
    function->symbol = IR_NONE;
    function->locals = g_array_new(FALSE, FALSE, sizeof(struct ir_local));
    function->blocks = g_array_new(FALSE, FALSE, sizeof(struct ir_block));
    function->insts = g_array_new(FALSE, FALSE, sizeof(struct ir_inst));
    function->operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    function->calls = g_array_new(FALSE, FALSE, sizeof(struct ir_call));
    function->asms = g_array_new(FALSE, FALSE, sizeof(struct ir_asm));
    g_array_set_clear_func(function->calls, call_clear);
    g_array_set_clear_func(function->asms, asm_clear);
    return function;
}

void ir_function_free(struct ir_function *function)
{
    if (!function)
        return;
    GArray *tables[] = {function->locals,   function->blocks, function->insts,
                        function->operands, function->calls,  function->asms};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        g_array_unref(tables[i]);
    g_free(function);
}
