/* Rounds of one loop: the second read is the first one's next time. */
#include "ir/access.h"
#include "ir/arithmetic.h"
#include "rules/rounds.h"

enum { DEPTH_MAX = 8 };

/* Whether the address leads into what the call gave, in this round or an earlier one. */
static bool is_of(const struct reading *r, term_id address, uint32_t call, unsigned depth)
{
    const struct term *term = term_at(numbering_terms(r->numbering), address);
    if (term->kind == TERM_RESULT)
        return term->at == call;
    if (depth == DEPTH_MAX)
        return false;
    const GArray *joined = numbering_joined(r->numbering, address);
    for (guint i = 0; joined && i < joined->len; i++)
        if (is_of(r, g_array_index(joined, term_id, i), call, depth + 1))
            return true;
    bool is_derived = term->kind == TERM_OFFSET || term->kind == TERM_INDEXED || term->kind == TERM_WRITTEN ||
                      (term->kind == TERM_OPERATION && !term->b);
    return is_derived && is_of(r, term->a, call, depth + 1);
}

/* Whether the use goes into what the allocation gave. */
static bool is_into(const struct reading *r, const struct dependence *use, uint32_t allocation)
{
    const struct ir_inst *inst = ir_inst_at(r->function, use->inst);
    for (uint32_t o = 0; o < inst->n_operands; o++)
        if (is_of(r, numbering_of(r->numbering, ir_operand(r->function, inst, o)), allocation, 0))
            return true;
    return false;
}

/* `if (n > room)`: a branch that holds the value against one that is no constant, and lets only one side come to the
 * use by the way that does not allocate. */
static bool is_measured_again(const struct pair *pair, const struct dependence *use, const GArray *blocked)
{
    struct reading *r = pair->reading;
    const struct terms *terms = numbering_terms(r->numbering);
    for (guint i = 0; i < pair->relied->len; i++) {
        const struct dependence *d = &g_array_index(pair->relied, struct dependence, i);
        const struct term *term = term_at(terms, d->value);
        while (term->kind == TERM_OPERATION && term->op == IR_TOBOOL)
            term = term_at(terms, term->a);
        bool is_comparison = d->kind == DEPENDENCE_BRANCH && term->kind == TERM_OPERATION &&
                             arithmetic_is_comparison((enum ir_op)term->op) &&
                             term_at(terms, term->a)->kind != TERM_CONST && term_at(terms, term->b)->kind != TERM_CONST;
        if (!is_comparison || !bytes_overlap(d->bytes, use->bytes))
            continue;
        struct pair way = *pair;
        way.failures = (GArray *)(uintptr_t)blocked;
        if (pair_passing(&way, pair->second->inst, d->inst, use->inst) != IR_NONE)
            return true;
    }
    return false;
}

/* Allocated by one round's value, used by another's: a way from the fetch to the use that does not allocate. */
static bool is_carried(const struct pair *pair, const struct dependence *allocation, const struct dependence *use)
{
    struct reading *r = pair->reading;
    uint32_t fetch = pair->first->inst;
    bool is_use = use->kind == DEPENDENCE_LENGTH || use->kind == DEPENDENCE_INDEX;
    if (!is_use || use->inst == allocation->inst || !bytes_overlap(use->bytes, allocation->bytes) ||
        !is_into(r, use, allocation->inst))
        return false;
    g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    if (paths_avoid(r->paths, allocation->inst, fetch, use->inst, blocked) ||
        paths_lead_by(r->paths, allocation->inst, fetch, use->inst, blocked) != PATH_FOUND)
        return false;
    return !is_measured_again(pair, use, blocked);
}

static bool find_carried(struct pair *pair)
{
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *allocation = &g_array_index(pair->believed, struct dependence, i);
        for (guint j = 0; allocation->kind == DEPENDENCE_ALLOC && j < pair->relied->len; j++) {
            const struct dependence *use = &g_array_index(pair->relied, struct dependence, j);
            if (!is_carried(pair, allocation, use))
                continue;
            pair->relation = allocation;
            pair->use = use;
            return true;
        }
    }
    return false;
}

bool pair_judge_rounds(struct pair *pair)
{
    pair->verdict = VERDICT_LIVE;
    pair->reason = PAIR_NONE;
    pair->proof = IR_NONE;
    if (find_carried(pair) || pair_find_skipped(pair))
        return true;
    for (guint i = 0; i < pair->believed->len && !pair->relation; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (d->kind <= DEPENDENCE_LOOP)
            pair->relation = d;
    }
    if (!pair->relation)
        return false;
    pair->verdict = VERDICT_SAFE;
    pair->reason = PAIR_RETRY;
    pair->proof = pair->relation->inst;
    return true;
}
