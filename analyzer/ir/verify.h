/* The invariants of a unit: ids in range, one terminator at the end of each block, operands as ops.def says, temps
 * defined before use on every path (dominance), phis first in their block with exactly its predecessors, types fit. */
#ifndef IR_VERIFY_H
#define IR_VERIFY_H

#include "ir/unit.h"

/* True when sound; else false and an IR_ERROR_BROKEN that names function, block and instruction. */
bool ir_verify(const struct ir_unit *unit, GError **error);

#endif
