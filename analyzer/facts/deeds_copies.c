#include "facts/deeds_copies.h"

#include "facts/deeds.h"
#include "facts/results.h"

/* Whether a fetch lands in the object, and the function gives back a pointer to it. */
static bool is_landed_in(const struct summing *s, term_id object)
{
    for (guint i = 0; i < s->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(s->fetches, struct fetched, i);
        if (fetch->destination == object && exits_give(s->exits, summing_block(s, fetch->inst), NULL, object))
            return true;
    }
    return false;
}

bool deeds_returned_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret)
{
    int64_t offset;
    term_id object = address ? term_base(summing_terms(s), address, &offset) : TERM_UNKNOWN;
    if (object == TERM_UNKNOWN || size > INT32_MAX || !is_landed_in(s, object))
        return false;
    *ret = (struct subject){.kind = SUBJECT_MEMORY, .at.argument = CALL_RESULT};
    ret->bytes = bytes_between(offset, offset + (int64_t)size);
    return true;
}

/* The pointer is null, or a function that looks at it alone (IS_ERR) says that it leads nowhere. */
static bool says_none(const struct summing *s, term_id object, const struct fact *fact)
{
    struct term term = *term_at(summing_terms(s), term_bare(summing_terms(s), fact->subject));
    if (fact->subject == object)
        return fact->low == 0 && fact->high == 0;
    const struct ir_inst *call = term.kind == TERM_RESULT ? ir_inst_at(s->function, term.at) : NULL;
    return call && call->op == IR_CALL && call->n_operands == 2 && summing_operand(s, term.at, 1) == object &&
           !(result_signs_of(fact) & SIGN_ZERO) && effects_looks_at_value(s->knowledge, s->function, term.at);
}

static void find_failures(const struct summing *s, term_id object, GArray *edges)
{
    struct cfg_list order = cfg_order(s->cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(s->cfg, order.blocks[b]);
        for (uint32_t t = 0; t < after.n && after.n > 1; t++) {
            struct path_edge edge = {order.blocks[b], after.blocks[t]};
            struct fact fact;
            if (condition_of(s->numbering, s->knowledge->unit, s->function, edge.from, edge.to, &fact) &&
                says_none(s, object, &fact))
                g_array_append_val(edges, edge);
        }
    }
}

bool deeds_returned_surely(const struct summing *s, uint32_t inst, term_id address)
{
    int64_t offset;
    term_id object = term_base(summing_terms(s), address, &offset);
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct path_edge out = {summing_block(s, inst), IR_NONE};
    g_array_append_val(edges, out);
    find_failures(s, object, edges);
    for (guint i = 0; i < s->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(s->fetches, struct fetched, i);
        if (fetch->destination == object && exits_give(s->exits, summing_block(s, fetch->inst), edges, object))
            return false;
    }
    return true;
}

bool deeds_fetched_over(const struct summing *s, uint32_t inst, term_id address, uint64_t size)
{
    int64_t low = 0;
    term_id object = address ? term_base(summing_terms(s), address, &low) : TERM_UNKNOWN;
    struct bytes written = bytes_between(low, size <= INT32_MAX ? low + (int64_t)size : INT64_MAX);
    for (guint i = 0; object && i < s->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(s->fetches, struct fetched, i);
        int64_t end = fetch->size <= INT32_MAX ? fetch->offset + (int64_t)fetch->size : INT64_MAX;
        if (fetch->destination == object && fetch->inst > inst &&
            bytes_overlap(written, bytes_between(fetch->offset, end)))
            return true;
    }
    return false;
}
