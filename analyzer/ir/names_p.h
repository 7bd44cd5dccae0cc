/* How the text form spells types and tells namesakes apart: shared by the printer and the parser. */
#ifndef IR_NAMES_P_H
#define IR_NAMES_P_H

#include "ir/unit.h"

/* The C spelling (without the type's own qualifiers) and the size and alignment that a type has when nothing else is
 * said. Only such a type is written in place (`ptr(u8)`); any other, and every record, is declared under its name. */
char *ir_default_name(const struct ir_unit *unit, const struct ir_type *type);
void ir_default_layout(const struct ir_unit *unit, const struct ir_type *type, uint64_t *ret_size, uint32_t *ret_align);

/* Words that begin a type. */
bool ir_is_type_word(const char *text);
/* [A-Za-z_$.][A-Za-z0-9_$.]* : needs no quotes. */
bool ir_is_plain_name(const char *text);
/* Appends `name` or, when it is not plain, `'na me'`. */
void ir_print_name(GString *out, const char *name);
/* Appends text between quotes, with \ escapes. */
void ir_print_quoted(GString *out, const char *text, char quote);

/* The names of one unit as its text writes them. Without `numbered`, namesakes are not told apart. */
struct ir_names;
struct ir_names *ir_names_new(const struct ir_unit *unit, bool numbered);
void ir_names_free(struct ir_names *names);
/* `u32`, `ptr(struct hdr)`, `size_t`, `struct hdr#2`; borrowed. */
const char *ir_type_text(struct ir_names *names, ir_id type);
bool ir_type_is_declared(struct ir_names *names, ir_id type);
/* The type in place, whatever its name: what stands behind `type NAME =` of a non-record. */
void ir_print_structure(struct ir_names *names, const struct ir_type *type, GString *out);

/* Counts namesakes: 1 for the first `name` asked for, 2 for the second … */
uint32_t ir_ordinal(GHashTable *counts, const char *name);

#endif
