/* Names and positions in the text. */
#ifndef IR_PARSE_NAMES_P_H
#define IR_PARSE_NAMES_P_H

#include "ir/parse_p.h"

/* A NAME or 'name', then #N: the key tells namesakes apart (g_free). */
bool ir_expect_name(struct ir_parser *parser, const char *what, const char **ret_name, char **ret_key);
/* The key of a token with a name in it and of the #N behind it, both consumed. */
char *ir_take_key(struct ir_parser *parser, const char *prefix);
char *ir_name_key(const char *prefix, const char *name, uint64_t ordinal);
const char *ir_token_text(const struct ir_parser *parser, uint32_t token);
/* ` !12:3` when it is there, else loc 0. */
bool ir_parse_loc(struct ir_parser *parser, ir_id *ret_loc);
bool ir_find_symbol(struct ir_parser *parser, ir_id *ret_symbol);

#endif
