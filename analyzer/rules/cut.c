/* Second values of which a use takes no more than what fits: clamped or masked. */
#include "ir/arithmetic.h"
#include "rules/reestablish.h"

/* The only operand that is no constant; TERM_UNKNOWN when there are more. What commutes has its operands in any order.
 */
static term_id only_operand(const struct terms *terms, const struct term *term)
{
    if (term->kind == TERM_OFFSET || !term->b || term_at(terms, term->b)->kind == TERM_CONST)
        return term->a;
    return term_at(terms, term->a)->kind == TERM_CONST ? term->b : TERM_UNKNOWN;
}

/* What a number is made of alone, with constants: conversions, offsets, sizes of elements. */
static term_id without_constants(const struct terms *terms, term_id value)
{
    const struct term *term = term_at(terms, value);
    while (term->kind == TERM_OFFSET ||
           (term->kind == TERM_OPERATION && !arithmetic_is_comparison((enum ir_op)term->op) &&
            only_operand(terms, term) != TERM_UNKNOWN)) {
        value = only_operand(terms, term);
        term = term_at(terms, value);
    }
    return value;
}

bool pair_is_clamped(const struct pair *pair, const struct dependence *use, const struct dependence *by)
{
    const struct terms *terms = pair_terms(pair);
    term_id value = without_constants(terms, use->value);
    const GArray *joined = numbering_joined(pair->reading->numbering, value);
    bool has_other = false;
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id one = g_array_index(joined, term_id, i);
        has_other |= one && !reading_stems(pair->reading, one, pair->second, use->bytes) &&
                     !reading_stems(pair->reading, one, pair->first, use->bytes);
    }
    return has_other && !pair_is_sized(pair, use->bytes) &&
           cfg_dominates(pair->reading->cfg, cfg_block_of(pair->reading->cfg, by->inst), term_at(terms, value)->at);
}

/* Whether the branch limits the first value at all. */
static bool is_limiting(const struct pair *pair, const struct dependence *relation)
{
    struct cfg_list after = cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, relation->inst));
    struct span then;
    for (uint32_t s = 0; s < after.n; s++)
        if (pair_span_behind(pair, relation, after.blocks[s], pair->first, relation->bytes, &then) &&
            span_is_bounded(&then) && !then.is_excluding)
            return true;
    return false;
}

/* `if (field_of(record) > 8) return`: what a function has made of the first value is limited, whatever it has made. */
static bool is_limiting_made(const struct pair *pair, const struct dependence *relation, const struct dependence *use,
                             struct fact *ret)
{
    const struct reading *r = pair->reading;
    bool is_asked = pair->first->kind == READ_INSIDE && !relation->deed;
    uint32_t to = is_asked ? pair_passing(pair, relation->inst, relation->inst, use->inst) : IR_NONE;
    if (to == IR_NONE ||
        !condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, relation->inst), to, ret))
        return false;
    const struct term *subject = term_at(pair_terms(pair), term_bare(pair_terms(pair), ret->subject));
    return subject->kind == TERM_RESULT && subject->at == pair->first->inst && ret->low >= 0 && ret->low < ret->high &&
           ret->high != INT64_MAX;
}

/* Whether what a mask lets through, 0 to `most`, was let through of the first value as well, where that was limited. Of
 * an index in shared memory the array says more: it is masked to lie in that. */
static bool is_mask_within(const struct pair *pair, const struct dependence *use, int64_t most)
{
    const struct span masked = {.low = 0, .high = most};
    bool is_limited = false;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        struct fact made;
        if (d->kind != DEPENDENCE_BRANCH || !bytes_overlap(d->bytes, use->bytes))
            continue;
        bool is_value = is_limiting(pair, d);
        if (!is_value && !is_limiting_made(pair, d, use, &made))
            continue;
        if (is_value ? pair_is_within(pair, d, &masked) : most <= made.high)
            return true;
        is_limited = true;
    }
    return !is_limited || (pair->is_load && use->kind == DEPENDENCE_INDEX);
}

/* `if (sh->mask != mask) return; ring[at & sh->mask]`: the first value was to be one of ours, and that is not what the
 * second one is joined with. */
static bool is_to_be_another(const struct pair *pair, const struct dependence *use, term_id ours)
{
    const struct reading *r = pair->reading;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        bool is_asked = d->kind == DEPENDENCE_BRANCH && !d->deed && bytes_overlap(d->bytes, use->bytes);
        uint32_t to = is_asked ? pair_passing(pair, d->inst, d->inst, use->inst) : IR_NONE;
        struct fact fact;
        if (to == IR_NONE ||
            !condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, d->inst), to, &fact))
            continue;
        const struct term *equal = term_at(pair_terms(pair), fact.subject);
        if (equal->kind == TERM_OPERATION && equal->op == IR_EQ && fact.low == 1 && equal->a != ours &&
            equal->b != ours)
            return true;
    }
    return false;
}

/* What the caller has chosen as a value is what is masked, and no mask: `ring[at & sh->mask]`. */
static bool is_own_mask(const struct pair *pair, const struct dependence *use, term_id mask)
{
    const struct terms *terms = pair_terms(pair);
    const struct term *term = term_at(terms, term_bare(terms, mask));
    bool is_parameter =
        term->kind == TERM_INITIAL && term_at(terms, cell_at(terms, term->cell)->base)->kind == TERM_LOCAL;
    return !is_parameter && !reading_stems(pair->reading, mask, pair->second, use->bytes) &&
           !is_to_be_another(pair, use, mask);
}

bool pair_is_masked(const struct pair *pair, const struct dependence *use)
{
    const struct terms *terms = pair_terms(pair);
    const struct term *term = term_at(terms, use->value);
    while (term->kind == TERM_OFFSET ||
           (term->kind == TERM_OPERATION && (!term->b || term_at(terms, term->b)->kind == TERM_CONST) &&
            term->op != IR_AND && term->op != IR_REM))
        term = term_at(terms, term->a);
    struct term masked = *term;
    if (masked.kind != TERM_OPERATION || (masked.op != IR_AND && masked.op != IR_REM) ||
        pair_is_sized(pair, use->bytes))
        return false;
    bool is_turned = masked.op == IR_AND && term_at(terms, masked.a)->kind == TERM_CONST; /* it commutes */
    const struct term *mask = term_at(terms, is_turned ? masked.a : masked.b);
    if (mask->kind == TERM_CONST)
        return mask->number > 0 && is_mask_within(pair, use, mask->number - (masked.op == IR_REM));
    if (!pair->is_load)
        return false;
    return is_own_mask(pair, use, masked.b) || (masked.op == IR_AND && is_own_mask(pair, use, masked.a));
}
