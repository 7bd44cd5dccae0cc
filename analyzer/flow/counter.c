#include "flow/counter.h"

uint32_t counter_head(const struct cfg *cfg, const struct terms *terms, term_id value)
{
    const struct term *term = term_at(terms, value);
    while (term->kind == TERM_OFFSET || (term->kind == TERM_OPERATION && !term->b))
        term = term_at(terms, term->a);
    struct cfg_list before = term->kind == TERM_JOIN ? cfg_predecessors(cfg, term->at) : (struct cfg_list){NULL, 0};
    for (uint32_t i = 0; i < before.n; i++)
        if (cfg_dominates(cfg, term->at, before.blocks[i]))
            return term->at;
    return IR_NONE;
}
