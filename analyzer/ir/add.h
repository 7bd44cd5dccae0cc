/* Adding to a unit's tables. */
#ifndef IR_ADD_H
#define IR_ADD_H

#include "ir/unit.h"

/* Ids of equal entries are equal: consts, literals, files and locs are looked up before they are added. */
ir_id ir_add_const(struct ir_unit *unit, ir_id type, int64_t value, const char *name);
ir_id ir_add_literal(struct ir_unit *unit, const char *text);
ir_id ir_add_file(struct ir_unit *unit, const char *path);
ir_id ir_add_loc(struct ir_unit *unit, struct ir_loc loc);
/* Appended as they are, strings interned here; the caller knows whether an equal one is there. `fields` and `params`
 * become the unit's; a record without fields and a function type without params get empty ones. */
ir_id ir_add_type(struct ir_unit *unit, struct ir_type type);
ir_id ir_add_symbol(struct ir_unit *unit, struct ir_symbol symbol);

#endif
