/* && || ! ?: as control flow (C11 6.5.13-6.5.15). Internal to the lowering. */
#ifndef FRONT_LOGIC_H
#define FRONT_LOGIC_H

#include "front/expr.h"

/* Ends the block: on to `yes` when the expression is not zero, else to `no`. A constant leads to one of them only. */
void logic_condition(struct lower *l, CXCursor expression, struct ir_ref yes, struct ir_ref no);

/* && and || as a value: a phi of 1 and 0; and without one. */
struct value logic_value(struct lower *l, CXCursor binary);
void logic_effect(struct lower *l, CXCursor binary);
/* Of a constant condition only the arm that is chosen. */
struct value logic_conditional(struct lower *l, CXCursor conditional, bool is_wanted);
/* GNU `x ?: y`: x is evaluated once. */
struct value logic_elvis(struct lower *l, CXCursor expression, const children *kids);

#endif
