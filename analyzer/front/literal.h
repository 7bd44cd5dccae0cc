/* Constants: literals, enumerators, sizeof and offsetof. Internal to the lowering. */
#ifndef FRONT_LITERAL_H
#define FRONT_LITERAL_H

#include "front/expr.h"

struct value literal_integer(struct lower *l, CXCursor literal);
struct value literal_floating(struct lower *l, CXCursor literal);
struct ir_ref literal_string(struct lower *l, CXCursor literal);
/* The same of its text, as clang spells it: what stands between the first and the last quotation mark. */
struct ir_ref literal_spelled(struct lower *l, const char *spelled);
struct value literal_enumerator(struct lower *l, CXCursor reference, CXCursor decl);
/* sizeof and alignof: their operand is evaluated only when it has a variable size (6.5.3.4p2). */
struct value literal_size(struct lower *l, CXCursor expression);
struct value literal_offset(struct lower *l, CXCursor offset_of);

/* The integer that clang evaluates the expression to. False when it is not constant, and for initialiser lists, which crash
 * clang_Cursor_Evaluate. */
bool literal_evaluate(CXCursor expression, int64_t *ret_value);

#endif
