/* What a text consists of. */
#ifndef IR_PARSE_ITEMS_P_H
#define IR_PARSE_ITEMS_P_H

#include "ir/parse_p.h"

/* All declarations of types in the text, first to last. */
bool ir_parse_declarations(struct ir_parser *parser);
bool ir_at_declaration(const struct ir_parser *parser);
void ir_skip_declaration(struct ir_parser *parser);

bool ir_parse_function(struct ir_parser *parser);
bool ir_parse_inst(struct ir_parser *parser);
struct ir_ref ir_block_named(struct ir_parser *parser, char *key, uint32_t token);
bool ir_infer(struct ir_parser *parser);

#endif
