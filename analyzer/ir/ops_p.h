/* What the room's own files ask of ops.def beside ir/access.h. */
#ifndef IR_OPS_P_H
#define IR_OPS_P_H

#include "ir/unit.h"

/* 'V', '-' or '?'. */
char ir_op_result(enum ir_op op);
const char *ir_op_operands(enum ir_op op);
/* Whether the instruction has a value: a temp of its type. */
bool ir_inst_is_value(const struct ir_unit *unit, const struct ir_inst *inst);
/* The terminator's operands [*ret_first, *ret_end) are where control goes; labels elsewhere are values (&&label). */
void ir_target_range(const struct ir_function *function, const struct ir_inst *inst, uint32_t *ret_first,
                     uint32_t *ret_end);

/* What `aux` holds. */
enum ir_aux { IR_AUX_NONE, IR_AUX_FIELD, IR_AUX_TYPE, IR_AUX_CALL, IR_AUX_ASM, IR_AUX_REASON };
enum ir_aux ir_op_aux(enum ir_op op);
/* Whether the type is written behind the operation's name: it is a value's, or says what is stored. */
bool ir_op_shows_type(enum ir_op op);

/* The type that a constant operand has when its text names none; IR_NONE for a 32-bit int. */
ir_id ir_usual_const_type(const struct ir_unit *unit, const struct ir_inst *inst);

/* The record that an address is one of, or NULL. */
const struct ir_type *ir_record_pointed_to(const struct ir_unit *unit, const struct ir_function *function,
                                           struct ir_ref ref);
/* Index of the first field with this name, or IR_NONE. */
uint32_t ir_find_field(const struct ir_type *record, const char *name);

#endif
