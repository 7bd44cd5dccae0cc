/* The private twin of constants.h: the value of one operation over sets, and what a branch tells of a local. */
#ifndef FLOW_EVALUATE_H
#define FLOW_EVALUATE_H

#include "flow/fixed.h"
#include "flow/slots.h"
#include "flow/values.h"

/* One point of a function while constants are spread over it. */
struct evaluation {
    const struct ir_unit *unit;
    const struct ir_function *function;
    const struct cfg *cfg;
    const struct slots *slots;
    struct value_pool *pool;
    value_id *temps;      /* by instruction: the last value computed */
    GArray *writes;       /* scratch: struct slot_write */
    struct fixed **fixed; /* made when the first load of a global is met */
};

/* `state`: a value_id for each slot. */
value_id evaluate_ref(const struct evaluation *e, const value_id *state, struct ir_ref ref);
value_id evaluate_inst(const struct evaluation *e, const value_id *state, uint32_t inst);
/* Narrows `state` by the knowledge that the terminator of `from` went to `to`. False: it cannot go there. */
bool evaluate_edge(const struct evaluation *e, value_id *state, uint32_t from, uint32_t to);

#endif
