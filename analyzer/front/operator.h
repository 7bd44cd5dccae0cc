/* Arithmetic, comparisons and what else is an operator (C11 6.5.3, 6.5.5-6.5.12, 6.5.17). Internal to the lowering. */
#ifndef FRONT_OPERATOR_H
#define FRONT_OPERATOR_H

#include "front/expr.h"

struct value operator_unary(struct lower *l, CXCursor unary);
struct value operator_binary(struct lower *l, CXCursor binary);

/* One step of arithmetic on values that have been converted: also pointer + integer and pointer - pointer. */
struct value operator_apply(struct lower *l, enum CXBinaryOperatorKind kind, struct value a, struct value b, ir_id type,
                            ir_id loc);

#endif
