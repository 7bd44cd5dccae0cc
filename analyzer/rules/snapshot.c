/* What was believed of the first read, kept before the second one and used behind it. */
#include "ir/access.h"
#include "rules/pair.h"

static term_id root_of(const struct pair *pair, term_id address)
{
    return address ? numbering_root(pair->reading->numbering, address) : TERM_UNKNOWN;
}

/* Whether the instruction takes bytes of the first copy into a local object: a struct copy or memcpy, or, when the
 * second fetch lands in the same object, a plain variable. */
static bool takes_snapshot(const struct pair *pair, const struct dependence *relation, uint32_t inst)
{
    struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    struct call_effect effect = {.kind = EFFECT_NONE};
    term_id to = TERM_UNKNOWN, from = TERM_UNKNOWN;
    if (i->op == IR_COPY || i->op == IR_STORE)
        to = numbering_of(r->numbering, ir_operand(r->function, i, 0));
    if (i->op == IR_COPY)
        from = numbering_of(r->numbering, ir_operand(r->function, i, 1));
    if (i->op == IR_CALL && r->effects.of_call(r->function, inst, &effect, r->effects.context) &&
        effect.kind == EFFECT_COPY) {
        to = numbering_of(r->numbering, effect.to);
        from = numbering_of(r->numbering, effect.from);
    }
    term_id home = root_of(pair, to);
    if (term_at(pair_terms(pair), home)->kind != TERM_LOCAL || home == root_of(pair, pair->second->destination))
        return false;
    if (i->op == IR_STORE)
        return root_of(pair, pair->first->destination) == root_of(pair, pair->second->destination) &&
               reading_stems(r, numbering_of(r->numbering, ir_operand(r->function, i, 1)), pair->first,
                             relation->bytes);
    return from && root_of(pair, from) == root_of(pair, pair->first->destination);
}

uint32_t pair_snapshot(const struct pair *pair, const struct dependence *relation)
{
    const struct reading *r = pair->reading;
    bool is_used = false;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        is_used |= bytes_overlap(d->bytes, relation->bytes) && pair_leads(pair, pair->second->inst, d->inst);
    }
    for (uint32_t i = pair->first->inst + 1; is_used && pair->first->destination && i < pair->second->inst; i++)
        if (takes_snapshot(pair, relation, i) && pair_leads(pair, pair->first->inst, i) &&
            paths_lead(r->paths, i, pair->second->inst, NULL) == PATH_FOUND)
            return i;
    return IR_NONE;
}
