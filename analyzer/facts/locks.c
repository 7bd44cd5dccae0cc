#include "facts/locks.h"

#include "flow/bits.h"

enum { DEPTH_MAX = 4 /* callers */ };

struct lock {
    gint64 key;
    uint32_t function, inst;
    bool releases;
};

struct locks {
    const struct ir_unit *unit;
    const struct homes *homes;
    GArray *all;       /* struct lock */
    struct cfg **cfgs; /* by function, made when asked for */
};

static const struct cfg *cfg_at(struct locks *l, uint32_t function)
{
    if (!l->cfgs[function])
        l->cfgs[function] = cfg_new(homes_body(l->homes, function));
    return l->cfgs[function];
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

/* Taken before, and given back on no path in between. */
static bool is_held(struct locks *l, const struct lock *taken, uint32_t first, uint32_t second)
{
    const struct cfg *cfg = cfg_at(l, taken->function);
    if (!dominates(cfg, taken->inst, first) || (first != second && !dominates(cfg, taken->inst, second)))
        return false;
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *given = &g_array_index(l->all, struct lock, i);
        if (!given->releases || given->function != taken->function || given->key != taken->key)
            continue;
        if (locks_leads(cfg, taken->inst, given->inst, taken->inst) &&
            (locks_leads(cfg, given->inst, first, taken->inst) ||
             (first != second && locks_leads(cfg, first, given->inst, taken->inst) &&
              locks_leads(cfg, given->inst, second, taken->inst))))
            return false;
    }
    return true;
}

static void add_key(GArray *keys, gint64 key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_array_index(keys, gint64, i) == key)
            return;
    g_array_append_val(keys, key);
}

void locks_keep_common(GArray *held, const GArray *others)
{
    guint kept = 0;
    for (guint i = 0; i < held->len; i++)
        for (guint j = 0; j < others->len; j++)
            if (g_array_index(held, gint64, i) == g_array_index(others, gint64, j)) {
                g_array_index(held, gint64, kept++) = g_array_index(held, gint64, i);
                break;
            }
    g_array_set_size(held, kept);
}

static GArray *held_between(struct locks *l, uint32_t function, uint32_t first, uint32_t second, unsigned depth);

/* What every caller holds. Nobody knows who else calls a function that other units see. */
static GArray *held_by_callers(struct locks *l, uint32_t number, unsigned depth)
{
    const struct ir_function *function = homes_body(l->homes, number);
    GArray *common = NULL;
    bool is_closed = function->symbol != IR_NONE && ir_symbol_at(l->unit, function->symbol)->linkage == IR_STATIC;
    for (uint32_t f = 0; is_closed && depth < DEPTH_MAX && f < l->unit->functions->len; f++) {
        const struct ir_function *caller = homes_body(l->homes, f);
        for (uint32_t i = 0; i < caller->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(caller, i);
            if (inst->op != IR_CALL || homes_callee(l->homes, caller, inst) != number)
                continue;
            GArray *held = held_between(l, f, i, i, depth + 1);
            if (common) {
                locks_keep_common(common, held);
                g_array_unref(held);
            } else {
                common = held;
            }
        }
    }
    return common ? common : g_array_new(FALSE, FALSE, sizeof(gint64));
}

static GArray *held_between(struct locks *l, uint32_t function, uint32_t first, uint32_t second, unsigned depth)
{
    GArray *keys = l->all->len ? held_by_callers(l, function, depth) : g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < l->all->len; i++) {
        const struct lock *lock = &g_array_index(l->all, struct lock, i);
        if (!lock->releases && lock->function == function && is_held(l, lock, first, second))
            add_key(keys, lock->key);
    }
    return keys;
}

GArray *locks_between(struct locks *l, uint32_t function, uint32_t first, uint32_t second)
{
    return held_between(l, function, first, second, 0);
}

struct locks *locks_new(const struct ir_unit *unit, const GArray *uses, const struct homes *homes)
{
    struct locks *l = g_new0(struct locks, 1);
    *l = (struct locks){.unit = unit, .homes = homes};
    l->all = g_array_new(FALSE, FALSE, sizeof(struct lock));
    l->cfgs = g_new0(struct cfg *, unit->functions->len + 1);
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        const struct catalogue_lock *lock = use->interface->lock;
        if (!lock || !use->function || use->inst == IR_NONE || use->is_reference || use->wrapper)
            continue;
        struct ir_ref ref = use_argument(use, (unsigned)lock->argument, NULL);
        struct home home = homes_at(homes, use->function, ref);
        struct lock one = {home_key(home), homes_number(homes, use->function), use->inst, lock->releases};
        if (home.kind == HOME_SYMBOL || home.kind == HOME_FIELD)
            g_array_append_val(l->all, one);
    }
    return l;
}

void locks_free(struct locks *l)
{
    if (!l)
        return;
    for (uint32_t f = 0; f < l->unit->functions->len; f++)
        if (l->cfgs[f])
            cfg_free(l->cfgs[f]);
    g_free(l->cfgs);
    g_array_unref(l->all);
    g_free(l);
}
