/* Private to the outline: what is known while a text is read. */
#ifndef INPUT_OUTLINE_P_H
#define INPUT_OUTLINE_P_H

#include "input/lexer.h"
#include "input/outline.h"

/* One declaration, definition, or whatever stands between two of them at file scope. */
struct chunk {
    struct token first, last, before_last;
    guint n_tokens;
    const char *begin;
    struct token assigned; /* the name before the first = */
    gboolean has_assignment;
    gboolean has_record;         /* struct, union or enum */
    gboolean is_enum, is_body;   /* the open brace is that of an enum, of a function */
    gboolean in_value;           /* of an enumerator */
    gboolean is_invocation;      /* the first token is a word with parentheses behind it */
    GArray *candidates;          /* struct candidate */
    GArray *words, *enumerators; /* struct slice */
    GArray *locals;              /* struct slice: names of parameters and objects that it declares */
};

struct candidate {
    struct slice name;
    gboolean strong; /* behind a type */
};

struct level {
    int braces, parens;
};

struct outliner {
    const struct text *text;
    struct lexer lexer;
    struct outline outline;
    struct level level;
    GArray *conditions; /* struct level: at each open #if */
    gboolean with_declarations;
    struct chunk chunk;
};

/* Of no token too, a text: empty, and never NULL. */
struct slice slice_of(const struct token *token);
/* `words`: NULL-terminated. */
gboolean token_is_one_of(const struct token *token, const char *const *words);
/* Words that begin a statement, or an operand: no type stands there. */
gboolean token_begins_statement(const struct token *token);
/* Adds the token's words; the two tokens in front of it tell a member. */
void outline_add_words(GArray *words, const struct token *before, const struct token *last, const struct token *token);

/* outline_macro.c: the lexer stands behind `define`. */
void outline_macro(struct outliner *o);

/* outline_chunk.c: at the ; or the } that ends it, the part that it is. */
void chunk_end(struct outliner *o);
/* What the text ends in the middle of. */
void chunk_break_off(struct outliner *o);
void chunk_reset(struct chunk *chunk);
void chunk_init(struct chunk *chunk);
void chunk_clear(struct chunk *chunk);

#endif
