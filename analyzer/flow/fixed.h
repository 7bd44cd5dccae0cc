/* Objects that keep for ever what they were initialised with: those declared const, and static scalars that nothing in
 * the unit but a load ever names. What they hold is as good as a constant.
 *
 * Before: nothing. Never touches: the IR. */
#ifndef FLOW_FIXED_H
#define FLOW_FIXED_H

#include "flow/values.h"
#include "ir/unit.h"

struct fixed;

/* unit must outlive the result. Owned by the caller (fixed_free). */
struct fixed *fixed_new(const struct ir_unit *unit);
void fixed_free(struct fixed *fixed);

/* What a load may read, when it reads such an object; an element whose index is not known may be any of the array's.
 * False: it reads something else, or more values than are followed. */
bool fixed_read(const struct fixed *fixed, const struct ir_function *function, const struct ir_inst *load,
                struct value_set *ret);

#endif
