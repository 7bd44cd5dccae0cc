/* The stored form of the IR: little-endian, length-prefixed, versioned; generated from the same table of operations as the text. Compression is the caller's. */
#ifndef IR_BINARY_H
#define IR_BINARY_H

#include "ir/unit.h"

void ir_write(const struct ir_unit *unit, GByteArray *out);
/* Reads hostile bytes: every count and index is checked, nothing larger than the input is allocated. NULL and an
 * IR_ERROR when broken. What it returns passes ir_verify. Owned by the caller. */
struct ir_unit *ir_read(const uint8_t *bytes, size_t n, GError **error);

#endif
