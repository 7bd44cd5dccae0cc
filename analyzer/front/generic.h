/* _Generic (C11 6.5.1.1): which arm is chosen, which libclang does not tell. Internal to the lowering. */
#ifndef FRONT_GENERIC_H
#define FRONT_GENERIC_H

#include "front/expr.h"

bool generic_chosen(struct lower *l, CXCursor generic, CXCursor *ret_arm);

#endif
