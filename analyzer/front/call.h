/* Calls (C11 6.5.2.2) and the builtins that are none. Internal to the lowering. */
#ifndef FRONT_CALL_H
#define FRONT_CALL_H

#include "front/expr.h"

struct value call_value(struct lower *l, CXCursor call, bool is_cast_to_void);

/* __builtin_expect and its kind: the call is its first argument. */
bool call_passes_first_argument(CXCursor call);
bool call_is_constant_p(CXCursor call);

/* Appends the entry that every `call` instruction has: texts of its arguments (children of `call` from the second on). */
ir_id call_texts(struct lower *l, const children *kids);
/* Lowers a builtin that is no call. False for any other name. */
bool builtin_value(struct lower *l, const char *name, CXCursor call, const children *kids, struct value *ret_value);

#endif
