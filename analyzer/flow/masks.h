/* Bits of integers: which bits of its operands a value depends on. Bit 0 is the lowest one of a value; MASK_ALL says
 * that nothing is known. Where one does not know, there are too many bits, never too few.
 *
 * Before: numbering. Never touches: the IR. */
#ifndef FLOW_MASKS_H
#define FLOW_MASKS_H

#include "flow/numbering.h"

#define MASK_ALL UINT64_MAX

/* The lowest `bits` bits. */
static inline uint64_t mask_low(unsigned bits)
{
    return bits < 64 ? (UINT64_C(1) << bits) - 1 : MASK_ALL;
}

/* Of an operand of a TERM_OPERATION, what the `wanted` bits of the operation's value depend on. */
uint64_t mask_of_operand(const struct numbering *numbering, const struct ir_unit *unit,
                         const struct ir_function *function, const struct term *operation, bool is_second,
                         uint64_t wanted);
/* The same of a value whose bytes were turned round. */
uint64_t mask_swapped(uint64_t wanted, unsigned bytes);

/* Where the bits of a member lie, counted from the lowest bit of the byte that its address names, as machines have it
 * whose lowest byte comes first. */
struct bit_field {
    unsigned first, width;
};

static inline uint64_t bit_field_size(struct bit_field field)
{
    return (field.first + field.width + 7) / 8;
}

/* Whether the address is that of a bit-field, as a load or store of it has it; else *ret_field stays as it is. */
bool bit_field_at(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address,
                  struct bit_field *ret_field);

#endif
