/* The functions of a unit with what flow knows of them, each made when it is first asked for. */
#ifndef FLOW_BODIES_H
#define FLOW_BODIES_H

#include "flow/body.h"

struct bodies;

/* The unit must outlive the result. Owned by the caller (bodies_free). */
struct bodies *bodies_new(const struct ir_unit *unit);
void bodies_free(struct bodies *bodies);

/* Borrowed. */
struct body *bodies_of(struct bodies *bodies, const struct ir_function *function);
const struct cfg *bodies_cfg(struct bodies *bodies, const struct ir_function *function);
/* Whether a path that exists comes to the instruction, as far as constants tell. */
bool bodies_reach(struct bodies *bodies, const struct ir_function *function, uint32_t inst);
/* What following the values of its functions may cost, for those who number them otherwise. Borrowed. */
struct efforts *bodies_efforts(struct bodies *bodies);

#endif
