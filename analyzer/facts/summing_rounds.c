/* Loops that look at an array or a list element by element. */
#include "facts/summing.h"
#include "flow/counter.h"
#include "ir/access.h"

/* The address of what the value was loaded from; TERM_UNKNOWN. */
static term_id loaded_from(const struct summing *s, term_id value)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *term = term_at(terms, term_bare(terms, value));
    if (term->kind == TERM_INITIAL)
        return cell_at(terms, term->cell)->base;
    const struct ir_inst *made = term->kind == TERM_RESULT ? ir_inst_at(s->function, term->at) : NULL;
    int64_t offset;
    return made && made->op == IR_LOAD
               ? term_base(terms, numbering_of(s->numbering, ir_operand(s->function, made, 0)), &offset)
               : TERM_UNKNOWN;
}

uint32_t summing_round(const struct summing *s, uint32_t block, term_id value)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *subject = term_at(terms, value);
    bool relates = subject->kind == TERM_OPERATION && subject->b;
    term_id address = loaded_from(s, relates ? subject->a : value);
    if (!address && relates)
        address = loaded_from(s, subject->b);
    const struct term *at = term_at(terms, address);
    uint32_t head = counter_head(s->cfg, terms, at->kind == TERM_INDEXED ? at->b : address);
    if (!address || head == IR_NONE || !cfg_dominates(s->cfg, head, block))
        return 0;
    struct cfg_list before = cfg_predecessors(s->cfg, head), after = cfg_successors(s->cfg, head);
    for (uint32_t b = 0; b < before.n && head != block; b++)
        for (uint32_t a = 0; a < after.n; a++)
            if (cfg_dominates(s->cfg, after.blocks[a], before.blocks[b]) &&
                cfg_dominates(s->cfg, after.blocks[a], block))
                return after.blocks[a];
    return head == block ? head : 0;
}
