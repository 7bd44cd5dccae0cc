/* The generic atomics: __atomic_*, __c11_atomic_* (GCC manual 6.55; C11 7.17). Internal to the lowering. */
#ifndef FRONT_ATOMIC_H
#define FRONT_ATOMIC_H

#include "front/expr.h"

struct value atomic_value(struct lower *l, CXCursor expression, const children *kids);

#endif
