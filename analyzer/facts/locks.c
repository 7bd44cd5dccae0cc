#include <string.h>

#include "facts/locks_p.h"
#include "flow/bits.h"

static const struct cfg *cfg_at(struct locks *l, uint32_t function)
{
    return bodies_cfg(l->bodies, lock_body(l, function));
}

/* What waits has it again behind the wait. */
static bool is_given_away(struct locks *l, const struct lock *taken, const struct lock *given, uint32_t first,
                          uint32_t second)
{
    const struct cfg *cfg = cfg_at(l, taken->function);
    if (!locks_leads(l->unit, cfg, taken->inst, given->inst, taken->inst))
        return false;
    if (given->releases && locks_leads(l->unit, cfg, given->inst, first, taken->inst))
        return true;
    return first != second && locks_leads(l->unit, cfg, first, given->inst, taken->inst) &&
           locks_leads(l->unit, cfg, given->inst, second, taken->inst);
}

static bool is_taken(struct locks *l, const struct lock *taken, uint32_t inst)
{
    return cfg_is_before(cfg_at(l, taken->function), taken->inst, inst) &&
           !(taken->is_tried && locks_may_lack(l, taken, inst));
}

/* Taken before, and given away on no path in between. */
static bool is_held(struct locks *l, const struct lock *taken, uint32_t first, uint32_t second)
{
    if (!is_taken(l, taken, first) || (first != second && !is_taken(l, taken, second)))
        return false;
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *given = lock_at(l, i);
        if (!lock_takes(given) && given->function == taken->function && given->inst != taken->inst &&
            lock_is_same(given, taken) && is_given_away(l, taken, given, first, second))
            return false;
    }
    return true;
}

/* ---- sets ---- */

/* NULL: it is not among them. */
static struct held_lock *find_held(const GArray *held, const struct place *place)
{
    for (guint i = 0; i < held->len; i++) {
        struct held_lock *lock = &g_array_index(held, struct held_lock, i);
        if (place_compare(&lock->place, place) != PLACE_DIFFERENT)
            return lock;
    }
    return NULL;
}

static void add_held(GArray *held, struct held_lock lock)
{
    struct held_lock *known = find_held(held, &lock.place);
    if (known)
        known->is_shared &= lock.is_shared;
    else if (place_is_known(&lock.place))
        g_array_append_val(held, lock);
}

static void keep_common(GArray *held, const GArray *others)
{
    guint kept = 0;
    for (guint i = 0; i < held->len; i++) {
        struct held_lock lock = g_array_index(held, struct held_lock, i);
        const struct held_lock *other = find_held(others, &lock.place);
        if (!other)
            continue;
        lock.is_shared |= other->is_shared;
        if (lock.place.way && other->place.way && strlen(other->place.way) > strlen(lock.place.way))
            lock.place = other->place; /* the lesser of the two */
        g_array_index(held, struct held_lock, kept++) = lock;
    }
    g_array_set_size(held, kept);
}

bool locks_exclude(const GArray *held, const GArray *others)
{
    for (guint i = 0; i < held->len; i++) {
        const struct held_lock *lock = &g_array_index(held, struct held_lock, i);
        const struct held_lock *other = find_held(others, &lock->place);
        if (other && !(lock->is_shared && other->is_shared))
            return true;
    }
    return false;
}

/* ---- what called functions do ---- */

static bool is_left_held(struct locks *l, const struct lock *taken)
{
    const struct ir_function *function = lock_body(l, taken->function);
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

/* It gives away what was taken before the call. */
static bool is_callers(struct locks *l, const struct lock *given)
{
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *taken = lock_at(l, i);
        if (lock_takes(taken) && taken->function == given->function && lock_is_same(taken, given) &&
            is_taken(l, taken, given->inst))
            return false;
    }
    return true;
}

GArray *locks_effects(struct locks *l, uint32_t function)
{
    GArray *effects = g_array_new(FALSE, FALSE, sizeof(struct lock_effect));
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = lock_at(l, i);
        struct lock_effect effect = {lock->place, lock->argument, lock->releases, lock->is_shared, lock->waits};
        if (lock->function == function && (lock_takes(lock) ? is_left_held(l, lock) : is_callers(l, lock)))
            g_array_append_val(effects, effect);
    }
    return effects;
}

/* ---- what callers hold ---- */

static GArray *held_here(struct locks *l, uint32_t function, uint32_t first, uint32_t second)
{
    GArray *held = g_array_new(FALSE, FALSE, sizeof(struct held_lock));
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = lock_at(l, i);
        if (lock_takes(lock) && lock->function == function && is_held(l, lock, first, second))
            add_held(held, (struct held_lock){lock->place, lock->is_shared});
    }
    return held;
}

/* Of a lock that every caller holds: whether the function itself gives it away on no path to the stretch, or in it. */
static bool is_kept(struct locks *l, const struct held_lock *held, uint32_t function, uint32_t first, uint32_t second)
{
    const struct cfg *cfg = cfg_at(l, function);
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *given = lock_at(l, i);
        bool is_meant = given->argument >= 0 || place_compare(&given->place, &held->place) != PLACE_DIFFERENT;
        if (lock_takes(given) || given->function != function || !is_meant)
            continue;
        if ((given->releases && locks_leads(l->unit, cfg, given->inst, first, IR_NONE)) ||
            (first != second && locks_leads(l->unit, cfg, first, given->inst, IR_NONE) &&
             locks_leads(l->unit, cfg, given->inst, second, IR_NONE)))
            return false;
    }
    return true;
}

/* What the function holds, and what all who call it do. */
static GArray *held_by_all(struct locks *l, uint32_t function, uint32_t first, uint32_t second)
{
    GArray *held = held_here(l, function, first, second);
    const GArray *callers = l->at_entry ? l->at_entry[function] : NULL;
    for (guint i = 0; callers && i < callers->len; i++) {
        struct held_lock lock = g_array_index(callers, struct held_lock, i);
        if (is_kept(l, &lock, function, first, second))
            add_held(held, lock);
    }
    return held;
}

/* Functions whose address is taken may be called by anybody: symbols. */
static uint64_t *taken_addresses(const struct locks *l)
{
    uint64_t *taken = bits_new(l->unit->symbols->len);
    for (uint32_t f = 0; f < l->unit->functions->len; f++) {
        const struct ir_function *function = lock_body(l, f);
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
        GArray *held = held_by_all(l, site.function, site.inst, site.inst);
        if (common)
            keep_common(common, held);
        else
            common = g_array_ref(held);
        g_array_unref(held);
    }
    return common;
}

static guint weight(const GArray *held)
{
    guint sum = 0;
    for (guint i = 0; i < held->len; i++)
        sum += 2u - g_array_index(held, struct held_lock, i).is_shared;
    return sum;
}

static bool is_smaller(GArray **set, GArray *now)
{
    bool is_changed = now && (!*set || weight(*set) != weight(now));
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
        ir_id symbol = lock_body(l, f)->symbol;
        if (symbol != IR_NONE && ir_symbol_at(l->unit, symbol)->linkage == IR_STATIC && !bits_has(taken, symbol) &&
            callgraph_callers(l->graph, f)->len)
            bits_add(closed, f);
        else
            l->at_entry[f] = g_array_new(FALSE, FALSE, sizeof(struct held_lock));
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
    if (l->all->len && !l->at_entry)
        find_at_entry(l);
    return held_by_all(l, function, first, second);
}

/* ---- making it ---- */

struct locks *locks_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                        struct commons *places, struct bodies *bodies, const struct tree_threads *tree)
{
    struct locks *l = g_new0(struct locks, 1);
    *l = (struct locks){.unit = unit, .graph = graph, .places = places, .bodies = bodies};
    l->all = g_array_new(FALSE, FALSE, sizeof(struct lock));
    l->successes = g_array_new(FALSE, FALSE, sizeof(struct lock_success));
    locks_find(l, uses, tree);
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
    g_array_unref(l->successes);
    g_free(l);
}
