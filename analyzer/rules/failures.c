/* Ways that are gone only when the second fetch has failed: nobody relies on what it brought. */
#include "facts/results.h"
#include "ir/access.h"
#include "rules/pair.h"

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
    if (fetch->gives_copy || fetch->interface->failure == FAILURE_NULL)
        return fact->low == 0 && fact->high == 0;
    return !fetch->gives_value && (fact->high < 0 || (!counts && excludes_zero(fact)));
}

/* Whether the condition says of the second fetch itself that it failed: its result, or IS_ERR of it. */
static bool is_failure(const struct pair *pair, const struct fact *fact)
{
    const struct reading *r = pair->reading;
    const struct term *subject = term_at(pair_terms(pair), fact->subject);
    if (subject->kind == TERM_OPERATION && !subject->b)
        subject = term_at(pair_terms(pair), subject->a);
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
