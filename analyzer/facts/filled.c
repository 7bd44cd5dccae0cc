#include "facts/filled.h"

#include "facts/homes.h"
#include "facts/summary.h"

struct filled {
    const struct ir_unit *unit;
    struct homes *homes;
    GHashTable *members; /* home_key of a member → the function that stores there, or its own address: several do */
};

static bool is_computed(const struct ir_function *function, struct ir_ref value)
{
    while (value.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, value.index);
        if (inst->op != IR_TRUNC && inst->op != IR_EXTEND && inst->op != IR_BITCAST)
            return true;
        value = ir_operand(function, inst, 0);
    }
    return value.kind == IR_REF_SYMBOL || value.kind == IR_REF_LOCAL;
}

static void look(struct filled *f, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op != IR_STORE || !is_computed(function, ir_operand(function, inst, 1)))
            continue;
        struct home home = homes_at(f->homes, function, ir_operand(function, inst, 0));
        if (home.kind != HOME_FIELD)
            continue;
        gint64 key = home_key(home);
        gconstpointer by = g_hash_table_lookup(f->members, &key);
        g_hash_table_insert(f->members, g_memdup2(&key, sizeof key),
                            (gpointer)(by && by != function ? (gconstpointer)f : function));
    }
}

struct filled *filled_new(const struct ir_unit *unit)
{
    struct filled *f = g_new0(struct filled, 1);
    f->unit = unit;
    f->homes = homes_new(unit);
    f->members = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < unit->functions->len; i++)
        look(f, g_ptr_array_index(unit->functions, i));
    return f;
}

void filled_free(struct filled *f)
{
    if (!f)
        return;
    g_hash_table_unref(f->members);
    homes_free(f->homes);
    g_free(f);
}

static bool holds_pointers(const struct ir_unit *unit, ir_id record)
{
    const GArray *fields = ir_type_at(unit, record)->fields;
    for (guint i = 0; fields && i < fields->len; i++)
        if (ir_type_at(unit, g_array_index(fields, struct ir_field, i).type)->kind == IR_TYPE_POINTER)
            return true;
    return false;
}

/* Of the load in a called function, by its place. */
static struct home home_inside(const struct filled *f, const struct spot *spot)
{
    for (guint n = 0; spot->function && n < f->unit->functions->len; n++) {
        const struct ir_function *body = g_ptr_array_index(f->unit->functions, n);
        if (!g_str_equal(ir_function_name(f->unit, body), spot->function))
            continue;
        for (uint32_t i = 0; i < body->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(body, i);
            const struct ir_loc *loc = ir_loc_at(f->unit, inst->loc);
            if (inst->op == IR_LOAD && loc->line == spot->line && loc->col == spot->col)
                return homes_at(f->homes, body, ir_operand(body, inst, 0));
        }
    }
    return (struct home){HOME_NONE, 0, 0};
}

bool filled_elsewhere(const struct filled *f, const struct ir_function *function, const struct read *read)
{
    struct home home =
        read->deed ? home_inside(f, &read->deed->spot) : homes_at(f->homes, function, read->fetch.source);
    gint64 key = home_key(home);
    gconstpointer by = home.kind == HOME_FIELD ? g_hash_table_lookup(f->members, &key) : NULL;
    return by && by != function && holds_pointers(f->unit, home.a);
}
