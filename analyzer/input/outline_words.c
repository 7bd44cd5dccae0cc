/* What words of a text mean to an outline. */
#include "input/outline_p.h"

struct slice slice_of(const struct token *token)
{
    return (struct slice){.at = token->at ? token->at : "", .length = token->length};
}

gboolean token_is_one_of(const struct token *token, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (token_is(token, words[i]))
            return TRUE;
    return FALSE;
}

static const char *const statements[] = {"if",   "for",     "while", "do",    "switch",   "return", "goto",
                                         "case", "default", "else",  "break", "continue", "sizeof", NULL};

gboolean token_begins_statement(const struct token *token)
{
    return token_is_one_of(token, statements);
}

static void add_string_words(GArray *words, const struct token *token)
{
    struct lexer string = {token->at, token->at + token->length};
    for (struct token word; lexer_next_in_string(&string, &word);) {
        struct slice slice = slice_of(&word);
        g_array_append_val(words, slice);
    }
}

static gboolean is_access(const struct token *before, const struct token *last)
{
    if (token_is_sign(last, '.'))
        return !token_is_sign(before, '.');
    return token_is_sign(last, '>') && token_is_sign(before, '-') && before->at + 1 == last->at;
}

void outline_add_words(GArray *words, const struct token *before, const struct token *last, const struct token *token)
{
    struct slice slice = slice_of(token);
    slice.weak = is_access(before, last);
    if (token->kind == TOKEN_WORD)
        g_array_append_val(words, slice);
    else if (token->kind == TOKEN_STRING)
        add_string_words(words, token);
}
