#include "facts/streams.h"

#include "ir/access.h"

/* `iov_iter_revert(i, n)`, numbered. */
struct revert {
    uint32_t inst;
    term_id stream, amount;
};

static bool revert_at(const struct reading *r, uint32_t inst, struct revert *ret)
{
    const struct ir_inst *call = ir_inst_at(r->function, inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    if (!callee || call->n_operands != 3 || !g_str_equal(callee->name, "iov_iter_revert"))
        return false;
    int64_t offset;
    ret->inst = inst;
    ret->stream =
        term_base(numbering_terms(r->numbering), numbering_of(r->numbering, ir_operand(r->function, call, 1)), &offset);
    ret->amount = numbering_of(r->numbering, ir_operand(r->function, call, 2));
    return ret->stream != TERM_UNKNOWN && ret->amount != TERM_UNKNOWN;
}

/* The only one in the function. */
static bool find_revert(const struct reading *r, struct revert *ret)
{
    unsigned n = 0;
    struct revert found;
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        if (!revert_at(r, i, &found))
            continue;
        *ret = found;
        n++;
    }
    return n == 1;
}

static bool is_of(const struct read *read, const struct revert *revert)
{
    return read->kind == READ_FETCH && !read->deed && read->fetch.is_stream && read->source == revert->stream;
}

/* The nearest of the stream on one side of the revert that every way passes; NULL: none, or there are several ways. */
static struct read *neighbour(const struct reading *r, const struct revert *revert, bool is_before)
{
    struct read *found = NULL;
    for (guint i = 0; i < r->reads->len; i++) {
        struct read *read = &g_array_index(r->reads, struct read, i);
        if (!is_of(read, revert))
            continue;
        uint32_t above = is_before ? read->inst : revert->inst, below = is_before ? revert->inst : read->inst;
        if (!cfg_is_before(r->cfg, above, below))
            continue;
        if (!found || cfg_is_before(r->cfg, found->inst, read->inst) == is_before)
            found = read;
    }
    return found;
}

void streams_settle(struct reading *r)
{
    struct revert revert;
    if (!find_revert(r, &revert))
        return;
    struct read *first = neighbour(r, &revert, true), *second = neighbour(r, &revert, false);
    if (!first || !second || first->length != revert.amount)
        return;
    first->fetch.is_stream = false;
    second->fetch.is_stream = false;
}
