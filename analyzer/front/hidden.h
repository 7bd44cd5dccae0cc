/* Expressions that libclang calls UnexposedExpr: implicit casts, and the GNU and C11 forms that have no cursor kind of their own.
 * Internal to the lowering. */
#ifndef FRONT_HIDDEN_H
#define FRONT_HIDDEN_H

#include "front/expr.h"

struct value hidden_value(struct lower *l, CXCursor expression);
/* When the expression only stands for another one (a bare cast of an aggregate, the chosen arm of __builtin_choose_expr or
 * _Generic): that one. */
bool hidden_chosen(struct lower *l, CXCursor expression, CXCursor *ret_inner);
/* Decided while compiling: __builtin_types_compatible_p, offsetof, and the like. */
bool hidden_is_constant(struct lower *l, CXCursor expression);
struct value hidden_generic(struct lower *l, CXCursor generic);

/* The identifier that an expression's text begins with, where it is spelled; "" when there is none. */
void hidden_first_word(struct lower *l, CXCursor expression, char ret_word[64]);

#endif
