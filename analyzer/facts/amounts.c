#include "facts/amounts.h"

#include "facts/summary.h"
#include "ir/access.h"

struct asker {
    const struct call_knowledge *knowledge;
    const struct ir_function *function;
    const struct numbering *numbering;
};

/* `strnlen(text, 64)` is 64 at most. */
static bool is_cut_length(const struct asker *asker, uint32_t call, struct bounds *ret)
{
    const struct ir_inst *inst = ir_inst_at(asker->function, call);
    const struct ir_symbol *callee = ir_callee(asker->knowledge->unit, asker->function, inst);
    if (!callee || !g_str_equal(callee->name, "strnlen") || inst->n_operands != 3)
        return false;
    const struct term *most = term_at(numbering_terms(asker->numbering),
                                      numbering_of(asker->numbering, ir_operand(asker->function, inst, 2)));
    *ret = (struct bounds){0, most->number};
    return most->kind == TERM_CONST && most->number >= 0;
}

static struct bounds of_result(uint32_t call, void *context)
{
    const struct asker *asker = context;
    bool is_call = ir_inst_at(asker->function, call)->op == IR_CALL;
    struct bounds bounds;
    if (is_call && is_cut_length(asker, call, &bounds))
        return bounds;
    const struct summary *summary = is_call ? effects_summary(asker->knowledge, asker->function, call) : NULL;
    if (!summary || summary->results.is_open || !summary->results.n)
        return bounds_any();
    return (struct bounds){summary->results.values[0], summary->results.values[summary->results.n - 1]};
}

struct bounds amounts_of(const struct call_knowledge *knowledge, const struct cfg *cfg,
                         const struct numbering *numbering, uint32_t inst, term_id value)
{
    struct asker asker = {knowledge, cfg_function(cfg), numbering};
    struct bounding bounding = {knowledge->unit, cfg, numbering, of_result, &asker};
    return bounds_of(&bounding, cfg_block_of(cfg, inst), value);
}
