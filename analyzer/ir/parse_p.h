/* Shared by the parser's files. Functions that read return false when they have set the error; results are then
 * untouched. */
#ifndef IR_PARSE_P_H
#define IR_PARSE_P_H

#include "ir/lex_p.h"
#include "ir/unit.h"

#define IR_UNPLACED UINT64_MAX /* offset of a field whose text has none */

/* What the text of a type left open, beside the unit's types. */
struct ir_type_note {
    ir_id base; /* a type to take everything from that is not said here, or IR_NONE */
    bool has_size, has_align, is_settled, is_busy;
    uint32_t token;
};

/* What the text of an instruction left open. */
struct ir_hole {
    uint32_t inst, token;
    bool type, aux;
    const char *field; /* its aux by name, or NULL */
};

struct ir_parser {
    struct ir_unit *unit;
    const char *name; /* of the text, for messages */
    GError **error;
    GArray *tokens;
    guint at;
    unsigned depth;
    const char *file;                          /* that positions are in; interned */
    GHashTable *labels, *structures, *symbols; /* text → id */
    GHashTable *declarations;                  /* token that a declaration of a type begins at → the one behind it */
    GHashTable *guessed;                       /* ids of symbols that a call made, with no declaration so far */
    GArray *notes;                             /* struct ir_type_note, one a type */
    bool types_are_settled;

    struct ir_function *function;
    GHashTable *temps, *blocks, *locals; /* text → number */
    GArray *temp_at, *block_at;          /* number → struct ir_place */
    GArray *holes, *untyped;             /* struct ir_hole; uint32_t: operands whose constant named no type */
};

/* Where a name is defined, and where it was first used. Until the end of a function operands carry the number. */
struct ir_place {
    uint32_t index, token;
};

/* parse.c */
bool ir_parse_fail(struct ir_parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3); /* at the next token */
bool ir_parse_fail_at(struct ir_parser *parser, uint32_t token, const char *format, ...) G_GNUC_PRINTF(3, 4);
const struct ir_token *ir_peek(const struct ir_parser *parser, guint ahead);
bool ir_is_sign(const struct ir_parser *parser, guint ahead, char sign);
bool ir_is_word(const struct ir_parser *parser, guint ahead, const char *word);
bool ir_accept(struct ir_parser *parser, char sign);
bool ir_accept_word(struct ir_parser *parser, const char *word);
bool ir_expect(struct ir_parser *parser, char sign);
bool ir_expect_kind(struct ir_parser *parser, enum ir_token_kind kind, const char *what,
                    const struct ir_token **ret_token);
bool ir_expect_number(struct ir_parser *parser, uint64_t most, uint64_t *ret_number);
/* A NAME or 'name', then #N: the key tells namesakes apart (g_free). */
bool ir_expect_name(struct ir_parser *parser, const char *what, const char **ret_name, char **ret_key);
/* The key of a token with a name in it and of the #N behind it, both consumed. */
char *ir_take_key(struct ir_parser *parser, const char *prefix);
char *ir_name_key(const char *prefix, const char *name, uint64_t ordinal);
const char *ir_token_text(const struct ir_parser *parser, uint32_t token);
/* ` !12:3` when it is there, else loc 0. */
bool ir_parse_loc(struct ir_parser *parser, ir_id *ret_loc);
bool ir_find_symbol(struct ir_parser *parser, ir_id *ret_symbol);

/* parse_layout.c: all types, once they are read; later, one whose parts are settled */
bool ir_settle_types(struct ir_parser *parser);
void ir_settle_type(struct ir_parser *parser, ir_id type);

/* parse_types.c, parse_records.c */
bool ir_parse_type(struct ir_parser *parser, ir_id *ret_type);
ir_id ir_add_noted_type(struct ir_parser *parser, struct ir_type type, ir_id base);
bool ir_parse_label(struct ir_parser *parser, const char **ret_name, char **ret_key);
bool ir_parse_qualifiers(struct ir_parser *parser, struct ir_type *type);
bool ir_at_type(const struct ir_parser *parser);
/* All declarations of types in the text, first to last. */
bool ir_parse_declarations(struct ir_parser *parser);
bool ir_at_declaration(const struct ir_parser *parser);
void ir_skip_declaration(struct ir_parser *parser);
/* The type in place with this content; `type` is taken over. */
ir_id ir_structure(struct ir_parser *parser, struct ir_type type);
ir_id ir_pointer_to(struct ir_parser *parser, ir_id target);
ir_id ir_int_type(struct ir_parser *parser);

/* parse_function.c, parse_inst.c, infer.c */
bool ir_parse_function(struct ir_parser *parser);
bool ir_parse_inst(struct ir_parser *parser);
struct ir_ref ir_block_named(struct ir_parser *parser, char *key, uint32_t token);
bool ir_infer(struct ir_parser *parser);

#endif
