#include "flow/reaching.h"

#include <stdlib.h>

#include "flow/bits.h"
#include "flow/solver.h"
#include "ir/access.h"

enum { BITS_MAX = 1 << 29 }; /* definitions × blocks: 64 MiB of states */

/* One definition: an instruction that writes a slot, or (inst IR_NONE) the slot's value at entry. Sorted by slot, so
 * that the definitions of a slot are a range. */
struct definition {
    uint32_t slot, inst;
};

struct reaching {
    const struct cfg *cfg;
    const struct slots *slots;
    GArray *definitions;            /* struct definition */
    uint32_t *first;                /* of a slot in definitions; one more at the end */
    GArray *writes;                 /* scratch: struct slot_write */
    GArray *updates;                /* scratch: uint32_t */
    GHashTable *by_load, *by_write; /* inst → GArray of uint32_t */
    GArray *none;
};

static int order_definitions(gconstpointer a, gconstpointer b)
{
    const struct definition *x = a, *y = b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    return (x->inst > y->inst) - (x->inst < y->inst);
}

static void collect_definitions(struct reaching *r)
{
    uint32_t n_slots = slots_locals(r->slots);
    for (uint32_t slot = 0; slot < n_slots; slot++)
        g_array_append_val(r->definitions, ((struct definition){slot, IR_NONE}));
    for (uint32_t i = 0; i < cfg_function(r->cfg)->insts->len; i++) {
        g_array_set_size(r->writes, 0);
        slots_writes(r->slots, i, r->writes);
        for (guint w = 0; w < r->writes->len; w++) {
            struct definition definition = {g_array_index(r->writes, struct slot_write, w).slot, i};
            g_array_append_val(r->definitions, definition);
        }
    }
    g_array_sort(r->definitions, order_definitions);
    r->first = g_new0(uint32_t, n_slots + 1);
    for (guint d = 0; d < r->definitions->len; d++)
        r->first[g_array_index(r->definitions, struct definition, d).slot + 1] = d + 1;
}

static uint32_t number_of(const struct reaching *r, uint32_t slot, uint32_t inst)
{
    for (uint32_t d = r->first[slot]; d < r->first[slot + 1]; d++)
        if (g_array_index(r->definitions, struct definition, d).inst == inst)
            return d;
    g_assert_not_reached();
}

static void *create_state(void *context)
{
    const struct reaching *r = context;
    return bits_new(r->definitions->len);
}

static void destroy_state(void *state, void *context G_GNUC_UNUSED)
{
    g_free(state);
}

static void copy_state(void *to, const void *from, void *context)
{
    const struct reaching *r = context;
    bits_copy(to, from, r->definitions->len);
}

static bool join_state(void *into, const void *from, unsigned visits G_GNUC_UNUSED, void *context)
{
    const struct reaching *r = context;
    return bits_join(into, from, r->definitions->len);
}

static void start_state(void *state, void *context)
{
    const struct reaching *r = context;
    for (uint32_t slot = 0; slot < slots_locals(r->slots); slot++)
        bits_add(state, number_of(r, slot, IR_NONE));
}

static void step_inst(void *state, uint32_t inst, void *context)
{
    struct reaching *r = context;
    g_array_set_size(r->writes, 0);
    slots_writes(r->slots, inst, r->writes);
    for (guint w = 0; w < r->writes->len; w++) {
        uint32_t slot = g_array_index(r->writes, struct slot_write, w).slot;
        for (uint32_t d = r->first[slot]; d < r->first[slot + 1]; d++)
            bits_remove(state, d);
        bits_add(state, number_of(r, slot, inst));
    }
}

static const struct flow_problem problem = {
    .direction = FLOW_FORWARD,
    .create = create_state,
    .destroy = destroy_state,
    .copy = copy_state,
    .join = join_state,
    .start = start_state,
    .step = step_inst,
};

static void note(GHashTable *table, uint32_t key, uint32_t value)
{
    GArray *list = g_hash_table_lookup(table, GUINT_TO_POINTER(key));
    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_hash_table_insert(table, GUINT_TO_POINTER(key), list);
    }
    g_array_append_val(list, value);
}

static void link_read(const struct reaching *r, const uint64_t *state, uint32_t inst, uint32_t slot)
{
    for (uint32_t d = r->first[slot]; d < r->first[slot + 1]; d++) {
        if (!bits_has(state, d))
            continue;
        uint32_t write = g_array_index(r->definitions, struct definition, d).inst;
        note(r->by_load, inst, write);
        if (write != IR_NONE)
            note(r->by_write, write, inst);
    }
}

static void link_inst(const void *state, uint32_t inst, void *data)
{
    const struct reaching *r = data;
    uint32_t slot = slots_read(r->slots, inst);
    if (slot != IR_NONE)
        link_read(r, state, inst, slot);
    g_array_set_size(r->updates, 0);
    slots_updates(r->slots, inst, r->updates);
    for (guint i = 0; i < r->updates->len; i++)
        link_read(r, state, inst, g_array_index(r->updates, uint32_t, i));
}

static int order_numbers(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_lists(GHashTable *table)
{
    GHashTableIter iter;
    gpointer list;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &list))
        g_array_sort(list, order_numbers);
}

static GHashTable *table_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
}

static bool solve(struct reaching *r)
{
    if ((uint64_t)r->definitions->len * cfg_function(r->cfg)->blocks->len > BITS_MAX)
        return false;
    struct flow_solution *solution = flow_solve(r->cfg, &problem, r);
    if (!solution)
        return false;
    flow_replay(solution, link_inst, r);
    flow_free(solution);
    sort_lists(r->by_write);
    return true;
}

struct reaching *reaching_new(const struct cfg *cfg, const struct slots *slots)
{
    struct reaching *r = g_new0(struct reaching, 1);
    r->cfg = cfg;
    r->slots = slots;
    r->definitions = g_array_new(FALSE, FALSE, sizeof(struct definition));
    r->writes = g_array_new(FALSE, FALSE, sizeof(struct slot_write));
    r->updates = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    r->none = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    r->by_load = table_new();
    r->by_write = table_new();
    collect_definitions(r);
    if (!solve(r))
        g_clear_pointer(&r, reaching_free);
    return r;
}

void reaching_free(struct reaching *r)
{
    if (!r)
        return;
    g_array_unref(r->definitions);
    g_array_unref(r->writes);
    g_array_unref(r->updates);
    g_array_unref(r->none);
    g_hash_table_unref(r->by_load);
    g_hash_table_unref(r->by_write);
    g_free(r->first);
    g_free(r);
}

const GArray *reaching_writes(const struct reaching *r, uint32_t load)
{
    const GArray *found = g_hash_table_lookup(r->by_load, GUINT_TO_POINTER(load));
    return found ? found : r->none;
}

const GArray *reaching_reads(const struct reaching *r, uint32_t write)
{
    const GArray *found = g_hash_table_lookup(r->by_write, GUINT_TO_POINTER(write));
    return found ? found : r->none;
}

void reaching_print(const struct reaching *r, GString *out)
{
    for (uint32_t i = 0; i < cfg_function(r->cfg)->insts->len; i++) {
        const GArray *writes = reaching_writes(r, i);
        if (!writes->len)
            continue;
        g_string_append_printf(out, "%%%u reads", i);
        for (guint w = 0; w < writes->len; w++) {
            uint32_t write = g_array_index(writes, uint32_t, w);
            if (write == IR_NONE)
                g_string_append(out, " entry");
            else
                g_string_append_printf(out, " %%%u", write);
        }
        g_string_append_c(out, '\n');
    }
}
