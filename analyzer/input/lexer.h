/* Tokens of C as a header's outline needs them: no values, comments left out, line ends kept for directives. */
#ifndef INPUT_LEXER_H
#define INPUT_LEXER_H

#include "input/text.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_STRING, TOKEN_PUNCTUATOR, TOKEN_NEWLINE };

/* A punctuator is one character, but for "##" (also spelled %:%:) and the single # of a directive. */
struct token {
    enum token_kind kind;
    const char *at; /* into the text */
    size_t length;
};

struct lexer {
    const char *at, *end;
};

struct lexer lexer_begin(const struct text *text);
struct token lexer_next(struct lexer *lexer);
/* A lexer over what looks like words inside a string: inline assembly, names for dlsym. Escapes are blanks. */
gboolean lexer_next_in_string(struct lexer *string, struct token *ret_word);

gboolean token_is(const struct token *token, const char *text);
gboolean token_is_sign(const struct token *token, char c);

#endif
