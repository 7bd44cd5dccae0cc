/* The kinds of lvalues (C11 6.3.2.1, 6.5.2, 6.5.3). Internal to the lowering. */
#ifndef FRONT_LVALUE_H
#define FRONT_LVALUE_H

#include "front/expr.h"

struct place lvalue_variable(struct lower *l, CXCursor reference);
struct place lvalue_member(struct lower *l, CXCursor member);
struct place lvalue_element(struct lower *l, CXCursor subscript);
struct place lvalue_pointee(struct lower *l, CXCursor dereference);
/* base + index * size of the pointee; `to` is the type of the result. */
struct ir_ref lower_index(struct lower *l, struct value base, struct value index, ir_id to, ir_id loc);
/* A place of the type that the expression has. */
struct place lvalue_at(struct lower *l, CXCursor expression, struct ir_ref address);
/* A new local without a name. */
struct place lvalue_temporary(struct lower *l, ir_id type, ir_id loc);

#endif
