/* What makes a second read harmless: the second value is compared with the first, or passes the same check. */
#include "ir/arithmetic.h"
#include "ir/access.h"
#include "facts/results.h"
#include "rules/called_checks.h"
#include "rules/pair.h"
#include "rules/texts.h"

enum { PARTS_DEEP = 8 /* operations within operations */ };

static const struct terms *terms_of(const struct pair *pair)
{
    return numbering_terms(pair->reading->numbering);
}

static bool stems(const struct pair *pair, term_id value, const struct read *read, struct bytes wanted)
{
    return reading_stems(pair->reading, value, read, wanted);
}

/* The comparison that a condition is, behind conversions to a truth value; NULL when it is none. */
static const struct term *comparison(const struct pair *pair, term_id condition)
{
    const struct term *term = term_at(terms_of(pair), condition);
    while (term->kind == TERM_OPERATION && term->op == IR_TOBOOL)
        term = term_at(terms_of(pair), term->a);
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
    const struct term *subject = term_at(terms_of(pair), fact.subject);
    bool is_equality = subject->kind == TERM_OPERATION && subject->op == IR_EQ;
    if (is_equality)
        return fact.low == 1 && fact.high == 1;
    bool is_order = subject->kind == TERM_OPERATION && subject->op == IR_LT;
    return !is_order && fact.low == 0 && fact.high == 0; /* memcmp and its kind, xor, a difference */
}

/* What is known of the read's bytes behind the branch. */
static bool span_behind(const struct pair *pair, const struct dependence *d, uint32_t to, const struct read *read,
                        struct bytes bytes, struct span *ret)
{
    const struct reading *r = pair->reading;
    struct called_check check;
    struct fact fact;
    if (called_check_passed(pair, d->inst, to, read, bytes, &check)) {
        *ret = check.span;
        return check.is_about;
    }
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, d->inst), to, &fact))
        return false;
    *ret = (struct span){fact.low, fact.high, fact.except, fact.is_excluding};
    return true;
}

/* Whether a branch on the first value has let through nothing more than the span. */
static bool is_within(const struct pair *pair, const struct dependence *relation, const struct span *now)
{
    struct cfg_list after = cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, relation->inst));
    struct span then;
    if (relation->deed && relation->deed->kind == DEED_CHECKS) /* inside of a function that does not come back else */
        return span_is_bounded(&relation->deed->span) && now->low >= relation->deed->span.low &&
               now->high <= relation->deed->span.high;
    for (uint32_t s = 0; s < after.n; s++)
        if (span_behind(pair, relation, after.blocks[s], pair->first, relation->bytes, &then) &&
            span_is_bounded(&then) && !then.is_excluding && now->low >= then.low && now->high <= then.high)
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

/* How far a branch goes in saying again of the second value what was known of the first. */
static bool is_same_check(const struct pair *pair, const struct dependence *again, const struct dependence *relation,
                          uint32_t again_to)
{
    const struct term *a = comparison(pair, again->value), *b = comparison(pair, relation->value);
    const struct ir_symbol *second = tested(pair, again, pair->second), *first = tested(pair, relation, pair->first);
    struct span now;
    if (second && second == first)
        return true;
    if ((!a || !b) && !second && !first) /* the same predicate, or a bare value */
        return !a && !b &&
               term_at(terms_of(pair), again->value)->kind == term_at(terms_of(pair), relation->value)->kind;
    if (a && b && a->op == b->op && (a->b == b->b || a->a == b->a))
        return true;
    return span_behind(pair, again, again_to, pair->second, again->bytes, &now) && is_within(pair, relation, &now);
}

static bool contains(const struct terms *terms, term_id value, term_id part, unsigned depth)
{
    const struct term *term = term_at(terms, value);
    if (value == part || !value || depth == PARTS_DEEP)
        return value == part;
    return contains(terms, term->a, part, depth + 1) || contains(terms, term->b, part, depth + 1);
}

/* How long a text is, or how many numbers were found in it, says nothing of a number that is taken from it. */
static bool is_beside(const struct pair *pair, const struct dependence *again, const struct dependence *relation,
                      const struct dependence *use)
{
    term_id result, other;
    const char *second = pair_text_asked(pair, again, &result), *first = pair_text_asked(pair, relation, &other);
    return second && !(first && g_str_equal(first, second)) && !contains(terms_of(pair), use->value, result, 0);
}

static bool is_sized(const struct pair *pair, struct bytes bytes)
{
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind == DEPENDENCE_ALLOC && bytes_overlap(d->bytes, bytes))
            return true;
    }
    return false;
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
    if (is_sized(pair, use->bytes))
        return false; /* a constant bound does not say that the allocation is large enough */
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        bool is_asked = d == relation || relation->kind != DEPENDENCE_BRANCH;
        if (is_asked && d->kind == DEPENDENCE_BRANCH && bytes_overlap(d->bytes, use->bytes) &&
            !is_beside(pair, again, d, use) && is_same_check(pair, again, d, to))
            return true;
    }
    return false;
}

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

/* `min(n, 64) * size`: the use takes the second value only where a branch let it through, else another one that is
 * ours.
 */
static bool is_clamped(const struct pair *pair, const struct dependence *use, const struct dependence *by)
{
    const struct terms *terms = terms_of(pair);
    term_id value = without_constants(terms, use->value);
    const GArray *joined = numbering_joined(pair->reading->numbering, value);
    bool has_other = false;
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id one = g_array_index(joined, term_id, i);
        has_other |= one && !stems(pair, one, pair->second, use->bytes) && !stems(pair, one, pair->first, use->bytes);
    }
    return has_other && !is_sized(pair, use->bytes) &&
           cfg_dominates(pair->reading->cfg, cfg_block_of(pair->reading->cfg, by->inst), term_at(terms, value)->at);
}

/* Whether what a constant mask lets through was let through of the first value as well, where that was limited at all.
 * Of an index the array says more: it is masked to lie in that. */
static bool is_mask_within(const struct pair *pair, const struct dependence *use, int64_t mask)
{
    const struct span all = {.low = INT64_MIN, .high = INT64_MAX}, masked = {.low = 0, .high = mask};
    bool is_limited = false;
    for (guint i = 0; i < pair->believed->len && use->kind != DEPENDENCE_INDEX; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind != DEPENDENCE_BRANCH || !bytes_overlap(d->bytes, use->bytes) || is_within(pair, d, &all))
            continue;
        if (is_within(pair, d, &masked))
            return true;
        is_limited = true;
    }
    return !is_limited;
}

/* `ring[sh->head & mask]`: whatever the second value is, the use takes no more of it than what is ours lets through. */
static bool is_masked(const struct pair *pair, const struct dependence *use)
{
    const struct terms *terms = terms_of(pair);
    const struct term *term = term_at(terms, use->value);
    while (term->kind == TERM_OFFSET ||
           (term->kind == TERM_OPERATION && (!term->b || term_at(terms, term->b)->kind == TERM_CONST) &&
            term->op != IR_AND && term->op != IR_REM))
        term = term_at(terms, term->a);
    if (term->kind != TERM_OPERATION || (term->op != IR_AND && term->op != IR_REM))
        return false;
    const struct term *a = term_at(terms, term->a), *b = term_at(terms, term->b);
    const struct term *mask = a->kind == TERM_CONST ? a : b; /* what commutes has its operands in any order */
    if (mask->kind == TERM_CONST && term->op == IR_AND)
        return is_mask_within(pair, use, mask->number);
    return !stems(pair, term->b, pair->second, use->bytes) ||
           (term->op == IR_AND && !stems(pair, term->a, pair->second, use->bytes));
}

/* Whether the function that uses the value has bounded it before, no wider than the first one was. */
static bool is_bounded_inside(const struct pair *pair, const struct dependence *use)
{
    const struct deed *deed = use->deed;
    if (!deed || deed->kind != DEED_USES || !deed->is_exact || !span_is_bounded(&deed->span) ||
        is_sized(pair, use->bytes))
        return false;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind == DEPENDENCE_BRANCH && bytes_overlap(d->bytes, use->bytes) && is_within(pair, d, &deed->span))
            return true;
    }
    return false;
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
        if (to == IR_NONE && reason == PAIR_NONE && is_clamped(pair, use, again)) {
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
    if (reason == PAIR_NONE && is_bounded_inside(pair, use)) {
        reason = PAIR_RECHECKED;
        *ret_proof = use->inst;
    }
    if (reason == PAIR_NONE && is_masked(pair, use)) {
        reason = PAIR_RECHECKED;
        *ret_proof = use->inst;
    }
    return reason;
}

static bool covers(const struct pair *pair, struct bytes bytes, term_id address, uint64_t size)
{
    const struct read *second = pair->second;
    int64_t offset;
    if (term_base(terms_of(pair), address, &offset) != second->destination)
        return false;
    int64_t low = offset - second->destination_offset + second->bytes.low;
    int64_t high = size <= INT32_MAX ? low + (int64_t)size : INT64_MAX;
    return low <= bytes.low && (high >= bytes.high || bytes.high == INT64_MAX);
}

/* Whether it is how the bytes come there: what the called function fetches, or stores of it. */
static bool is_landing(const struct call_effect *effect, const struct call_write *write)
{
    for (unsigned i = 0; i < effect->n_writes; i++) {
        const struct call_write *other = &effect->writes[i];
        if (other->is_after && other->low == write->low && other->size == write->size)
            return true;
    }
    return false;
}

/* A called function that sets them on every path; the one that fetches them may set them behind that. */
static bool overrides_inside(const struct pair *pair, uint32_t inst, const struct call_effect *effect,
                             struct bytes bytes)
{
    struct numbering *n = pair->reading->numbering;
    for (unsigned i = 0; i < effect->n_writes; i++) {
        const struct call_write *write = &effect->writes[i];
        if (!write->is_sure || (inst == pair->second->inst && is_landing(effect, write)))
            continue;
        term_id to = numbering_place(n, inst, &write->at, write->is_after);
        if (to && covers(pair, bytes, term_offset(numbering_terms(n), to, write->low), write->size))
            return true;
    }
    return false;
}

/* `m.n--`: what is stored is made of the second value itself. */
static bool is_own_remnant(const struct pair *pair, struct ir_ref value, struct bytes bytes)
{
    return reading_stems(pair->reading, numbering_of(pair->reading->numbering, value), pair->second, bytes);
}

static bool overrides(const struct pair *pair, uint32_t inst, struct bytes bytes)
{
    struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    struct call_effect effect;
    if (i->op == IR_STORE || i->op == IR_COPY || i->op == IR_ZERO) {
        term_id to = numbering_of(r->numbering, ir_operand(r->function, i, 0));
        if (i->op == IR_STORE && is_own_remnant(pair, ir_operand(r->function, i, 1), bytes))
            return false;
        return covers(pair, bytes, to, ir_type_at(r->knowledge.unit, i->type)->size);
    }
    if (i->op != IR_CALL || !r->effects.of_call(r->function, inst, &effect, r->effects.context))
        return false;
    if (effect.kind == EFFECT_WRITES)
        return overrides_inside(pair, inst, &effect, bytes);
    if (inst == pair->second->inst || (effect.kind != EFFECT_COPY && effect.kind != EFFECT_FILL))
        return false;
    const struct term *length = term_at(terms_of(pair), numbering_of(r->numbering, effect.length));
    return covers(pair, bytes, numbering_of(r->numbering, effect.to),
                  length->kind == TERM_CONST ? (uint64_t)length->number : UINT64_MAX);
}

uint32_t pair_override(const struct pair *pair, struct bytes bytes)
{
    const struct reading *r = pair->reading;
    for (uint32_t i = 0; pair->second->destination && i < r->function->insts->len; i++)
        if (overrides(pair, i, bytes) &&
            (i == pair->second->inst || paths_lead(r->paths, pair->second->inst, i, NULL) == PATH_FOUND))
            return i;
    return IR_NONE;
}

static bool excludes_zero(const struct fact *fact)
{
    return fact->low > 0 || fact->high < 0 || (fact->is_excluding && fact->except == 0);
}

/* What a fetch's own result says when it lies so: a count (of a partial fetch) fails below 0 only. */
static bool is_failed_result(const struct fetch_call *fetch, const struct fact *fact)
{
    if (!fetch->interface)
        return false;
    bool counts = fetch->interface->failure != FAILURE_NONZERO && fetch->interface->fetch->partial;
    if (fetch->gives_copy)
        return fact->low == 0 && fact->high == 0;
    return !fetch->gives_value && (fact->high < 0 || (!counts && excludes_zero(fact)));
}

/* Whether the condition says of the second fetch itself that it failed: its result, or IS_ERR of it. */
static bool is_failure(const struct pair *pair, const struct fact *fact)
{
    const struct reading *r = pair->reading;
    const struct term *subject = term_at(terms_of(pair), fact->subject);
    if (subject->kind == TERM_OPERATION && !subject->b)
        subject = term_at(terms_of(pair), subject->a);
    if (subject->kind != TERM_RESULT)
        return false;
    const struct deed *deed = pair->second->deed;
    if (subject->at == pair->second->inst && deed)
        return deed->when != RESULT_NEVER && deed->when != RESULT_ALWAYS && result_is_not(deed->when, fact);
    if (subject->at == pair->second->inst)
        return is_failed_result(&pair->second->fetch, fact);
    const struct ir_inst *call = ir_inst_at(r->function, subject->at);
    return call->op == IR_CALL && call->n_operands == 2 && pair->second->fetch.gives_copy && excludes_zero(fact) &&
           numbering_of(r->numbering, ir_operand(r->function, call, 1)) == pair->second->destination;
}

GArray *pair_failures(const struct pair *pair)
{
    const struct reading *r = pair->reading;
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct cfg_list order = cfg_order(r->cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(r->cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n; s++) {
            struct path_edge edge = {order.blocks[b], after.blocks[s]};
            struct fact fact;
            if (condition_of(r->numbering, r->knowledge.unit, r->function, edge.from, edge.to, &fact) &&
                is_failure(pair, &fact))
                g_array_append_val(edges, edge);
        }
    }
    return edges;
}

void pair_block_behind(const struct pair *pair, uint32_t inst, GArray *edges)
{
    uint32_t block = cfg_block_of(pair->reading->cfg, inst);
    struct cfg_list after = cfg_successors(pair->reading->cfg, block);
    for (uint32_t s = 0; s < after.n; s++) {
        struct path_edge edge = {block, after.blocks[s]};
        g_array_append_val(edges, edge);
    }
}
