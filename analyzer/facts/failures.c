#include "facts/failures.h"

#include "facts/results.h"

unsigned failures_signs(enum failure failure)
{
    switch (failure) {
    case FAILURE_NEGATIVE:
    case FAILURE_NONZERO:
        return SIGN_ZERO;
    case FAILURE_NULL:
        return SIGN_NEGATIVE | SIGN_POSITIVE;
    default:
        return SIGN_ANY;
    }
}

static bool says_failed(enum failure failure, const struct fact *fact)
{
    bool is_minus_one = fact->low == -1 && fact->high == -1;
    bool is_not_zero = fact->low > 0 || fact->high < 0 || (fact->is_excluding && fact->except == 0);
    switch (failure) {
    case FAILURE_NEGATIVE:
    case FAILURE_NONZERO:
        return is_not_zero;
    case FAILURE_NULL:
        return fact->low == 0 && fact->high == 0;
    case FAILURE_MAP_FAILED:
        return is_minus_one;
    default:
        return false;
    }
}

static bool is_refused(const struct scene *scene, uint32_t call, const struct refusal *refusal,
                       const struct path_edge *edge)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    struct fact fact;
    if (!condition_of(scene->numbering, scene->unit, scene->function, edge->from, edge->to, &fact))
        return false;
    const struct term *subject = term_at(terms, term_bare(terms, fact.subject));
    return subject->kind == TERM_RESULT && subject->at == call &&
           (says_failed(refusal->failure, &fact) || !(result_signs_of(&fact) & refusal->signs));
}

GArray *failures_edges(const struct scene *scene, uint32_t call, const struct refusal *refusal)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct cfg_list order = cfg_order(scene->cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(scene->cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n; s++) {
            struct path_edge edge = {order.blocks[b], after.blocks[s]};
            if (is_refused(scene, call, refusal, &edge))
                g_array_append_val(edges, edge);
        }
    }
    return edges;
}
