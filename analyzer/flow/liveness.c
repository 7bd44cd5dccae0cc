#include "flow/liveness.h"

#include "flow/bits.h"
#include "flow/solver.h"
#include "ir/access.h"

enum { BITS_MAX = 1 << 29 }; /* slots × blocks: 64 MiB of states */

struct liveness {
    const struct cfg *cfg;
    const struct slots *slots;
    uint32_t n;
    GArray *writes;  /* scratch: struct slot_write */
    GArray *updates; /* scratch: uint32_t */
    struct flow_solution *solution;
};

static void *create_state(void *context)
{
    const struct liveness *l = context;
    return bits_new(l->n);
}

static void destroy_state(void *state, void *context G_GNUC_UNUSED)
{
    g_free(state);
}

static void copy_state(void *to, const void *from, void *context)
{
    const struct liveness *l = context;
    bits_copy(to, from, l->n);
}

static bool join_state(void *into, const void *from, unsigned visits G_GNUC_UNUSED, void *context)
{
    const struct liveness *l = context;
    return bits_join(into, from, l->n);
}

/* Nothing that is private outlives the function. */
static void start_state(void *state G_GNUC_UNUSED, void *context G_GNUC_UNUSED)
{
}

static void step_inst(void *state, uint32_t inst, void *context)
{
    const struct liveness *l = context;
    g_array_set_size(l->writes, 0);
    slots_writes(l->slots, inst, l->writes);
    for (guint w = 0; w < l->writes->len; w++)
        bits_remove(state, g_array_index(l->writes, struct slot_write, w).slot);
    uint32_t slot = slots_read(l->slots, inst);
    if (slot != IR_NONE)
        bits_add(state, slot);
    g_array_set_size(l->updates, 0);
    slots_updates(l->slots, inst, l->updates);
    for (guint u = 0; u < l->updates->len; u++)
        bits_add(state, g_array_index(l->updates, uint32_t, u));
}

static const struct flow_problem problem = {
    .direction = FLOW_BACKWARD,
    .create = create_state,
    .destroy = destroy_state,
    .copy = copy_state,
    .join = join_state,
    .start = start_state,
    .step = step_inst,
};

struct liveness *liveness_new(const struct cfg *cfg, const struct slots *slots)
{
    struct liveness *l = g_new0(struct liveness, 1);
    l->cfg = cfg;
    l->slots = slots;
    l->n = slots_locals(slots);
    l->writes = g_array_new(FALSE, FALSE, sizeof(struct slot_write));
    l->updates = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    if ((uint64_t)l->n * cfg_function(cfg)->blocks->len <= BITS_MAX)
        l->solution = flow_solve(cfg, &problem, l);
    if (!l->solution)
        g_clear_pointer(&l, liveness_free);
    return l;
}

void liveness_free(struct liveness *l)
{
    if (!l)
        return;
    flow_free(l->solution);
    g_array_unref(l->writes);
    g_array_unref(l->updates);
    g_free(l);
}

bool liveness_is_live_after(const struct liveness *l, uint32_t inst, uint32_t local)
{
    uint32_t slot = slots_of_local(l->slots, local), block = cfg_block_of(l->cfg, inst);
    const void *end = flow_at(l->solution, block);
    if (slot == IR_NONE)
        return true;
    if (!end)
        return false;
    const struct ir_block *range = ir_block_at(cfg_function(l->cfg), block);
    g_autofree uint64_t *state = bits_new(l->n);
    bits_copy(state, end, l->n);
    for (uint32_t i = range->first + range->n - 1; i > inst; i--)
        step_inst(state, i, (void *)l);
    return bits_has(state, slot);
}

bool liveness_is_dead_store(const struct liveness *l, uint32_t inst)
{
    g_autoptr(GArray) writes = g_array_new(FALSE, FALSE, sizeof(struct slot_write));
    slots_writes(l->slots, inst, writes);
    for (guint w = 0; w < writes->len; w++) {
        uint32_t slot = g_array_index(writes, struct slot_write, w).slot;
        if (liveness_is_live_after(l, inst, slots_local(l->slots, slot)))
            return false;
    }
    return writes->len > 0;
}

void liveness_print(const struct liveness *l, GString *out)
{
    const struct ir_function *function = cfg_function(l->cfg);
    struct cfg_list order = cfg_order(l->cfg);
    for (uint32_t i = 0; i < order.n; i++) {
        const uint64_t *end = flow_at(l->solution, order.blocks[i]);
        g_string_append_printf(out, "%s#%u:", ir_block_at(function, order.blocks[i])->name, order.blocks[i]);
        for (uint32_t slot = 0; slot < l->n; slot++)
            if (bits_has(end, slot))
                g_string_append_printf(
                    out, " %s", g_array_index(function->locals, struct ir_local, slots_local(l->slots, slot)).name);
        g_string_append_c(out, '\n');
    }
}
