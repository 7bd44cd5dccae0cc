/* Assignments and ++ -- (C11 6.5.16, 6.5.2.4, 6.5.3.1). Internal to the lowering. */
#ifndef FRONT_ASSIGN_H
#define FRONT_ASSIGN_H

#include "front/expr.h"

struct value assign_simple(struct lower *l, CXCursor assignment, CXCursor left, CXCursor right);
struct value assign_compound(struct lower *l, CXCursor assignment);
struct value assign_step(struct lower *l, CXCursor unary, CXCursor operand);

#endif
