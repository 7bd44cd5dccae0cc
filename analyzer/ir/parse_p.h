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

#endif
