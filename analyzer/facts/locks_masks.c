/* Signals that the thread keeps off, as locks that it holds: of signal 10 the place "!signals.10", of all "!signals".
 * Other threads have masks of their own, so that these keep out nobody but handlers (locks_block). */
#include <string.h>

#include "facts/locks_p.h"

enum { SIGNALS = 64 };
#define ALL_SIGNALS UINT64_MAX
#define WAY "!signals"

/* A variable that holds a set of signals, and the call that is given it. */
struct given_set {
    struct locks *l;
    const GArray *uses;
    const struct cfg *cfg;
    const struct ir_function *function;
    struct ir_ref variable;
    uint32_t call;
};

static bool is_made(const struct use *use)
{
    return use->interface->mask && use->function && use->inst != IR_NONE && !use->is_reference && !use->wrapper;
}

static struct ir_ref argument_of(const struct use *use, int argument)
{
    return argument < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)argument, NULL);
}

uint64_t locks_signal(const struct ir_unit *unit, struct ir_ref number)
{
    int64_t value = number.kind == IR_REF_CONST ? g_array_index(unit->consts, struct ir_const, number.index).value : 0;
    return value > 0 && value < SIGNALS ? UINT64_C(1) << value : 1;
}

static const struct use *mask_use_at(const struct given_set *s, uint32_t inst)
{
    for (guint u = 0; u < s->uses->len; u++) {
        const struct use *use = &g_array_index(s->uses, struct use, u);
        if (is_made(use) && use->function == s->function && use->inst == inst)
            return use;
    }
    return NULL;
}

static bool names(const struct given_set *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    for (uint32_t o = 0; o < i->n_operands; o++) {
        struct ir_ref ref = ir_operand(s->function, i, o);
        if (ref.kind == IR_REF_LOCAL && ref.index == s->variable.index)
            return true;
    }
    return false;
}

/* What the call puts into the variable; 0: nothing that is known. */
static uint64_t added_by(const struct given_set *s, const struct use *use)
{
    const struct catalogue_mask *mask = use ? use->interface->mask : NULL;
    if (!mask || mask->how >= 0)
        return 0;
    return mask->fills ? ALL_SIGNALS : locks_signal(s->l->unit, argument_of(use, mask->adds)) & ~UINT64_C(1);
}

/* A call that only looks at the set, and does not write the old mask into it. */
static bool only_looks(const struct given_set *s, const struct use *use)
{
    bool is_mask = use && use->interface->mask->how >= 0;
    for (uint32_t o = 2; is_mask && o < ir_inst_at(s->function, use->inst)->n_operands; o++) {
        struct ir_ref ref = ir_operand(s->function, ir_inst_at(s->function, use->inst), o);
        struct ir_ref set = argument_of(use, use->interface->mask->set);
        bool is_it = ref.kind == IR_REF_LOCAL && ref.index == s->variable.index;
        if (is_it && (o != 2 || set.kind != IR_REF_LOCAL || set.index != ref.index))
            return false;
    }
    return is_mask;
}

/* Whether anything that is no addition may change the variable between the addition and the call. */
static bool is_spoilt(const struct given_set *s, uint32_t addition)
{
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        if (i == s->call || !names(s, i))
            continue;
        const struct use *use = mask_use_at(s, i);
        if (!added_by(s, use) && !only_looks(s, use) && locks_leads(s->l->unit, s->cfg, addition, i, IR_NONE) &&
            locks_leads(s->l->unit, s->cfg, i, s->call, addition))
            return true;
    }
    return false;
}

/* The signals that are in the variable on every way. */
static uint64_t content(const struct given_set *s)
{
    uint64_t found = 0;
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        uint64_t added = names(s, i) ? added_by(s, mask_use_at(s, i)) : 0;
        if (added && cfg_is_before(s->cfg, i, s->call) && !is_spoilt(s, i))
            found |= added;
    }
    return found;
}

/* By the name that the program uses, else by the number. */
static enum op_effect effect_of(const struct locks *l, const struct use *use)
{
    const char *text = NULL;
    unsigned how = (unsigned)use->interface->mask->how;
    struct ir_ref ref = use_argument(use, how, &text);
    const struct catalogue_argument *argument = g_ptr_array_index(use->interface->args, how);
    for (unsigned by_name = 2; by_name-- > 0;) {
        for (guint i = 0; i < argument->values->len; i++) {
            const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
            bool is_number = ref.kind == IR_REF_CONST &&
                             g_array_index(l->unit->consts, struct ir_const, ref.index).value == value->number;
            if (by_name ? g_strcmp0(text, value->name) == 0 : is_number)
                return value->effect;
        }
    }
    return OP_NONE;
}

static void add(struct locks *l, struct lock lock, const char *way)
{
    lock.argument = -1;
    lock.is_shared = true;
    lock.place = (struct place){.way = g_intern_string(way), .is_direct = true};
    locks_add(l, lock);
}

static void add_kept_off(struct locks *l, struct lock lock, uint64_t signals)
{
    if (signals == ALL_SIGNALS)
        add(l, lock, WAY);
    for (unsigned n = 1; n < SIGNALS && signals != ALL_SIGNALS; n++) {
        g_autofree char *way = signals >> n & 1 ? g_strdup_printf(WAY ".%u", n) : NULL;
        if (way)
            add(l, lock, way);
    }
}

static void add_use(struct locks *l, const GArray *uses, const struct use *use, uint32_t function)
{
    const struct catalogue_mask *mask = use->interface->mask;
    struct lock lock = {.function = function, .inst = use->inst, .waits = mask->waits};
    struct ir_ref set = argument_of(use, mask->set);
    if (mask->waits)
        add(l, lock, WAY);
    if (mask->how < 0 || set.kind == IR_REF_CONST) /* no set: the mask stays */
        return;
    enum op_effect effect = effect_of(l, use);
    struct given_set given = {l, uses, bodies_cfg(l->bodies, use->function), use->function, set, use->inst};
    if (effect == OP_ENABLE || effect == OP_SET)
        add_kept_off(l, lock, set.kind == IR_REF_LOCAL ? content(&given) : 0);
    lock.releases = true;
    if (effect != OP_ENABLE)
        add(l, lock, WAY);
}

void locks_find_masks(struct locks *l, const GArray *uses, const struct homes *homes)
{
    for (guint u = 0; u < uses->len; u++) {
        const struct use *use = &g_array_index(uses, struct use, u);
        if (is_made(use))
            add_use(l, uses, use, homes_number(homes, use->function));
    }
}

bool locks_block(const GArray *held, uint64_t signals)
{
    uint64_t kept_off = 0;
    for (guint i = 0; i < held->len; i++) {
        const char *way = g_array_index(held, struct held_lock, i).place.way;
        if (g_strcmp0(way, WAY) == 0)
            kept_off = ALL_SIGNALS;
        else if (way && g_str_has_prefix(way, WAY "."))
            kept_off |= UINT64_C(1) << g_ascii_strtoull(way + strlen(WAY "."), NULL, 10) % SIGNALS;
    }
    return signals && !(signals & ~kept_off);
}
