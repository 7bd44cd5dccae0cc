#include "facts/amounts.h"

#include "facts/summary.h"
#include "ir/access.h"

struct asker {
    const struct call_knowledge *knowledge;
    const struct ir_function *function;
};

static struct bounds of_result(uint32_t call, void *context)
{
    const struct asker *asker = context;
    bool is_call = ir_inst_at(asker->function, call)->op == IR_CALL;
    const struct summary *summary = is_call ? effects_summary(asker->knowledge, asker->function, call) : NULL;
    if (!summary || summary->results.is_open || !summary->results.n)
        return bounds_any();
    return (struct bounds){summary->results.values[0], summary->results.values[summary->results.n - 1]};
}

struct bounds amounts_of(const struct call_knowledge *knowledge, const struct cfg *cfg,
                         const struct numbering *numbering, uint32_t inst, term_id value)
{
    struct asker asker = {knowledge, cfg_function(cfg)};
    struct bounding bounding = {knowledge->unit, cfg, numbering, of_result, &asker};
    return bounds_of(&bounding, cfg_block_of(cfg, inst), value);
}
