/* Between which numbers a length or a distance lies: flow/bounds.h, with what called functions are known to give. */
#ifndef FACTS_AMOUNTS_H
#define FACTS_AMOUNTS_H

#include "facts/effects.h"
#include "flow/bounds.h"

/* The value, as it is at the instruction. */
struct bounds amounts_of(const struct call_knowledge *knowledge, const struct cfg *cfg,
                         const struct numbering *numbering, uint32_t inst, term_id value);

#endif
