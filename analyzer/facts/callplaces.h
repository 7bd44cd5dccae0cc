/* Where pointers to functions are kept, by names that all who store there and all who call from there agree on: a
 * record's field ("struct file_operations.read"), an element of an array ("handlers[]"), a parameter ("each(1)"). What
 * only its own file can name is named with the file. */
#ifndef FACTS_CALLPLACES_H
#define FACTS_CALLPLACES_H

#include "ir/unit.h"

/* Of the address of such a place; NULL when it is none. g_free. */
char *callplace_of_address(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address);
/* Of what a function gets as an argument, counted from 0. g_free. */
char *callplace_of_argument(const struct ir_unit *unit, ir_id callee, uint32_t argument);
/* Of a member of one constant object that other files can name: "struct ops.read of fast"; NULL when it is none.
 * g_free. */
char *callplace_of_object(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address);
/* The constant object of the unit that the place belongs to, when it is a member of it, or of what a variable points to
 * that is never set to anything else; or IR_NONE. */
ir_id callplace_constant(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address);
/* The address that the called pointer was loaded from, by way of a local variable that is set from one place only; of
 * kind IR_REF_NONE when it was made in another way. */
struct ir_ref callplace_loaded(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref pointer);

#endif
