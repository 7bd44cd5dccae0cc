/* What makes a second read harmless: the second value is compared with the first, or passes the same check. */
#include "facts/called.h"
#include "facts/texts.h"
#include "ir/access.h"
#include "ir/arithmetic.h"
#include "rules/called_checks.h"
#include "rules/own_limit.h"
#include "rules/reestablish.h"
#include "rules/texts.h"

enum { PARTS_DEEP = 8 /* operations within operations */ };

static bool stems(const struct pair *pair, term_id value, const struct read *read, struct bytes wanted)
{
    return reading_stems(pair->reading, value, read, wanted);
}

/* The comparison that a condition is, behind conversions to a truth value; NULL when it is none. */
static const struct term *comparison(const struct pair *pair, term_id condition)
{
    const struct term *term = term_at(pair_terms(pair), condition);
    while (term->kind == TERM_OPERATION && term->op == IR_TOBOOL)
        term = term_at(pair_terms(pair), term->a);
    return term->kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term->op) ? term : NULL;
}

uint32_t pair_passing(const struct pair *pair, uint32_t from, uint32_t branch, uint32_t use)
{
    struct reading *r = pair->reading;
    uint32_t block = cfg_block_of(r->cfg, branch), found = IR_NONE;
    struct cfg_list after = cfg_successors(r->cfg, block);
    for (uint32_t s = 0; s < after.n; s++) {
        struct path_edge edge = {block, after.blocks[s]};
        g_autoptr(GArray) blocked = g_array_copy(pair->failures);
        g_array_append_val(blocked, edge);
        if (paths_lead(r->paths, from, use, blocked) != PATH_FOUND)
            found = found == IR_NONE ? after.blocks[s] : found;
    }
    return found;
}

static bool is_equal_side(const struct pair *pair, uint32_t branch, uint32_t to)
{
    const struct reading *r = pair->reading;
    struct fact fact;
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, branch), to, &fact))
        return false;
    const struct term *subject = term_at(pair_terms(pair), fact.subject);
    bool is_equality = subject->kind == TERM_OPERATION && subject->op == IR_EQ;
    if (is_equality)
        return fact.low == 1 && fact.high == 1;
    bool is_order = subject->kind == TERM_OPERATION && subject->op == IR_LT;
    return !is_order && fact.low == 0 && fact.high == 0; /* memcmp and its kind, xor, a difference */
}

/* Two values against each other: what is said is which is the greater, not what they are. */
static bool is_relation(const struct pair *pair, term_id subject)
{
    const struct term *term = term_at(pair_terms(pair), subject);
    return term->kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term->op);
}

bool pair_span_behind(const struct pair *pair, const struct dependence *d, uint32_t to, const struct read *read,
                      struct bytes bytes, struct span *ret)
{
    const struct reading *r = pair->reading;
    struct called_check check;
    struct fact fact;
    if (called_check_passed(pair, d->inst, to, read, bytes, &check)) {
        *ret = check.span;
        return check.is_about;
    }
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, d->inst), to, &fact) ||
        is_relation(pair, fact.subject))
        return false;
    *ret = (struct span){fact.low, fact.high, fact.except, fact.is_excluding};
    return true;
}

/* Of two spans, whether the second takes in all of the first. */
static bool lies_in(const struct span *now, const struct span *then)
{
    bool is_out = then->is_excluding && then->except >= now->low && then->except <= now->high &&
                  !(now->is_excluding && now->except == then->except);
    return span_is_bounded(then) && now->low >= then->low && now->high <= then->high && !is_out;
}

bool pair_is_within(const struct pair *pair, const struct dependence *relation, const struct span *now)
{
    struct cfg_list after = cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, relation->inst));
    struct span then;
    if (relation->deed && relation->deed->kind == DEED_CHECKS) /* inside of a function that does not come back else */
        return span_is_bounded(&relation->deed->span) && now->low >= relation->deed->span.low &&
               now->high <= relation->deed->span.high;
    for (uint32_t s = 0; s < after.n; s++)
        if (pair_span_behind(pair, relation, after.blocks[s], pair->first, relation->bytes, &then) &&
            lies_in(now, &then))
            return true;
    return false;
}

/* The function that the branch tests the result of, when it is one of which is known what it checks. */
static const struct ir_symbol *tested(const struct pair *pair, const struct dependence *d, const struct read *read)
{
    struct cfg_list after = cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, d->inst));
    struct called_check check;
    for (uint32_t s = 0; s < after.n; s++)
        if (called_check_passed(pair, d->inst, after.blocks[s], read, d->bytes, &check) && check.is_about)
            return check.callee;
    return NULL;
}

static bool fact_behind(const struct pair *pair, uint32_t branch, uint32_t to, struct fact *ret)
{
    const struct reading *r = pair->reading;
    return condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, branch), to, ret);
}

static bool is_first_side(const struct pair *pair, uint32_t branch, uint32_t side)
{
    return cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, branch)).blocks[0] == side;
}

/* Whether what passes the second branch passes the first one: not `n < 8` on the way to the second read, and `n >= 8`
 * on that to the use. Of unsigned numbers one side may be no range: then by where the two lie. */
static bool is_passed_alike(const struct pair *pair, const struct dependence *relation, const struct dependence *again,
                            const struct dependence *use, uint32_t again_to)
{
    uint32_t to = pair_passing(pair, relation->inst, relation->inst, use->inst);
    struct fact then, now;
    if (to == IR_NONE)
        return true;
    if (!fact_behind(pair, relation->inst, to, &then) || !fact_behind(pair, again->inst, again_to, &now))
        return is_first_side(pair, relation->inst, to) == is_first_side(pair, again->inst, again_to);
    return now.low >= then.low && now.high <= then.high && then.is_excluding == now.is_excluding &&
           (!then.is_excluding || then.except == now.except);
}

/* Of functions of texts: `strcmp(a, "date")` is the question that `strcmp(b, "date")` is. */
static bool is_other_word(const struct pair *pair, const struct dependence *again, const struct dependence *relation)
{
    const struct reading *r = pair->reading;
    term_id a, b;
    const char *second = pair_text_asked(pair, again, &a), *first = pair_text_asked(pair, relation, &b);
    if (!second || !first)
        return false;
    const struct ir_inst *now = ir_inst_at(r->function, term_at(pair_terms(pair), a)->at);
    const struct ir_inst *then = ir_inst_at(r->function, term_at(pair_terms(pair), b)->at);
    for (uint32_t o = 2; o < now->n_operands && o < then->n_operands; o++)
        if (numbering_of(r->numbering, ir_operand(r->function, now, o)) !=
            numbering_of(r->numbering, ir_operand(r->function, then, o)))
            return true;
    return !g_str_equal(first, second);
}

/* How far a branch goes in saying again of the second value what was known of the first. */
static bool is_same_check(const struct pair *pair, const struct dependence *again, const struct dependence *relation,
                          const struct dependence *use, uint32_t again_to)
{
    const struct ir_symbol *second = tested(pair, again, pair->second), *first = tested(pair, relation, pair->first);
    if (second && second == first)
        return true;
    if (is_other_word(pair, again, relation))
        return false;
    const struct term *a = comparison(pair, again->value), *b = comparison(pair, relation->value);
    struct span now;
    if ((!a || !b) && !second && !first) /* the same predicate, or a bare value */
        return !a && !b &&
               term_at(pair_terms(pair), again->value)->kind == term_at(pair_terms(pair), relation->value)->kind &&
               is_passed_alike(pair, relation, again, use, again_to);
    if (a && b && a->op == b->op && (a->b == b->b || a->a == b->a))
        return is_passed_alike(pair, relation, again, use, again_to);
    return pair_span_behind(pair, again, again_to, pair->second, again->bytes, &now) &&
           pair_is_within(pair, relation, &now);
}

static bool contains(const struct terms *terms, term_id value, term_id part, unsigned depth)
{
    const struct term *term = term_at(terms, value);
    if (value == part || !value || depth == PARTS_DEEP)
        return value == part;
    return contains(terms, term->a, part, depth + 1) || contains(terms, term->b, part, depth + 1);
}

/* Whether the value is a number that was read out of a text. */
static bool is_parsed(const struct pair *pair, term_id value)
{
    const struct reading *r = pair->reading;
    const struct term made = *term_at(pair_terms(pair), term_bare(pair_terms(pair), value));
    const struct ir_inst *call =
        made.kind == TERM_WRITTEN || made.kind == TERM_RESULT ? ir_inst_at(r->function, made.at) : NULL;
    const struct ir_symbol *callee =
        call && call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    return callee && text_parses(callee->name);
}

/* How long a text is, how many numbers were found in it, or what the other ones are, says nothing of a number that is
 * taken from it. */
static bool is_beside(const struct pair *pair, const struct dependence *again, const struct dependence *relation,
                      const struct dependence *use)
{
    term_id result, other;
    const char *second = pair_text_asked(pair, again, &result), *first = pair_text_asked(pair, relation, &other);
    if (comparison(pair, again->value) && is_parsed(pair, use->value))
        return !contains(pair_terms(pair), again->value, term_bare(pair_terms(pair), use->value), 0);
    return second && !(first && g_str_equal(first, second)) && !contains(pair_terms(pair), use->value, result, 0);
}

bool pair_is_sized(const struct pair *pair, struct bytes bytes)
{
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind == DEPENDENCE_ALLOC && bytes_overlap(d->bytes, bytes))
            return true;
    }
    return false;
}

/* A number that was read out of the second text, and is bounded by itself: that a letter of the first one was looked at
 * says nothing of it. */
static bool is_number_for_itself(const struct pair *pair, const struct dependence *again,
                                 const struct dependence *relation, const struct dependence *use, uint32_t to)
{
    struct fact fact;
    term_id result;
    bool is_letter = relation->kind == DEPENDENCE_BRANCH && !relation->deed &&
                     relation->bytes.high - relation->bytes.low == 1 && !pair_text_asked(pair, relation, &result);
    return is_letter && is_parsed(pair, use->value) && fact_behind(pair, again->inst, to, &fact) &&
           term_bare(pair_terms(pair), fact.subject) == term_bare(pair_terms(pair), use->value) &&
           fact.low != INT64_MIN && fact.high != INT64_MAX;
}

/* Of several checks the one that is weighed must be passed again; of what was measured, any. */
static bool rechecks(const struct pair *pair, const struct dependence *again, const struct dependence *relation,
                     const struct dependence *use, uint32_t to)
{
    struct called_check check;
    bool is_called = called_check_passed(pair, again->inst, to, pair->second, use->bytes, &check);
    if (is_called ? check.is_bound : stems(pair, again->value, pair->first, use->bytes))
        return true; /* bounded by the first value */
    if (is_called && !check.is_about)
        return false;
    if (pair_is_sized(pair, use->bytes))
        return false; /* a constant bound does not say that the allocation is large enough */
    if (is_number_for_itself(pair, again, relation, use, to))
        return true;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        bool is_asked = d == relation || relation->kind != DEPENDENCE_BRANCH;
        if (is_asked && d->kind == DEPENDENCE_BRANCH && bytes_overlap(d->bytes, use->bytes) &&
            !is_beside(pair, again, d, use) && is_same_check(pair, again, d, use, to))
            return true;
    }
    return false;
}

/* Whether the function that uses the value has bounded it before, no wider than the first one was. */
static bool is_bounded_inside(const struct pair *pair, const struct dependence *use)
{
    const struct deed *deed = use->deed;
    if (!deed || deed->kind != DEED_USES || !deed->is_exact || !span_is_bounded(&deed->span) ||
        pair_is_sized(pair, use->bytes))
        return false;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind == DEPENDENCE_BRANCH && bytes_overlap(d->bytes, use->bytes) && pair_is_within(pair, d, &deed->span))
            return true;
    }
    return false;
}

/* The function that uses the value was told what the first one was, or what that was held against, and has held the
 * value against that. */
static enum pair_reason held_inside(const struct pair *pair, const struct dependence *relation,
                                    const struct dependence *use)
{
    const struct reading *r = pair->reading;
    const struct deed *deed = use->deed;
    if (!deed || deed->kind != DEED_USES || deed->to.kind == SUBJECT_NONE)
        return PAIR_NONE;
    term_id limit = called_value(r->numbering, r->function, use->inst, &deed->to);
    if (limit != TERM_UNKNOWN && !deed->is_equal && own_limit_is(pair, relation, use, limit))
        return PAIR_RECHECKED;
    if (limit == TERM_UNKNOWN || !stems(pair, limit, pair->first, use->bytes))
        return PAIR_NONE;
    return deed->is_equal ? PAIR_COMPARED : PAIR_RECHECKED;
}

static bool is_compared(const struct pair *pair, const struct dependence *again, const struct dependence *use,
                        uint32_t to)
{
    struct called_check check;
    if (called_check_passed(pair, again->inst, to, pair->second, use->bytes, &check))
        return check.is_equal;
    return stems(pair, again->value, pair->first, use->bytes) && is_equal_side(pair, again->inst, to);
}

enum pair_reason pair_reestablished(const struct pair *pair, const struct dependence *relation,
                                    const struct dependence *use, uint32_t *ret_proof)
{
    enum pair_reason reason = PAIR_NONE;
    for (guint i = 0; i < pair->relied->len && reason != PAIR_COMPARED; i++) {
        const struct dependence *again = &g_array_index(pair->relied, struct dependence, i);
        bool is_branch = again->kind == DEPENDENCE_BRANCH || again->kind == DEPENDENCE_SWITCH;
        if (!is_branch || again->inst == use->inst || !bytes_overlap(again->bytes, use->bytes))
            continue;
        uint32_t to = pair_passing(pair, pair->second->inst, again->inst, use->inst);
        if (to == IR_NONE && reason == PAIR_NONE && pair_is_clamped(pair, use, again)) {
            reason = PAIR_RECHECKED;
            *ret_proof = again->inst;
        }
        if (to == IR_NONE)
            continue;
        if (is_compared(pair, again, use, to))
            reason = PAIR_COMPARED;
        else if (again->kind == DEPENDENCE_BRANCH && reason == PAIR_NONE && rechecks(pair, again, relation, use, to))
            reason = PAIR_RECHECKED;
        else
            continue;
        *ret_proof = again->inst;
    }
    if (reason != PAIR_NONE)
        return reason;
    *ret_proof = use->inst;
    if (is_bounded_inside(pair, use) || pair_is_masked(pair, use) || own_limit_holds(pair, relation, use, ret_proof))
        return PAIR_RECHECKED;
    return held_inside(pair, relation, use);
}
