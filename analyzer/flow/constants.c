#include "flow/constants.h"

#include <string.h>

#include "flow/evaluate.h"
#include "flow/solver.h"
#include "ir/access.h"

/* States are one id a slot and block. Beyond this many (generated functions) the analysis declines: nothing is known.
 */
enum { CELLS_MAX = 1 << 24 };

struct constants {
    struct evaluation e;
    struct value_pool *pool;
    struct fixed *fixed;          /* NULL: not asked for */
    struct flow_solution *solution; /* NULL: declined */
};

static void *create_state(void *context)
{
    const struct constants *c = context;
    return g_new0(value_id, MAX(slots_count(c->e.slots), 1));
}

static void destroy_state(void *state, void *context G_GNUC_UNUSED)
{
    g_free(state);
}

static void copy_state(void *to, const void *from, void *context)
{
    const struct constants *c = context;
    memcpy(to, from, slots_count(c->e.slots) * sizeof(value_id));
}

static bool join_state(void *into, const void *from, unsigned visits G_GNUC_UNUSED, void *context)
{
    const struct constants *c = context;
    value_id *a = into;
    const value_id *b = from;
    bool grew = false;
    for (uint32_t i = 0; i < slots_count(c->e.slots); i++) {
        value_id joined = value_id_join(c->pool, a[i], b[i]);
        grew |= joined != a[i];
        a[i] = joined;
    }
    return grew;
}

/* Parameters may be anything; other locals hold nothing yet. */
static void start_state(void *state, void *context)
{
    const struct constants *c = context;
    value_id *values = state;
    for (uint32_t i = 0; i < slots_locals(c->e.slots); i++)
        if (slots_local(c->e.slots, i) < c->e.function->n_params)
            values[i] = VALUES_UNKNOWN;
}

static value_id written(const struct constants *c, const value_id *state, const struct slot_write *write)
{
    if (write->kind == SLOT_UNKNOWN)
        return VALUES_UNKNOWN;
    return write->kind == SLOT_ZERO ? value_id_number(c->pool, 0) : evaluate_ref(&c->e, state, write->value);
}

static void step_inst(void *state, uint32_t inst, void *context)
{
    struct constants *c = context;
    value_id *values = state;
    value_id value = evaluate_inst(&c->e, values, inst);
    c->e.temps[inst] = value;
    if (slots_of_temp(c->e.slots, inst) != IR_NONE)
        values[slots_of_temp(c->e.slots, inst)] = value;
    g_array_set_size(c->e.writes, 0);
    slots_writes(c->e.slots, inst, c->e.writes);
    for (guint i = 0; i < c->e.writes->len; i++) {
        const struct slot_write *write = &g_array_index(c->e.writes, struct slot_write, i);
        values[write->slot] = written(c, values, write);
    }
}

static bool take_edge(void *state, uint32_t from, uint32_t to, void *context)
{
    const struct constants *c = context;
    return evaluate_edge(&c->e, state, from, to);
}

static const struct flow_problem problem = {
    .direction = FLOW_FORWARD,
    .create = create_state,
    .destroy = destroy_state,
    .copy = copy_state,
    .join = join_state,
    .start = start_state,
    .step = step_inst,
    .edge = take_edge,
};

struct constants *constants_new(const struct ir_unit *unit, const struct cfg *cfg, const struct slots *slots)
{
    struct constants *c = g_new0(struct constants, 1);
    const struct ir_function *function = cfg_function(cfg);
    c->pool = value_pool_new();
    c->e = (struct evaluation){.unit = unit, .function = function, .cfg = cfg, .slots = slots, .pool = c->pool};
    c->e.fixed = &c->fixed;
    c->e.temps = g_new0(value_id, MAX(function->insts->len, 1));
    c->e.writes = g_array_new(FALSE, FALSE, sizeof(struct slot_write));
    if ((uint64_t)slots_count(slots) * function->blocks->len <= CELLS_MAX)
        c->solution = flow_solve(cfg, &problem, c);
    return c;
}

void constants_free(struct constants *c)
{
    if (!c)
        return;
    flow_free(c->solution);
    g_array_unref(c->e.writes);
    g_free(c->e.temps);
    fixed_free(c->fixed);
    value_pool_free(c->pool);
    g_free(c);
}

/* When the solver settled, the last run over a block saw its final state: `temps` is what replaying would give. */
const struct value_set *constants_of(const struct constants *c, struct ir_ref ref)
{
    if (ref.kind == IR_REF_TEMP)
        return value_set_of(c->pool, c->solution ? c->e.temps[ref.index] : VALUES_UNKNOWN);
    return value_set_of(c->pool, evaluate_ref(&c->e, NULL, ref));
}

/* Stepping over a block again computes the same temps, so nothing that is shared changes. */
const struct value_set *constants_local(const struct constants *c, uint32_t inst, uint32_t local)
{
    uint32_t slot = slots_of_local(c->e.slots, local), block = cfg_block_of(c->e.cfg, inst);
    const void *start = c->solution ? flow_at(c->solution, block) : NULL;
    if (slot == IR_NONE || !start)
        return value_set_of(c->pool, VALUES_UNKNOWN);
    g_autofree value_id *state = create_state((void *)c);
    copy_state(state, start, (void *)c);
    for (uint32_t i = ir_block_at(c->e.function, block)->first; i < inst; i++)
        step_inst(state, i, (void *)c);
    return value_set_of(c->pool, state[slot]);
}

bool constants_number(const struct constants *c, struct ir_ref ref, int64_t *ret_number)
{
    const struct value_set *set = constants_of(c, ref);
    if (set->n != 1 || set->is_open || set->values[0].kind != VALUE_NUMBER)
        return false;
    *ret_number = set->values[0].number;
    return true;
}

bool constants_is_reached(const struct constants *c, uint32_t inst)
{
    uint32_t block = cfg_block_of(c->e.cfg, inst);
    return c->solution ? flow_at(c->solution, block) != NULL : cfg_is_reachable(c->e.cfg, block);
}

void constants_print_value(const struct ir_unit *unit, struct value value, GString *out)
{
    switch (value.kind) {
    case VALUE_NUMBER:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, value.number);
        break;
    case VALUE_SYMBOL:
        g_string_append(out, ir_symbol_at(unit, (ir_id)value.number)->name);
        break;
    case VALUE_STRING: {
        g_autofree char *escaped = g_strescape(g_array_index(unit->literals, const char *, value.number), NULL);
        g_string_append_printf(out, "\"%s\"", escaped);
        break;
    }
    }
}

void constants_print(const struct constants *c, GString *out)
{
    for (uint32_t i = 0; i < c->e.function->insts->len; i++) {
        const struct value_set *set = constants_of(c, (struct ir_ref){.kind = IR_REF_TEMP, .index = i & 0xfffffff});
        if (set->n == 0)
            continue;
        g_string_append_printf(out, "%%%u:", i);
        for (unsigned v = 0; v < set->n; v++) {
            g_string_append_c(out, ' ');
            constants_print_value(c->e.unit, set->values[v], out);
        }
        g_string_append(out, set->is_open ? " …\n" : "\n");
    }
}
