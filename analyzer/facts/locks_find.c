/* Where locks are taken and given away: by calls of the catalogue, and by calls of functions that make these, in this
 * unit or another. */
#include "facts/locks_p.h"
#include "flow/bits.h"

enum {
    HELPERS_DEEP = 4, /* functions that take a lock by calling one that does */
    LOCKS_MAX = 4096  /* of a unit */
};

void locks_add(struct locks *l, struct lock lock)
{
    if (l->all->len < LOCKS_MAX)
        g_array_append_val(l->all, lock);
}

/* `lock` says where and how; which it is, the address. */
static void add_lock(struct locks *l, struct lock lock, struct ir_ref address)
{
    const struct ir_function *body = lock_body(l, lock.function);
    lock.place = commons_at(l->places, body, address);
    lock.argument = place_is_known(&lock.place) ? -1 : homes_parameter(body, address);
    if (place_is_known(&lock.place) || lock.argument >= 0)
        locks_add(l, lock);
}

static void add_effect(struct locks *l, uint32_t function, uint32_t inst, const struct lock_effect *effect)
{
    const struct ir_inst *call = ir_inst_at(lock_body(l, function), inst);
    struct lock lock = {effect->place, -1, function, inst, effect->releases, effect->is_shared, effect->waits, false};
    if (effect->argument < 0)
        locks_add(l, lock);
    else if ((uint32_t)effect->argument + 1 < call->n_operands)
        add_lock(l, lock, ir_operand(lock_body(l, function), call, (uint32_t)effect->argument + 1));
}

static void add_effects(struct locks *l, uint32_t function, uint32_t inst, const GArray *effects)
{
    for (guint i = 0; effects && i < effects->len; i++)
        add_effect(l, function, inst, &g_array_index(effects, struct lock_effect, i));
}

static void find_own(struct locks *l, const GArray *uses, const struct homes *homes)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        const struct catalogue_lock *act = use->interface->lock;
        if (!act || !use->function || use->inst == IR_NONE || use->is_reference || use->wrapper)
            continue;
        struct lock lock = {.function = homes_number(homes, use->function), .inst = use->inst};
        lock.releases = act->releases;
        lock.is_shared = act->is_shared;
        lock.waits = act->waits;
        lock.is_tried = act->tries;
        if (act->tries)
            locks_find_successes(l, &lock, use);
        add_lock(l, lock, use_argument(use, (unsigned)act->argument, NULL));
    }
}

/* Calls of functions of other units. */
static void find_elsewhere(struct locks *l, const struct tree_threads *tree)
{
    for (uint32_t f = 0; f < l->unit->functions->len; f++) {
        const struct ir_function *function = lock_body(l, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(l->unit, function, inst) : NULL;
            if (callee && callee->linkage == IR_EXTERN && !callee->is_defined)
                add_effects(l, f, i, tree_threads_locks(tree, callee->name, l->unit->main_file));
        }
    }
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The functions of locks `from` and on, each once. */
static GArray *functions_from(const struct locks *l, guint from)
{
    GArray *functions = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree uint64_t *seen = bits_new(l->unit->functions->len);
    for (guint i = from; i < l->all->len; i++) {
        uint32_t function = lock_at(l, i)->function;
        if (!bits_has(seen, function))
            g_array_append_val(functions, function);
        bits_add(seen, function);
    }
    g_array_sort(functions, compare_numbers);
    return functions;
}

static void drop_made_before(GArray *effects, const GArray *old)
{
    guint kept = 0;
    for (guint i = 0; i < effects->len; i++) {
        struct lock_effect effect = g_array_index(effects, struct lock_effect, i);
        bool is_old = false;
        for (guint o = 0; old && o < old->len; o++) {
            const struct lock_effect *other = &g_array_index(old, struct lock_effect, o);
            is_old |= other->releases == effect.releases && other->is_shared == effect.is_shared &&
                      other->waits == effect.waits && other->argument == effect.argument &&
                      other->place.way == effect.place.way && other->place.member == effect.place.member;
        }
        if (!is_old)
            g_array_index(effects, struct lock_effect, kept++) = effect;
    }
    g_array_set_size(effects, kept);
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

/* Helpers, and those that lock by calling one. */
static void find_called(struct locks *l)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(NULL, NULL, NULL, unref_array); /* function + 1 → its effects */
    guint from = 0;
    for (unsigned round = 0; round < HELPERS_DEEP && from < l->all->len; round++) {
        g_autoptr(GArray) functions = functions_from(l, from);
        from = l->all->len;
        for (guint i = 0; i < functions->len; i++) {
            uint32_t function = g_array_index(functions, uint32_t, i);
            const GArray *callers = callgraph_callers(l->graph, function);
            gpointer key = GUINT_TO_POINTER(function + 1);
            GArray *effects = callers->len ? locks_effects(l, function) : NULL;
            if (!effects)
                continue;
            drop_made_before(effects, g_hash_table_lookup(told, key));
            for (guint c = 0; c < callers->len; c++) {
                struct call_site site = g_array_index(callers, struct call_site, c);
                if (site.function != function)
                    add_effects(l, site.function, site.inst, effects);
            }
            g_hash_table_insert(told, key, effects);
        }
    }
}

void locks_find(struct locks *l, const GArray *uses, const struct tree_threads *tree)
{
    find_own(l, uses, commons_homes(l->places));
    locks_find_masks(l, uses, commons_homes(l->places));
    if (tree)
        find_elsewhere(l, tree);
    find_called(l);
}
