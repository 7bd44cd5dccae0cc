/* Reads in a loop whose address moves on: what is said of the bytes of one round says nothing of the next one's. */
#include "ir/arithmetic.h"
#include "rules/rounds.h"

static bool leads_by(const struct pair *pair, uint32_t from, uint32_t by, uint32_t to)
{
    struct paths *paths = pair->reading->paths;
    if (from == by || by == to)
        return paths_lead(paths, from, to, pair->renewing) == PATH_FOUND;
    return paths_lead_by(paths, from, by, to, pair->renewing) == PATH_FOUND;
}

/* Whether the value is the address of both reads, or a part of it: there was that before the first read. */
static bool is_address(const struct pair *pair, term_id value)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    term_id part = pair->second->source;
    const struct term *term = term_at(terms, part);
    while (part != value && (term->kind == TERM_OFFSET || term->kind == TERM_INDEXED)) {
        if (term->b && term->b == value)
            return true;
        term = term_at(terms, part = term->a);
    }
    return part == value;
}

/* The same of what is asked: `entry != last`. */
static bool asks_address(const struct pair *pair, term_id value)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term term = *term_at(terms, term_bare(terms, value));
    bool is_relation = term.kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term.op);
    return is_address(pair, value) ||
           (is_relation && (is_address(pair, term_bare(terms, term.a)) || is_address(pair, term_bare(terms, term.b))));
}

static bool is_same_round(const struct pair *pair, uint32_t from, uint32_t to)
{
    return from == to || paths_lead(pair->reading->paths, from, to, pair->renewing) == PATH_FOUND;
}

bool pair_is_of_round(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    uint32_t first = pair->first->inst, second = pair->second->inst;
    if (!pair->renewing || !pair->renewing->len)
        return true;
    if (relation->value && asks_address(pair, relation->value))
        return false;
    return leads_by(pair, first, relation->inst, second) ||
           (leads_by(pair, first, second, relation->inst) && is_same_round(pair, relation->inst, use->inst));
}
