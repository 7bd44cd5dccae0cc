/* Types in the text: in place, and declared. */
#ifndef IR_PARSE_TYPES_P_H
#define IR_PARSE_TYPES_P_H

#include "ir/parse_p.h"

bool ir_parse_type(struct ir_parser *parser, ir_id *ret_type);
ir_id ir_add_noted_type(struct ir_parser *parser, struct ir_type type, ir_id base);
bool ir_parse_label(struct ir_parser *parser, const char **ret_name, char **ret_key);
bool ir_parse_qualifiers(struct ir_parser *parser, struct ir_type *type);
bool ir_at_type(const struct ir_parser *parser);
/* The type in place with this content; `type` is taken over. */
ir_id ir_structure(struct ir_parser *parser, struct ir_type type);
ir_id ir_pointer_to(struct ir_parser *parser, ir_id target);
ir_id ir_int_type(struct ir_parser *parser);

/* Fills in what the text left open: of all types once they are read, later of one whose parts are settled. */
bool ir_settle_types(struct ir_parser *parser);
void ir_settle_type(struct ir_parser *parser, ir_id type);

#endif
