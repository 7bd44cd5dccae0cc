/* Private to facts: memory that is the code's own though others of its type are shared. */
#ifndef FACTS_OWNER_PRIVATE_H
#define FACTS_OWNER_PRIVATE_H

#include "facts/owners_p.h"

/* Whether the value was read from a place that nothing but the code's own allocations are stored into. */
bool owner_is_private(const struct owners *owners, const struct ir_function *function, struct ir_ref value);

#endif
