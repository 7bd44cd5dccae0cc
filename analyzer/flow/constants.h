/* Which constants, functions and string literals a value may be, on the paths that lead to its computation: through
 * private locals, objects that are never written, conversions, arithmetic and joins, and narrowed by the branches taken (`if (key == 0)`). At most
 * VALUES_MAX each.
 *
 * Before: slots. Never touches: the IR. */
#ifndef FLOW_CONSTANTS_H
#define FLOW_CONSTANTS_H

#include "flow/slots.h"
#include "flow/values.h"

struct constants;

/* All arguments must outlive the result. Owned by the caller (constants_free). */
struct constants *constants_new(const struct ir_unit *unit, const struct cfg *cfg, const struct slots *slots);
void constants_free(struct constants *constants);

/* What an operand may be. Never NULL; open and empty when nothing is known. Borrowed. */
const struct value_set *constants_of(const struct constants *constants, struct ir_ref ref);
/* What a private local may hold right before an instruction; open and empty for other locals. */
const struct value_set *constants_local(const struct constants *constants, uint32_t inst, uint32_t local);
/* The operand's one possible number. False when there may be others, or none. */
bool constants_number(const struct constants *constants, struct ir_ref ref, int64_t *ret_number);
/* Whether some path of the function leads to the instruction, as far as constant conditions tell. */
bool constants_is_reached(const struct constants *constants, uint32_t inst);

/* A value as C would write it: `7`, `pkey_alloc`, `"text"`. Appended to out. */
void constants_print_value(const struct ir_unit *unit, struct value value, GString *out);
void constants_print(const struct constants *constants, GString *out);

#endif
