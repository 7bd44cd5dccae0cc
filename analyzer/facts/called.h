/* What a called function's summary speaks of, in the terms of the function that calls it. */
#ifndef FACTS_CALLED_H
#define FACTS_CALLED_H

#include "facts/effects.h"
#include "facts/summary.h"

/* Adds to the numbering the cells that called functions look at, so that what these hold at the call is followed. True
 * when there may be new ones: number again. */
bool called_cells(const struct call_knowledge *knowledge, const struct cfg *cfg, struct numbering *numbering);

/* The value of a subject at the call: of SUBJECT_VALUE and SUBJECT_CONSTANT, and of at most eight bytes of
 * SUBJECT_MEMORY; TERM_UNKNOWN for others. */
term_id called_value(struct numbering *numbering, const struct ir_function *function, uint32_t call,
                     const struct subject *subject);
/* The address of the first byte of SUBJECT_MEMORY, as the called function finds it; TERM_UNKNOWN for others. */
term_id called_address(struct numbering *numbering, uint32_t call, const struct subject *subject);
/* The same of what a fetch of the called function reads. `ret_is_exact`: false when it may begin further behind. */
term_id called_source(struct numbering *numbering, const struct ir_function *function, uint32_t call,
                      const struct deed *fetch, bool *ret_is_exact);

#endif
