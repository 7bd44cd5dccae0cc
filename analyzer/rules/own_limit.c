#include "rules/own_limit.h"

#include "facts/locks.h"

/* At most `number`, or below `term`, or, unless it is strict, that itself. */
struct limit {
    bool is_known, is_strict;
    term_id term; /* or TERM_UNKNOWN */
    int64_t number;
};

/* Whether it is the value whose limit is looked for. */
typedef bool is_meant(const struct pair *pair, term_id value, term_id counter);

static bool is_counter(const struct pair *pair, term_id value, term_id counter)
{
    return term_bare(pair_terms(pair), value) == counter;
}

static bool is_first(const struct pair *pair, term_id value, term_id counter)
{
    (void)counter;
    enum term_kind kind = term_at(pair_terms(pair), term_bare(pair_terms(pair), value))->kind;
    return kind != TERM_OPERATION && kind != TERM_OFFSET &&
           reading_stems(pair->reading, value, pair->first, pair->first->bytes);
}

/* What the branch at the end of `block` says of the value where it goes on to `to`. */
static struct limit limit_at(const struct pair *pair, uint32_t block, uint32_t to, is_meant *meant, term_id counter)
{
    const struct reading *r = pair->reading;
    struct fact fact;
    struct limit limit = {.is_known = false};
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, block, to, &fact))
        return limit;
    struct term term = *term_at(pair_terms(pair), term_bare(pair_terms(pair), fact.subject));
    bool is_order = term.kind == TERM_OPERATION && term.op == IR_LT && term.b;
    if (!is_order && fact.high != INT64_MAX && meant(pair, fact.subject, counter))
        limit = (struct limit){true, false, TERM_UNKNOWN, fact.high};
    else if (is_order && fact.low == 1 && meant(pair, term.a, counter))
        limit = (struct limit){true, true, term_bare(pair_terms(pair), term.b), 0};
    else if (is_order && fact.high == 0 && meant(pair, term.b, counter))
        limit = (struct limit){true, false, term_bare(pair_terms(pair), term.a), 0};
    return limit;
}

static bool is_within(const struct limit *own, const struct limit *believed)
{
    if (own->term || believed->term)
        return own->term == believed->term && own->is_strict;
    return own->number < believed->number; /* the counter stays below what the first value was at most */
}

/* The counter that the loop's condition holds against the second value; TERM_UNKNOWN. */
static term_id counter_of(const struct pair *pair, const struct dependence *use)
{
    const struct terms *terms = pair_terms(pair);
    struct term term = *term_at(terms, term_bare(terms, dependence_condition(pair->reading, use->inst)));
    if (term.kind != TERM_OPERATION || !term.b)
        return TERM_UNKNOWN;
    bool is_left = reading_stems(pair->reading, term.a, pair->second, use->bytes);
    return term_bare(terms, is_left ? term.b : term.a);
}

/* The side of the branch that may come to it again; IR_NONE: both, or none. */
static uint32_t side_on(const struct pair *pair, uint32_t block)
{
    struct cfg_list sides = cfg_successors(pair->reading->cfg, block);
    uint32_t on = IR_NONE;
    for (uint32_t i = 0; i < sides.n; i++) {
        if (!paths_reach(pair->reading->paths, sides.blocks[i], block))
            continue;
        if (on != IR_NONE)
            return IR_NONE;
        on = sides.blocks[i];
    }
    return on;
}

static uint32_t terminator(const struct reading *r, uint32_t block)
{
    const struct ir_block *of = ir_block_at(r->function, block);
    return of->first + of->n - 1;
}

/* What the relation says of the first value on the way to the use. */
static struct limit believed_limit(const struct pair *pair, const struct dependence *relation,
                                   const struct dependence *use)
{
    bool is_branch = relation->kind == DEPENDENCE_BRANCH && !relation->deed;
    uint32_t to = is_branch ? pair_passing(pair, pair->first->inst, relation->inst, use->inst) : IR_NONE;
    if (to == IR_NONE)
        return (struct limit){.is_known = false};
    return limit_at(pair, cfg_block_of(pair->reading->cfg, relation->inst), to, is_first, TERM_UNKNOWN);
}

bool own_limit_is(const struct pair *pair, const struct dependence *relation, const struct dependence *use,
                  term_id limit)
{
    struct limit believed = believed_limit(pair, relation, use);
    return believed.is_known && believed.term && believed.term == term_bare(pair_terms(pair), limit);
}

bool own_limit_holds(const struct pair *pair, const struct dependence *relation, const struct dependence *use,
                     uint32_t *ret_proof)
{
    const struct reading *r = pair->reading;
    term_id counter = use->kind == DEPENDENCE_LOOP && !use->deed ? counter_of(pair, use) : TERM_UNKNOWN;
    if (counter == TERM_UNKNOWN)
        return false;
    struct limit believed = believed_limit(pair, relation, use);
    struct cfg_list order = cfg_order(r->cfg);
    for (uint32_t b = 0; b < order.n && believed.is_known; b++) {
        uint32_t at = terminator(r, order.blocks[b]), on = at == use->inst ? IR_NONE : side_on(pair, order.blocks[b]);
        struct limit own = on == IR_NONE ? (struct limit){.is_known = false}
                                         : limit_at(pair, order.blocks[b], on, is_counter, counter);
        if (!own.is_known || !is_within(&own, &believed) ||
            locks_leads(r->knowledge.unit, r->cfg, use->inst, use->inst, at) ||
            (own.term && reading_stems(pair->reading, own.term, pair->second, use->bytes)))
            continue;
        *ret_proof = at;
        return true;
    }
    return false;
}
