/* Calls (C11 6.5.2.2) and the builtins that are none. Internal to the lowering. */
#ifndef FRONT_CALL_H
#define FRONT_CALL_H

#include "front/expr.h"

/* A call of the first child with the others. */
struct value call_plain(struct lower *l, CXCursor call, const children *kids, bool is_cast_to_void);
struct value call_value(struct lower *l, CXCursor call, bool is_cast_to_void);

/* __builtin_expect and its kind: the call is its first argument. */
bool call_passes_first_argument(CXCursor call);
bool call_is_constant_p(CXCursor call);

/* Lowers a builtin that is no call. False for any other name. */
bool builtin_value(struct lower *l, const char *name, CXCursor call, const children *kids, struct value *ret_value);

#endif
