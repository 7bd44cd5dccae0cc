#include "facts/callgraph.h"

#include <string.h>

#include "facts/callplaces.h"
#include "facts/components.h"
#include "ir/access.h"

enum { STORED_MAX = 64 /* functions in one field: beyond, nobody can tell which is meant */ };

struct callgraph {
    const struct ir_unit *unit;
    GHashTable *bodies;    /* symbol + 1 → index + 1 */
    GHashTable *stored;    /* field → GArray of uint32_t */
    GHashTable *constants; /* "SYMBOL field" → symbol + 1 stored there, or 0 for several */
    GStringChunk *names;
    GArray **callees; /* by function: uint32_t, each once */
    GArray **callers; /* by function: struct call_site */
    struct components components;
};

static uint32_t n_functions(const struct callgraph *graph)
{
    return graph->unit->functions->len;
}

static const struct ir_function *function_at(const struct callgraph *graph, uint32_t i)
{
    return g_ptr_array_index(graph->unit->functions, i);
}

uint32_t callgraph_body(const struct callgraph *graph, ir_id symbol)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(graph->bodies, GUINT_TO_POINTER(symbol + 1))) - 1;
}

/* ---- places ---- */

static void add_stored(struct callgraph *graph, char *field, uint32_t body)
{
    GArray *list = g_hash_table_lookup(graph->stored, field);
    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_hash_table_insert(graph->stored, g_strdup(field), list);
    }
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, uint32_t, i) == body)
            return;
    if (list->len < STORED_MAX)
        g_array_append_val(list, body);
}

static ir_id function_symbol(const struct callgraph *graph, const struct ir_function *function, struct ir_ref value)
{
    struct ir_ref ref = ir_behind_casts(function, value);
    return ref.kind == IR_REF_SYMBOL && ir_symbol_at(graph->unit, ref.index)->is_function ? ref.index : IR_NONE;
}

static void note_store(struct callgraph *graph, const struct ir_function *function, const struct ir_inst *inst)
{
    ir_id symbol = function_symbol(graph, function, ir_operand(function, inst, 1));
    struct ir_ref address = ir_operand(function, inst, 0);
    g_autofree char *field = symbol == IR_NONE ? NULL : callplace_of_address(graph->unit, function, address);
    if (!field)
        return;
    uint32_t body = callgraph_body(graph, symbol);
    g_autofree char *of_object = callplace_of_object(graph->unit, function, address);
    if (body != IR_NONE)
        add_stored(graph, field, body);
    if (body != IR_NONE && of_object)
        add_stored(graph, of_object, body);
    ir_id object = callplace_constant(graph->unit, function, address);
    if (object == IR_NONE)
        return;
    char *place = g_strdup_printf("%u %s", object, field);
    bool is_known = g_hash_table_contains(graph->constants, place);
    g_hash_table_replace(graph->constants, place, GUINT_TO_POINTER(is_known ? 0 : symbol + 1));
}

/* `each(list, f)`: what is called through that parameter. */
static void note_arguments(struct callgraph *graph, const struct ir_function *function, const struct ir_inst *call)
{
    ir_id callee = function_symbol(graph, function, ir_operand(function, call, 0));
    for (uint32_t o = 1; o < call->n_operands && callee != IR_NONE; o++) {
        ir_id symbol = function_symbol(graph, function, ir_operand(function, call, o));
        uint32_t body = symbol == IR_NONE ? IR_NONE : callgraph_body(graph, symbol);
        g_autofree char *place = body == IR_NONE ? NULL : callplace_of_argument(graph->unit, callee, o - 1);
        if (place)
            add_stored(graph, place, body);
    }
}

static void find_stores(struct callgraph *graph)
{
    for (uint32_t f = 0; f < n_functions(graph); f++) {
        const struct ir_function *function = function_at(graph, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op == IR_STORE)
                note_store(graph, function, inst);
            else if (inst->op == IR_CALL)
                note_arguments(graph, function, inst);
        }
    }
}

/* ---- calls ---- */

static struct call_target by_symbol(const struct callgraph *graph, const struct ir_symbol *symbol)
{
    ir_id id = (ir_id)(symbol - (const struct ir_symbol *)(const void *)graph->unit->symbols->data);
    return (struct call_target){.symbol = symbol, .body = callgraph_body(graph, id)};
}

struct call_target callgraph_target(const struct callgraph *graph, const struct ir_function *function, uint32_t index)
{
    const struct ir_inst *call = ir_inst_at(function, index);
    struct call_target unknown = {.body = IR_NONE};
    const struct ir_symbol *symbol = call->op == IR_CALL ? ir_callee(graph->unit, function, call) : NULL;
    if (symbol)
        return by_symbol(graph, symbol);
    struct ir_ref address = {.kind = IR_REF_NONE};
    if (call->op == IR_CALL)
        address = callplace_loaded(graph->unit, function, ir_operand(function, call, 0));
    g_autofree char *field = callplace_of_address(graph->unit, function, address);
    if (!field)
        return unknown;
    g_autofree char *place = g_strdup_printf("%u %s", callplace_constant(graph->unit, function, address), field);
    guint stored = GPOINTER_TO_UINT(g_hash_table_lookup(graph->constants, place));
    if (stored)
        return by_symbol(graph, ir_symbol_at(graph->unit, stored - 1));
    g_autofree char *of_object = callplace_of_object(graph->unit, function, address);
    unknown.field = g_string_chunk_insert_const(graph->names, field);
    unknown.of_object = of_object ? g_string_chunk_insert_const(graph->names, of_object) : NULL;
    return unknown;
}

const GArray *callgraph_stored(const struct callgraph *graph, const char *field)
{
    return g_hash_table_lookup(graph->stored, field);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *callgraph_fields(const struct callgraph *graph)
{
    GPtrArray *fields = g_ptr_array_new();
    GHashTableIter iter;
    gpointer field;
    g_hash_table_iter_init(&iter, graph->stored);
    while (g_hash_table_iter_next(&iter, &field, NULL))
        g_ptr_array_add(fields, field);
    g_ptr_array_sort(fields, compare_texts);
    return fields;
}

GPtrArray *callgraph_called_fields(const struct callgraph *graph)
{
    GPtrArray *fields = g_ptr_array_new();
    for (uint32_t f = 0; f < n_functions(graph); f++) {
        const struct ir_function *function = function_at(graph, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            struct call_target target = {.body = IR_NONE};
            if (ir_inst_at(function, i)->op == IR_CALL)
                target = callgraph_target(graph, function, i);
            if (target.field && !g_ptr_array_find(fields, target.field, NULL)) /* equal fields are equal pointers */
                g_ptr_array_add(fields, (gpointer)(uintptr_t)target.field);
        }
    }
    return fields;
}

static void add_callee(GArray *callees, uint32_t body)
{
    for (guint i = 0; i < callees->len; i++)
        if (g_array_index(callees, uint32_t, i) == body)
            return;
    g_array_append_val(callees, body);
}

static void find_callees(struct callgraph *graph, uint32_t f)
{
    const struct ir_function *function = function_at(graph, f);
    graph->callees[f] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t i = 0; i < function->insts->len; i++) {
        if (ir_inst_at(function, i)->op != IR_CALL)
            continue;
        struct call_target target = callgraph_target(graph, function, i);
        struct call_site site = {f, i};
        if (target.body != IR_NONE) {
            add_callee(graph->callees[f], target.body);
            g_array_append_val(graph->callers[target.body], site);
        }
        const GArray *stored = target.field ? callgraph_stored(graph, target.field) : NULL;
        for (guint s = 0; stored && s < stored->len; s++)
            add_callee(graph->callees[f], g_array_index(stored, uint32_t, s));
    }
}

const GArray *callgraph_callees(const struct callgraph *graph, uint32_t function)
{
    return graph->callees[function];
}

const GArray *callgraph_callers(const struct callgraph *graph, uint32_t function)
{
    return graph->callers[function];
}

/* ---- components ---- */

uint32_t callgraph_component(const struct callgraph *graph, uint32_t function)
{
    return graph->components.component[function];
}

const GArray *callgraph_members(const struct callgraph *graph, uint32_t component)
{
    return g_ptr_array_index(graph->components.members, component);
}

/* ---- all ---- */

static void unref_list(gpointer list)
{
    g_array_unref(list);
}

struct callgraph *callgraph_new(const struct ir_unit *unit)
{
    struct callgraph *graph = g_new0(struct callgraph, 1);
    graph->unit = unit;
    graph->bodies = g_hash_table_new(NULL, NULL);
    graph->stored = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_list);
    graph->constants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    graph->names = g_string_chunk_new(256);
    for (uint32_t f = 0; f < n_functions(graph); f++)
        if (function_at(graph, f)->symbol != IR_NONE)
            g_hash_table_insert(graph->bodies, GUINT_TO_POINTER(function_at(graph, f)->symbol + 1),
                                GUINT_TO_POINTER(f + 1));
    find_stores(graph);
    graph->callees = g_new0(GArray *, MAX(n_functions(graph), 1));
    graph->callers = g_new0(GArray *, MAX(n_functions(graph), 1));
    for (uint32_t f = 0; f < n_functions(graph); f++)
        graph->callers[f] = g_array_new(FALSE, FALSE, sizeof(struct call_site));
    for (uint32_t f = 0; f < n_functions(graph); f++)
        find_callees(graph, f);
    components_find(&graph->components, graph->callees, n_functions(graph));
    return graph;
}

void callgraph_free(struct callgraph *graph)
{
    if (!graph)
        return;
    for (uint32_t f = 0; f < n_functions(graph); f++) {
        g_array_unref(graph->callees[f]);
        g_array_unref(graph->callers[f]);
    }
    g_free(graph->callees);
    g_free(graph->callers);
    components_clear(&graph->components);
    g_hash_table_unref(graph->bodies);
    g_hash_table_unref(graph->stored);
    g_hash_table_unref(graph->constants);
    g_string_chunk_free(graph->names);
    g_free(graph);
}

static void print_call(const struct callgraph *graph, const struct ir_function *function, uint32_t index, GString *out)
{
    struct call_target target = callgraph_target(graph, function, index);
    const GArray *stored = target.field ? callgraph_stored(graph, target.field) : NULL;
    if (target.symbol)
        g_string_append_printf(out, " %s%s", target.body == IR_NONE ? "@" : "", target.symbol->name);
    else
        g_string_append_printf(out, " %s", target.field ? target.field : "?");
    for (guint i = 0; stored && i < stored->len; i++)
        g_string_append_printf(out, "%s%s%s", i ? " " : "[",
                               ir_function_name(graph->unit, function_at(graph, g_array_index(stored, uint32_t, i))),
                               i + 1 == stored->len ? "]" : "");
}

void callgraph_print(const struct callgraph *graph, GString *out)
{
    for (uint32_t f = 0; f < n_functions(graph); f++) {
        const struct ir_function *function = function_at(graph, f);
        g_string_append_printf(out, "%s:", ir_function_name(graph->unit, function));
        for (uint32_t i = 0; i < function->insts->len; i++)
            if (ir_inst_at(function, i)->op == IR_CALL)
                print_call(graph, function, i, out);
        g_string_append_c(out, '\n');
    }
    for (guint c = 0; c < graph->components.members->len; c++) {
        const GArray *members = callgraph_members(graph, c);
        for (guint m = 0; members->len > 1 && m < members->len; m++)
            g_string_append_printf(
                out, "%s%s%s", m ? " " : "circle: ",
                ir_function_name(graph->unit, function_at(graph, g_array_index(members, uint32_t, m))),
                m + 1 == members->len ? "\n" : "");
    }
}
