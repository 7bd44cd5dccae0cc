/* Conversions of values: libclang shows implicit casts as bare nodes, so what they do follows from the two types. Internal to
 * the lowering. */
#ifndef FRONT_CONVERT_H
#define FRONT_CONVERT_H

#include "front/lowering.h"

/* The value as `to`; no instruction where the bits mean the same; constants are converted at once. */
struct value lower_convert(struct lower *l, struct value value, ir_id to, ir_id loc);
/* C11 6.3.1.1: what an integer of this type is computed in. */
ir_id lower_promoted(struct lower *l, ir_id type);
/* Type of an expression's value: arrays and functions have become pointers, qualifiers are gone. */
ir_id lower_decayed(struct lower *l, ir_id type);
/* 0 for void expressions only: of what clang could not make out it is int. */
ir_id lower_type(struct lower *l, CXCursor expression);
/* Whether the value differs from zero exactly where the converted value does. */
bool lower_keeps_truth(struct lower *l, ir_id from, ir_id to);

#endif
