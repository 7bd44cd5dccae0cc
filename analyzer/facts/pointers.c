/* Uses through function pointers: where the address of a catalogued function is taken, and calls of a pointer that can
 * only be one such function. */
#include "facts/finders.h"

#include <string.h>

static const struct ir_symbol *function_symbol(const struct ir_unit *unit, struct ir_ref ref)
{
    if (ref.kind != IR_REF_SYMBOL)
        return NULL;
    const struct ir_symbol *symbol = ir_symbol_at(unit, ref.index);
    return symbol->is_function ? symbol : NULL;
}

/* `((long (*)(void *))pkey_free)(p)`: the cast is made to call, not to hand the address on. */
static bool is_only_called(struct collector *c, const struct ir_function *function, uint32_t cast)
{
    const GArray *users = chains_users(body_chains(collector_body(c, function)), cast);
    for (guint i = 0; i < users->len; i++) {
        struct chain_use use = g_array_index(users, struct chain_use, i);
        const struct ir_inst *inst = ir_inst_at(function, use.inst);
        bool called = inst->op == IR_CALL && use.operand == 0;
        if (!called && !(inst->op == IR_BITCAST && is_only_called(c, function, use.inst)))
            return false;
    }
    return users->len > 0;
}

static void add_reference(struct collector *c, const struct ir_function *function, uint32_t index, const char *name)
{
    static const enum spelling_kind kinds[] = {SPELLING_CALL, SPELLING_INTRINSIC};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        const GPtrArray *matches = catalogue_by_name(c->catalogue, kinds[k], name);
        for (guint i = 0; i < matches->len; i++) {
            const struct catalogue_match *match = g_ptr_array_index(matches, i);
            struct use use = collector_use(c, function, index, match, name);
            use.is_reference = true;
            if (collector_on_side(c, match->spelling))
                collector_add(c, use);
        }
    }
}

void collect_references(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            const struct ir_symbol *symbol = function_symbol(c->unit, ir_operand(function, inst, o));
            if (!symbol || (inst->op == IR_CALL && o == 0) ||
                (inst->op == IR_BITCAST && is_only_called(c, function, i)))
                continue;
            add_reference(c, function, i, symbol->name);
        }
    }
}

/* What the unit stores into its own static variables and the members of its static tables. */
struct statics {
    const struct ir_unit *unit;
    GHashTable *targets; /* "SYMBOL.MEMBER…" → id of the one function stored there + 1, or 0 for more than one */
    GHashTable *escaped; /* symbol id: its address went somewhere, anything may be stored */
};

/* The static object that an address lies in, with the way to it; NULL when it is none. */
static char *static_place(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref,
                          ir_id *ret_symbol)
{
    g_autoptr(GString) path = g_string_new(NULL);
    for (unsigned depth = 0; ref.kind == IR_REF_TEMP && depth < 16; depth++) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op == IR_FIELD)
            g_string_append_printf(path, ".%u", inst->aux);
        else if (inst->op == IR_INDEX)
            g_string_append(path, "[]");
        else
            return NULL;
        ref = ir_operand(function, inst, 0);
    }
    if (ref.kind != IR_REF_SYMBOL)
        return NULL;
    const struct ir_symbol *symbol = ir_symbol_at(unit, ref.index);
    if (symbol->is_function || symbol->linkage != IR_STATIC)
        return NULL;
    *ret_symbol = ref.index;
    return g_strdup_printf("%u%s", ref.index, path->str);
}

static void note_store(struct statics *s, struct collector *c, const struct ir_function *function,
                       const struct ir_inst *inst)
{
    ir_id symbol;
    char *place = static_place(s->unit, function, ir_operand(function, inst, 0), &symbol);
    if (!place)
        return;
    const struct value_set *set =
        constants_of(body_constants(collector_body(c, function)), ir_operand(function, inst, 1));
    bool one = set->n == 1 && !set->is_open && set->values[0].kind == VALUE_SYMBOL;
    bool null = set->n == 1 && !set->is_open && set->values[0].kind == VALUE_NUMBER && set->values[0].number == 0;
    gpointer target = one ? GUINT_TO_POINTER((guint)set->values[0].number + 1) : NULL, before;
    if (null) { /* calling NULL is no call */
        g_free(place);
        return;
    }
    if (g_hash_table_lookup_extended(s->targets, place, NULL, &before) && before != target)
        target = NULL;
    g_hash_table_replace(s->targets, place, target);
}

/* A static symbol may be loaded from, stored to, and stepped into; anything else lets its address out. */
static bool lets_out(const struct ir_inst *inst, uint32_t operand)
{
    bool address = operand == 0 && (inst->op == IR_LOAD || inst->op == IR_STORE || inst->op == IR_FIELD ||
                                    inst->op == IR_INDEX || inst->op == IR_ZERO);
    return !address;
}

static bool is_constant_object(const struct ir_unit *unit, const struct ir_symbol *symbol)
{
    const struct ir_type *type = ir_type_at(unit, symbol->type);
    return type->is_const || (type->kind == IR_TYPE_ARRAY && ir_type_at(unit, type->target)->is_const);
}

static void note_escapes(struct statics *s, const struct ir_function *function, const struct ir_inst *inst)
{
    for (uint32_t o = 0; o < inst->n_operands; o++) {
        ir_id symbol;
        g_autofree char *place = static_place(s->unit, function, ir_operand(function, inst, o), &symbol);
        if (place && lets_out(inst, o) && !is_constant_object(s->unit, ir_symbol_at(s->unit, symbol)))
            g_hash_table_add(s->escaped, GUINT_TO_POINTER(symbol));
    }
}

static void statics_begin(struct statics *s, struct collector *c)
{
    s->unit = c->unit;
    s->targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    s->escaped = g_hash_table_new(NULL, NULL);
    for (guint f = 0; f < c->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(c->unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op == IR_STORE)
                note_store(s, c, function, inst);
            note_escapes(s, function, inst);
        }
    }
}

static void statics_end(struct statics *s)
{
    g_hash_table_unref(s->targets);
    g_hash_table_unref(s->escaped);
}

/* The one function that the pointer read by the load can be, or NULL. */
static const struct ir_symbol *static_target(const struct statics *s, const struct ir_function *function,
                                             const struct ir_inst *load)
{
    ir_id symbol;
    g_autofree char *place = static_place(s->unit, function, ir_operand(function, load, 0), &symbol);
    if (!place || g_hash_table_contains(s->escaped, GUINT_TO_POINTER(symbol)))
        return NULL;
    guint id = GPOINTER_TO_UINT(g_hash_table_lookup(s->targets, place));
    return id ? ir_symbol_at(s->unit, id - 1) : NULL;
}

/* The load that gave the pointer, when it read something that can be followed: a local, or a static object. */
static const struct ir_inst *pointer_load(const struct ir_unit *unit, const struct ir_function *function,
                                          struct ir_ref callee)
{
    while (callee.kind == IR_REF_TEMP && ir_inst_at(function, callee.index)->op == IR_BITCAST)
        callee = ir_operand(function, ir_inst_at(function, callee.index), 0);
    if (callee.kind != IR_REF_TEMP || ir_inst_at(function, callee.index)->op != IR_LOAD)
        return NULL;
    const struct ir_inst *load = ir_inst_at(function, callee.index);
    ir_id symbol;
    g_autofree char *place = static_place(unit, function, ir_operand(function, load, 0), &symbol);
    return place || ir_operand(function, load, 0).kind == IR_REF_LOCAL ? load : NULL;
}

static const struct ir_symbol *pointer_target(const struct statics *s, struct collector *c,
                                              const struct ir_function *function, struct ir_ref callee)
{
    const struct ir_inst *load = pointer_load(c->unit, function, callee);
    if (!load)
        return NULL;
    const struct ir_symbol *direct = static_target(s, function, load);
    if (direct)
        return direct;
    const struct value_set *set = constants_of(body_constants(collector_body(c, function)), callee);
    if (set->n == 1 && !set->is_open && set->values[0].kind == VALUE_SYMBOL)
        return ir_symbol_at(c->unit, (ir_id)set->values[0].number);
    g_autoptr(GArray) origins = chains_origins(body_chains(collector_body(c, function)), callee);
    if (origins->len != 1)
        return NULL;
    struct ir_ref origin = g_array_index(origins, struct ir_ref, 0);
    if (origin.kind != IR_REF_TEMP || ir_inst_at(function, origin.index)->op != IR_LOAD)
        return NULL;
    return static_target(s, function, ir_inst_at(function, origin.index));
}

static void collect_indirect_call(const struct statics *s, struct collector *c, const struct ir_function *function,
                                  uint32_t index)
{
    const struct ir_inst *inst = ir_inst_at(function, index);
    const struct ir_symbol *target = pointer_target(s, c, function, ir_operand(function, inst, 0));
    const GPtrArray *matches = target ? catalogue_by_name(c->catalogue, SPELLING_CALL, target->name) : NULL;
    for (guint i = 0; matches && i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        struct use use = collector_use(c, function, index, match, target->name);
        use.is_indirect = true;
        if (collector_fits(c, function, inst, match))
            collector_add(c, use);
    }
}

static bool has_reference(const struct collector *c)
{
    for (guint i = 0; i < c->uses->len; i++)
        if (g_array_index(c->uses, struct use, i).is_reference)
            return true;
    return false;
}

void collect_indirect(struct collector *c)
{
    if (!has_reference(c))
        return;
    struct statics statics;
    statics_begin(&statics, c);
    for (guint f = 0; f < c->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(c->unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op == IR_CALL && !ir_callee(c->unit, function, inst))
                collect_indirect_call(&statics, c, function, i);
        }
    }
    statics_end(&statics);
}
