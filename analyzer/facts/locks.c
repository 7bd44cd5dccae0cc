#include "facts/locks.h"

#include "facts/tree_threads.h"
#include "flow/bits.h"

enum {
    HELPERS_DEEP = 4, /* functions that take a lock by calling one that does */
    LOCKS_MAX = 4096  /* of a unit */
};

struct lock {
    struct place place;
    int argument; /* of the function, that points to it; or -1 */
    uint32_t function, inst;
    bool releases;
};

struct locks {
    const struct ir_unit *unit;
    const struct callgraph *graph;
    struct commons *places;
    struct bodies *bodies;
    GArray *all; /* struct lock */
    GArray *
        *at_entry; /* by function: struct place, what every caller holds; NULL: not known yet. Made when asked for */
};

static const struct ir_function *body_at(const struct locks *l, uint32_t function)
{
    return g_ptr_array_index(l->unit->functions, function);
}

static const struct cfg *cfg_at(struct locks *l, uint32_t function)
{
    return bodies_cfg(l->bodies, body_at(l, function));
}

static const struct lock *lock_at(const struct locks *l, guint i)
{
    return &g_array_index(l->all, struct lock, i);
}

/* What stands behind `from` in its block, then whole blocks, up to `to`. */
bool locks_leads(const struct cfg *cfg, uint32_t from, uint32_t to, uint32_t around)
{
    const struct ir_function *function = cfg_function(cfg);
    uint32_t home = cfg_block_of(cfg, from), goal = cfg_block_of(cfg, to);
    uint32_t barrier = around == IR_NONE ? IR_NONE : cfg_block_of(cfg, around);
    if (home == goal && from < to && !(barrier == home && from < around && around < to))
        return true;
    if (barrier == home && around > from)
        return false;
    g_autofree uint64_t *seen = bits_new(function->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(todo, home);
    while (todo->len) {
        struct cfg_list after = cfg_successors(cfg, g_array_index(todo, uint32_t, todo->len - 1));
        g_array_set_size(todo, todo->len - 1);
        for (uint32_t s = 0; s < after.n; s++) {
            uint32_t block = after.blocks[s];
            if (block == goal && !(block == barrier && around < to))
                return true;
            if (block != barrier && !bits_has(seen, block))
                g_array_append_val(todo, block);
            bits_add(seen, block);
        }
    }
    return false;
}

static bool dominates(const struct cfg *cfg, uint32_t above, uint32_t below)
{
    uint32_t a = cfg_block_of(cfg, above), b = cfg_block_of(cfg, below);
    return a == b ? above < below : cfg_dominates(cfg, a, b);
}

static bool is_same(const struct lock *a, const struct lock *b)
{
    if (a->argument >= 0 || b->argument >= 0)
        return a->argument == b->argument;
    return place_compare(&a->place, &b->place) != PLACE_DIFFERENT;
}

/* Taken before, and given back on no path in between. */
static bool is_held(struct locks *l, const struct lock *taken, uint32_t first, uint32_t second)
{
    const struct cfg *cfg = cfg_at(l, taken->function);
    if (!dominates(cfg, taken->inst, first) || (first != second && !dominates(cfg, taken->inst, second)))
        return false;
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *given = lock_at(l, i);
        if (!given->releases || given->function != taken->function || !is_same(given, taken))
            continue;
        if (locks_leads(cfg, taken->inst, given->inst, taken->inst) &&
            (locks_leads(cfg, given->inst, first, taken->inst) ||
             (first != second && locks_leads(cfg, first, given->inst, taken->inst) &&
              locks_leads(cfg, given->inst, second, taken->inst))))
            return false;
    }
    return true;
}

/* ---- sets ---- */

static bool has_place(const GArray *places, const struct place *place)
{
    for (guint i = 0; i < places->len; i++)
        if (place_compare(&g_array_index(places, struct place, i), place) != PLACE_DIFFERENT)
            return true;
    return false;
}

static void add_place(GArray *places, const struct place *place)
{
    if (place_is_known(place) && !has_place(places, place))
        g_array_append_val(places, *place);
}

void locks_keep_common(GArray *held, const GArray *others)
{
    guint kept = 0;
    for (guint i = 0; i < held->len; i++)
        if (has_place(others, &g_array_index(held, struct place, i)))
            g_array_index(held, struct place, kept++) = g_array_index(held, struct place, i);
    g_array_set_size(held, kept);
}

/* ---- what called functions do ---- */

static bool is_left_held(struct locks *l, const struct lock *taken)
{
    const struct ir_function *function = body_at(l, taken->function);
    const struct cfg *cfg = cfg_at(l, taken->function);
    unsigned returns = 0;
    for (uint32_t i = 0; i < function->insts->len; i++) {
        if (ir_inst_at(function, i)->op != IR_RET || !cfg_is_reachable(cfg, cfg_block_of(cfg, i)))
            continue;
        if (!is_held(l, taken, i, i))
            return false;
        returns++;
    }
    return returns > 0;
}

/* It gives back what was taken before the call. */
static bool is_callers(struct locks *l, const struct lock *given)
{
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *taken = lock_at(l, i);
        if (!taken->releases && taken->function == given->function && is_same(taken, given) &&
            dominates(cfg_at(l, given->function), taken->inst, given->inst))
            return false;
    }
    return true;
}

GArray *locks_effects(struct locks *l, uint32_t function)
{
    GArray *effects = g_array_new(FALSE, FALSE, sizeof(struct lock_effect));
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = lock_at(l, i);
        struct lock_effect effect = {lock->place, lock->argument, lock->releases};
        if (lock->function == function && (lock->releases ? is_callers(l, lock) : is_left_held(l, lock)))
            g_array_append_val(effects, effect);
    }
    return effects;
}

/* ---- finding them ---- */

/* The parameter that the address is the value of, or -1. */
static int parameter_of(const struct ir_function *function, struct ir_ref address)
{
    while (address.kind == IR_REF_TEMP && ir_inst_at(function, address.index)->op == IR_BITCAST)
        address = ir_operand(function, ir_inst_at(function, address.index), 0);
    const struct ir_inst *load = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    struct ir_ref from =
        load && load->op == IR_LOAD ? ir_operand(function, load, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    return from.kind == IR_REF_LOCAL && from.index < function->n_params ? (int)from.index : -1;
}

static void add_lock(struct locks *l, uint32_t function, uint32_t inst, struct ir_ref address, bool releases)
{
    const struct ir_function *body = body_at(l, function);
    struct lock lock = {.function = function, .inst = inst, .releases = releases, .argument = -1};
    lock.place = commons_at(l->places, body, address);
    if (!place_is_known(&lock.place))
        lock.argument = parameter_of(body, address);
    if ((place_is_known(&lock.place) || lock.argument >= 0) && l->all->len < LOCKS_MAX)
        g_array_append_val(l->all, lock);
}

static void add_effect(struct locks *l, uint32_t function, uint32_t inst, const struct lock_effect *effect)
{
    const struct ir_inst *call = ir_inst_at(body_at(l, function), inst);
    struct lock lock = {effect->place, -1, function, inst, effect->releases};
    if (effect->argument < 0 && l->all->len < LOCKS_MAX)
        g_array_append_val(l->all, lock);
    else if ((uint32_t)effect->argument + 1 < call->n_operands)
        add_lock(l, function, inst, ir_operand(body_at(l, function), call, (uint32_t)effect->argument + 1),
                 effect->releases);
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
        const struct catalogue_lock *lock = use->interface->lock;
        if (lock && use->function && use->inst != IR_NONE && !use->is_reference && !use->wrapper)
            add_lock(l, homes_number(homes, use->function), use->inst,
                     use_argument(use, (unsigned)lock->argument, NULL), lock->releases);
    }
}

/* Calls of functions of other units. */
static void find_elsewhere(struct locks *l, const struct tree_threads *tree)
{
    for (uint32_t f = 0; f < l->unit->functions->len; f++) {
        const struct ir_function *function = body_at(l, f);
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
            is_old |= other->releases == effect.releases && other->argument == effect.argument &&
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

/* ---- what callers hold ---- */

static GArray *held_here(struct locks *l, uint32_t function, uint32_t first, uint32_t second)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(struct place));
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = lock_at(l, i);
        if (!lock->releases && lock->function == function && is_held(l, lock, first, second))
            add_place(places, &lock->place);
    }
    return places;
}

/* Functions whose address is taken may be called by anybody: symbols. */
static uint64_t *taken_addresses(const struct locks *l)
{
    uint64_t *taken = bits_new(l->unit->symbols->len);
    for (uint32_t f = 0; f < l->unit->functions->len; f++) {
        const struct ir_function *function = body_at(l, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            for (uint32_t o = inst->op == IR_CALL; o < inst->n_operands; o++) {
                struct ir_ref ref = ir_operand(function, inst, o);
                if (ref.kind == IR_REF_SYMBOL)
                    bits_add(taken, ref.index);
            }
        }
    }
    return taken;
}

/* What all calls hold whose function is known by now; NULL: none is. */
static GArray *common_of_callers(struct locks *l, uint32_t function)
{
    const GArray *callers = callgraph_callers(l->graph, function);
    GArray *common = NULL;
    for (guint i = 0; i < callers->len; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (!l->at_entry[site.function])
            continue;
        GArray *held = held_here(l, site.function, site.inst, site.inst);
        for (guint p = 0; p < l->at_entry[site.function]->len; p++)
            add_place(held, &g_array_index(l->at_entry[site.function], struct place, p));
        if (common)
            locks_keep_common(common, held);
        else
            common = g_array_ref(held);
        g_array_unref(held);
    }
    return common;
}

static bool is_smaller(GArray **set, GArray *now)
{
    bool is_changed = now && (!*set || (*set)->len != now->len);
    if (is_changed) {
        g_clear_pointer(set, g_array_unref);
        *set = g_array_ref(now);
    }
    g_clear_pointer(&now, g_array_unref);
    return is_changed;
}

/* From the callers down: sets only become smaller. Nobody knows who else calls a function that other units see. */
static void find_at_entry(struct locks *l)
{
    uint32_t n = l->unit->functions->len;
    g_autofree uint64_t *taken = taken_addresses(l);
    g_autofree uint64_t *closed = bits_new(n);
    l->at_entry = g_new0(GArray *, n + 1);
    for (uint32_t f = 0; f < n; f++) {
        ir_id symbol = body_at(l, f)->symbol;
        if (symbol != IR_NONE && ir_symbol_at(l->unit, symbol)->linkage == IR_STATIC && !bits_has(taken, symbol) &&
            callgraph_callers(l->graph, f)->len)
            bits_add(closed, f);
        else
            l->at_entry[f] = g_array_new(FALSE, FALSE, sizeof(struct place));
    }
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (uint32_t f = 0; f < n; f++)
            if (bits_has(closed, f))
                is_changed |= is_smaller(&l->at_entry[f], common_of_callers(l, f));
    }
}

GArray *locks_between(struct locks *l, uint32_t function, uint32_t first, uint32_t second)
{
    GArray *held = held_here(l, function, first, second);
    if (l->all->len && !l->at_entry)
        find_at_entry(l);
    const GArray *callers = l->at_entry ? l->at_entry[function] : NULL;
    for (guint i = 0; callers && i < callers->len; i++)
        add_place(held, &g_array_index(callers, struct place, i));
    return held;
}

/* ---- making it ---- */

struct locks *locks_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                        struct commons *places, struct bodies *bodies, const struct tree_threads *tree)
{
    struct locks *l = g_new0(struct locks, 1);
    *l = (struct locks){.unit = unit, .graph = graph, .places = places, .bodies = bodies};
    l->all = g_array_new(FALSE, FALSE, sizeof(struct lock));
    find_own(l, uses, commons_homes(places));
    if (tree)
        find_elsewhere(l, tree);
    find_called(l);
    return l;
}

void locks_free(struct locks *l)
{
    if (!l)
        return;
    for (uint32_t f = 0; l->at_entry && f < l->unit->functions->len; f++)
        if (l->at_entry[f])
            g_array_unref(l->at_entry[f]);
    g_free(l->at_entry);
    g_array_unref(l->all);
    g_free(l);
}
