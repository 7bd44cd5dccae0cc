/* C's integer arithmetic on 64-bit images of values, cut to their types (C11 6.5), with GCC's answers where C leaves it
 * to the implementation: two's complement, >> of a negative number fills with ones, narrowing keeps the low bits.
 * Signed overflow wraps, as compilers make it for constants that they only warn about. */
#ifndef IR_ARITHMETIC_H
#define IR_ARITHMETIC_H

#include "ir/unit.h"

/* The value as an object of the type holds it: truncated, then extended by the type's sign. Pointers are unsigned. */
int64_t arithmetic_cut(const struct ir_type *type, int64_t value);

/* One operation. `type`: the result's. `compared`: for comparisons, the type in which the operands are compared, else
 * NULL. False when C gives it no value (division by zero, too wide a shift) or the operation is not one on integers. */
bool arithmetic_unary(enum ir_op op, const struct ir_type *type, int64_t a, int64_t *ret_value);
bool arithmetic_binary(enum ir_op op, const struct ir_type *type, const struct ir_type *compared, int64_t a, int64_t b,
                       int64_t *ret_value);
bool arithmetic_is_binary(enum ir_op op);
bool arithmetic_is_comparison(enum ir_op op);

#endif
