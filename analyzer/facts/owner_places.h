/* Private to facts: who can write at a moment of the function, and behind a place that a called function names. */
#ifndef FACTS_OWNER_PLACES_H
#define FACTS_OWNER_PLACES_H

#include "facts/owners_p.h"

/* The same owner, with what is known of the moment: of memory without a file, whether somebody has it by then. */
struct owner owner_now(const struct owners *owners, const struct ir_function *function, uint32_t inst,
                       struct owner owner);

#endif
