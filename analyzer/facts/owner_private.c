/* Memory that is the code's own though other objects of its type are shared: what a member or a variable points to that
 * nothing but fresh allocations are stored into. */
#include "facts/owner_private.h"

#include "facts/callees.h"
#include "ir/access.h"

enum { DEPTH_MAX = 3 /* variables that are set from variables */ };

static bool holds_private(const struct owners *o, struct home home, unsigned depth);

/* An allocation, none at all, or what such a place holds. */
static bool is_private(const struct owners *o, const struct ir_function *function, struct ir_ref value, unsigned depth,
                       bool *ret_is_made)
{
    value = ir_behind_casts(function, value);
    const struct ir_inst *inst = value.kind == IR_REF_TEMP ? ir_inst_at(function, value.index) : NULL;
    const struct use *use;
    *ret_is_made = inst != NULL;
    if (!inst)
        return value.kind == IR_REF_CONST;
    if (inst->op == IR_LOAD)
        return holds_private(o, homes_at(o->homes, function, ir_operand(function, inst, 0)), depth + 1);
    const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(o->unit, function, inst) : NULL;
    return callee && callee_allocates_own(callee->name) &&
           owner_of_source(o, function, value.index, &use).kind == OWNER_NONE;
}

static bool is_home(struct home a, struct home b)
{
    return a.kind == b.kind && a.a == b.a && a.b == b.b;
}

/* Of all that the unit stores there. */
static bool find_private(const struct owners *o, struct home home, unsigned depth)
{
    bool is_any = false;
    if (depth > DEPTH_MAX || (home.kind != HOME_FIELD && home.kind != HOME_LOCAL) ||
        (home.kind == HOME_LOCAL && home.b < homes_body(o->homes, home.a)->n_params))
        return false;
    for (guint f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(o->unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            bool is_made;
            if (inst->op != IR_STORE || !is_home(homes_at(o->homes, function, ir_operand(function, inst, 0)), home))
                continue;
            if (!is_private(o, function, ir_operand(function, inst, 1), depth, &is_made))
                return false;
            is_any |= is_made;
        }
    }
    return is_any;
}

/* Each home is asked for once; one that leads to itself holds nothing for certain. */
static bool holds_private(const struct owners *o, struct home home, unsigned depth)
{
    gint64 key = home_key(home);
    gpointer known;
    if (g_hash_table_lookup_extended(o->privates, &key, NULL, &known))
        return known != NULL;
    g_hash_table_insert(o->privates, g_memdup2(&key, sizeof key), NULL);
    bool is_one = find_private(o, home, depth);
    g_hash_table_insert(o->privates, g_memdup2(&key, sizeof key), GINT_TO_POINTER(is_one));
    return is_one;
}

bool owner_is_private(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    for (;;) {
        const struct ir_inst *inst = value.kind == IR_REF_TEMP ? ir_inst_at(function, value.index) : NULL;
        if (inst && inst->op == IR_LOAD)
            return holds_private(o, homes_at(o->homes, function, ir_operand(function, inst, 0)), 0);
        if (!inst || (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST))
            return false;
        value = ir_operand(function, inst, 0);
    }
}
