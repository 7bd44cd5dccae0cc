/* The IR as a language: for people and tests. docs/ir.md is its grammar. Printing and reading back gives an equal unit. */
#ifndef IR_TEXT_H
#define IR_TEXT_H

#include "ir/unit.h"

enum ir_error { IR_ERROR_SYNTAX, IR_ERROR_BROKEN, IR_ERROR_LIMIT };
#define IR_ERROR ir_error_quark()
GQuark ir_error_quark(void);

void ir_print(const struct ir_unit *unit, GString *out);
/* One function alone, in the same words; types and symbols by name, so that the text does not depend on the unit's ids. */
void ir_print_function(const struct ir_unit *unit, const struct ir_function *function, GString *out);
/* Reads what ir_print writes, and what people write by hand (positions and type details may be left out).
 * NULL and an error with line and column when it is not IR. Owned by the caller (ir_unit_free). */
struct ir_unit *ir_parse(const char *text, const char *name, GError **error);

#endif
