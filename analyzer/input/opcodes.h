/* Instructions that are written by their bytes: behind a directive of the assembler (.byte 0x0f, 0x30), in the words of
 * a wider one, little-endian (.long 0x300f), or, from three bytes on, in any list of numbers, as a macro may be given
 * them; two are too common in tables. Bytes may be hexadecimal, decimal or octal, and escapes of a string. */
#ifndef INPUT_OPCODES_H
#define INPUT_OPCODES_H

#include "input/text.h"

#define OPCODE_BYTES 8u

struct opcode {
    guint8 bytes[OPCODE_BYTES];
    guint n;
};

/* Expressions of vectorscan, without regard to case, for what a place of the opcode must end with: its last byte in a
 * list, or all its bytes in a word. g_free. */
char *opcode_list_end(const struct opcode *opcode);
char *opcode_word_end(const struct opcode *opcode);

/* Such an end is at `end` (exclusive): is the whole before it? Looks back some hundred bytes at most. */
gboolean opcode_is_list(const struct opcode *opcode, const struct text *text, size_t end);
gboolean opcode_is_word(const struct opcode *opcode, const struct text *text, size_t end);

#endif
