/* Private to flow: what single instructions make of their operands' terms, in the function at hand or in one that it
 * calls (flow/inlined.c). */
#ifndef FLOW_MADE_H
#define FLOW_MADE_H

#include "flow/numbering_p.h"

/* The address that the called function makes of its arguments; TERM_UNKNOWN: it does more than that. */
term_id numbering_inlined(struct numbering *n, const GArray *state, uint32_t call);
/* What a load that is no variable's gives; TERM_UNKNOWN: nobody can foretell. */
term_id numbering_loaded(struct numbering *n, const GArray *state, const struct ir_inst *load);
/* What an operation makes of its operands, whatever memory holds; TERM_UNKNOWN also for all that is none. */
term_id numbering_made(struct numbering *n, const struct ir_inst *inst);

#endif
