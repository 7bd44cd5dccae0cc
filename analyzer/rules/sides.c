#include "rules/sides.h"

#include "facts/exits.h"
#include "ir/access.h"

static unsigned signs_of(uint32_t call, void *context)
{
    const struct pair *pair = context;
    const struct summary *summary = effects_summary(&pair->reading->knowledge, pair->reading->function, call);
    return summary ? summary->signs : SIGN_ANY;
}

/* Owned by the caller. */
static struct exits *exits_of(const struct pair *pair)
{
    const struct reading *r = pair->reading;
    return exits_new(r->knowledge.unit, r->cfg, r->numbering, signs_of, (void *)(uintptr_t)(const void *)pair);
}

static bool is_ours(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    term_id to = numbering_of(r->numbering, ir_operand(r->function, ir_inst_at(r->function, inst), 0));
    return term_at(pair_terms(pair), numbering_root(r->numbering, to))->kind == TERM_LOCAL;
}

static bool is_deed(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_CALL:
        return !dependence_is_idle(r, inst);
    case IR_STORE:
    case IR_COPY:
        return !is_ours(pair, inst);
    case IR_RET:
        return i->n_operands &&
               term_at(pair_terms(pair), numbering_of(r->numbering, ir_operand(r->function, i, 0)))->kind != TERM_CONST;
    default:
        return false;
    }
}

/* Results that tell of a failure, by what the function gives else. */
static unsigned failures_of(const struct pair *pair, const struct exits *exits)
{
    const struct ir_unit *unit = pair->reading->knowledge.unit;
    const GArray *endings = exits_all(exits);
    unsigned all = exits_signs(exits);
    for (guint i = 0; i < endings->len; i++) { /* of a pointer, null is one */
        const struct exit_value *ending = &g_array_index(endings, struct exit_value, i);
        const struct ir_block *block = ir_block_at(pair->reading->function, ending->block);
        const struct ir_inst *last = ir_inst_at(pair->reading->function, block->first + block->n - 1);
        ir_id type = last->op == IR_RET && last->n_operands
                         ? ir_ref_type(unit, pair->reading->function, ir_operand(pair->reading->function, last, 0))
                         : IR_NONE;
        if (type != IR_NONE && ir_type_at(unit, type)->kind == IR_TYPE_POINTER)
            return SIGN_ZERO | SIGN_NEGATIVE;
    }
    return all & SIGN_ZERO ? SIGN_NEGATIVE | SIGN_POSITIVE : SIGN_NEGATIVE;
}

enum verdict sides_verdict(const struct pair *pair, uint32_t side)
{
    const struct reading *r = pair->reading;
    bool does = false, gives = false;
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        if (!cfg_dominates(r->cfg, side, cfg_block_of(r->cfg, i)))
            continue;
        does |= is_deed(pair, i);
    }
    if (!does)
        return VERDICT_NONE;
    struct exits *exits = exits_of(pair);
    unsigned signs = exits_without(exits, side, NULL, TERM_UNKNOWN, 0);
    bool only_fails = !(signs & ~failures_of(pair, exits));
    for (guint i = 0; i < exits_all(exits)->len; i++)
        gives |= g_array_index(exits_all(exits), struct exit_value, i).value != TERM_UNKNOWN;
    exits_free(exits);
    return only_fails ? VERDICT_NONE : gives ? VERDICT_LIVE : VERDICT_UNPROVEN;
}

bool sides_refuse(const struct pair *pair, uint32_t branch, uint32_t side)
{
    const struct reading *r = pair->reading;
    struct cfg_list sides = cfg_successors(r->cfg, cfg_block_of(r->cfg, branch));
    struct exits *exits = exits_of(pair);
    bool only_fails = true;
    for (uint32_t i = 0; i < sides.n; i++)
        if (sides.blocks[i] != side)
            only_fails &= !(exits_without(exits, sides.blocks[i], NULL, TERM_UNKNOWN, 0) & ~failures_of(pair, exits));
    exits_free(exits);
    return only_fails;
}
