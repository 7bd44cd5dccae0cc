/* Conditions that are decided while compiling, so that what they leave out is not evaluated. Internal to the lowering. */
#ifndef FRONT_CONSTANT_H
#define FRONT_CONSTANT_H

#include "front/expr.h"

/* True when the expression is constant and evaluating it has no effect: literals, enumerators, sizeof, __builtin_constant_p and
 * what operators make of them. && and || count as constant when their left side decides. */
bool constant_truth(struct lower *l, CXCursor expression, bool *ret_truth);

#endif
