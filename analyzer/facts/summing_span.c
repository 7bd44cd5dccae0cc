/* What branches on the way to a block say of something that the function was given, or has fetched. */
#include "facts/results.h"
#include "facts/summing.h"
#include "flow/bounds.h"
#include "ir/access.h"

enum { CLIMB_MAX = 48 };

static void take(const struct span *known, struct span *span)
{
    span->low = MAX(span->low, known->low);
    span->high = MIN(span->high, known->high);
    if (known->is_excluding) {
        span->is_excluding = true;
        span->except = known->except;
    }
}

static bool is_subject(struct summing *s, term_id value, const struct subject *subject)
{
    struct subject about;
    return origins_exact(s->origins, value, &about) && subject_equal(&about, subject);
}

/* `if (!is_valid(n)) return`: the called function has looked at it. */
static void narrow_by_call(struct summing *s, const struct fact *fact, const struct subject *subject, struct span *span)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term result = *term_at(terms, term_bare(terms, fact->subject));
    if (result.kind != TERM_RESULT || ir_inst_at(s->function, result.at)->op != IR_CALL)
        return;
    const struct summary *summary = effects_summary(s->knowledge, s->function, result.at);
    g_autoptr(GArray) of = g_array_new(FALSE, FALSE, sizeof(struct subject));
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        const struct deed *check = &g_array_index(summary->deeds, struct deed, i);
        if (check->kind != DEED_CHECKS || !check->is_exact || !result_is_of(check->when, fact))
            continue;
        g_array_set_size(of, 0);
        bool is_it = summing_mapped(s, result.at, &check->of, of) && of->len == 1 &&
                     subject_equal(&g_array_index(of, struct subject, 0), subject);
        if (is_it)
            take(&check->span, span);
    }
}

static bool fact_at(const struct summing *s, uint32_t from, uint32_t to, struct fact *ret)
{
    return condition_of(s->numbering, s->knowledge->unit, s->function, from, to, ret);
}

static void narrow(struct summing *s, uint32_t from, uint32_t to, const struct subject *subject, struct span *span)
{
    struct fact fact;
    if (!fact_at(s, from, to, &fact))
        return;
    narrow_by_call(s, &fact, subject, span);
    if (is_subject(s, fact.subject, subject))
        take(&(struct span){fact.low, fact.high, fact.except, fact.is_excluding}, span);
}

struct span summing_span(struct summing *s, uint32_t block, const struct subject *subject)
{
    struct span span = span_any();
    for (unsigned climbed = 0; climbed < CLIMB_MAX; climbed++) {
        uint32_t above = cfg_dominator(s->cfg, block);
        if (above == IR_NONE)
            break;
        if (cfg_predecessors(s->cfg, block).n == 1)
            narrow(s, above, block, subject, &span);
        block = above;
    }
    return span;
}

static bool is_named(struct summing *s, term_id value, struct subject *ret)
{
    return origins_exact(s->origins, value, ret) &&
           (ret->kind == SUBJECT_MEMORY || (ret->kind == SUBJECT_VALUE && ret->at.argument != CALL_RESULT));
}

/* `room -= n`, of the very number that was held against it: so it does not pass 0. */
static bool is_less(const struct terms *terms, term_id value, term_id join, term_id taken)
{
    const struct term *term = term_at(terms, bounds_plain(terms, value));
    return value == join ||
           (term->kind == TERM_OPERATION && term->op == IR_SUB && bounds_plain(terms, term->a) == join &&
            bounds_plain(terms, term->b) == bounds_plain(terms, taken));
}

/* The number that the caller can name which `limit` is; or was at first, and of which every round has taken `value`. */
static bool find_limit(struct summing *s, term_id limit, term_id value, struct subject *ret)
{
    const struct terms *terms = numbering_terms(s->numbering);
    term_id join = bounds_plain(terms, limit);
    const GArray *joined = numbering_joined(s->numbering, join);
    unsigned begins = 0;
    if (is_named(s, limit, ret))
        return true;
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id one = g_array_index(joined, term_id, i);
        bool is_begin = !is_less(terms, one, join, value);
        if (is_begin && !is_named(s, one, ret))
            return false;
        begins += is_begin;
    }
    return begins == 1;
}

/* `n == expected`, `n <= room`, and not `room <= n`. */
static bool limits(struct summing *s, uint32_t from, uint32_t to, const struct subject *subject, struct subject *ret,
                   bool *ret_is_equal)
{
    struct fact fact;
    if (!fact_at(s, from, to, &fact) || fact.low != fact.high)
        return false;
    const struct term relation = *term_at(numbering_terms(s->numbering), fact.subject);
    bool is_equality = relation.kind == TERM_OPERATION && relation.op == IR_EQ && fact.low == 1;
    bool is_order = relation.kind == TERM_OPERATION && relation.op == IR_LT;
    if ((!is_equality && !is_order) || !relation.b)
        return false;
    bool is_turned = is_order ? fact.low == 0 : !is_subject(s, relation.a, subject);
    term_id value = is_turned ? relation.b : relation.a;
    *ret_is_equal = is_equality;
    return is_subject(s, value, subject) && find_limit(s, is_turned ? relation.a : relation.b, value, ret);
}

bool summing_limit(struct summing *s, uint32_t block, const struct subject *subject, struct subject *ret_limit,
                   bool *ret_is_equal)
{
    for (unsigned climbed = 0; climbed < CLIMB_MAX; climbed++) {
        uint32_t above = cfg_dominator(s->cfg, block);
        if (above == IR_NONE)
            break;
        if (cfg_predecessors(s->cfg, block).n == 1 && limits(s, above, block, subject, ret_limit, ret_is_equal))
            return true;
        block = above;
    }
    return false;
}
