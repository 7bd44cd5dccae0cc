/* Operands in the text; read ones are appended to the function's and counted in `inst`. */
#ifndef IR_PARSE_OPERANDS_P_H
#define IR_PARSE_OPERANDS_P_H

#include "ir/parse_p.h"

/* The number that stands for the temp of that token until all are known. */
struct ir_ref ir_temp_named(struct ir_parser *parser, uint32_t token);
void ir_add_operand(struct ir_parser *parser, struct ir_inst *inst, struct ir_ref ref);
/* NAME(12), 'NAME'(12): no type goes on like that. */
bool ir_at_named_const(const struct ir_parser *parser);
bool ir_at_operand(const struct ir_parser *parser);
bool ir_parse_operand(struct ir_parser *parser, struct ir_inst *inst);
/* A block that control goes to or comes from. */
bool ir_parse_target(struct ir_parser *parser, struct ir_inst *inst);
/* Operands up to the closing sign, which is consumed. */
bool ir_parse_list(struct ir_parser *parser, struct ir_inst *inst, char end);

#endif
