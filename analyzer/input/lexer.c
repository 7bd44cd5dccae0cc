#define _GNU_SOURCE /* memmem */

#include "input/lexer.h"

#include <string.h>

struct lexer lexer_begin(const struct text *text)
{
    return (struct lexer){.at = text->bytes, .end = text->bytes + text->length};
}

/* Bytes of UTF-8 count as letters. */
static gboolean is_word_start(char c)
{
    return g_ascii_isalpha(c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

static gboolean is_word(char c)
{
    return is_word_start(c) || g_ascii_isdigit(c);
}

static const char *word_end(const char *p, const char *end)
{
    while (p < end && is_word(*p))
        p++;
    return p;
}

/* Behind the blanks and comments; an unclosed comment ends with the text. */
static const char *skip(const char *p, const char *end)
{
    while (p < end) {
        if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\v' || *p == '\f' || *p == '\0') {
            p++;
        } else if (*p == '/' && end - p > 1 && p[1] == '*') {
            const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
            p = close ? close + 2 : end;
        } else if (*p == '/' && end - p > 1 && p[1] == '/') {
            const char *line = memchr(p, '\n', (size_t)(end - p));
            p = line ? line : end;
        } else {
            break;
        }
    }
    return p;
}

/* A literal ends with its line at the latest: an apostrophe in assembler or #error is no literal. */
static const char *string_end(const char *p, const char *end)
{
    char quote = *p++;
    while (p < end && *p != quote && *p != '\n')
        p += *p == '\\' && end - p > 1 && p[1] != '\n' ? 2 : 1;
    return p < end && *p == quote ? p + 1 : p;
}

static size_t sign_length(const char *p, const char *end)
{
    if (end - p >= 4 && memcmp(p, "%:%:", 4) == 0)
        return 4;
    if (end - p >= 2 && (memcmp(p, "##", 2) == 0 || memcmp(p, "%:", 2) == 0))
        return 2;
    return 1;
}

struct token lexer_next(struct lexer *lexer)
{
    const char *p = skip(lexer->at, lexer->end), *end = lexer->end;
    struct token token = {.kind = TOKEN_END, .at = p};
    if (p == end) {
        lexer->at = p;
        return token;
    }
    if (is_word_start(*p)) {
        token.kind = TOKEN_WORD;
        lexer->at = word_end(p, end);
    } else if (g_ascii_isdigit(*p)) {
        token.kind = TOKEN_NUMBER;
        lexer->at = word_end(p, end);
    } else if (*p == '"' || *p == '\'') {
        token.kind = TOKEN_STRING;
        lexer->at = string_end(p, end);
    } else {
        token.kind = *p == '\n' ? TOKEN_NEWLINE : TOKEN_PUNCTUATOR;
        lexer->at = p + sign_length(p, end);
    }
    token.length = (size_t)(lexer->at - p);
    return token;
}

gboolean lexer_next_in_string(struct lexer *string, struct token *ret_word)
{
    const char *p = string->at;
    while (p < string->end && !is_word_start(*p)) {
        if (g_ascii_isdigit(*p))
            p = word_end(p, string->end);
        else
            p += *p == '\\' && string->end - p > 1 ? 2 : 1;
    }
    string->at = word_end(p, string->end);
    *ret_word = (struct token){.kind = TOKEN_WORD, .at = p, .length = (size_t)(string->at - p)};
    return ret_word->length > 0;
}

gboolean token_is(const struct token *token, const char *text)
{
    size_t n = strlen(text);
    return token->length == n && memcmp(token->at, text, n) == 0;
}

gboolean token_is_sign(const struct token *token, char c)
{
    return token->kind == TOKEN_PUNCTUATOR && token->length == 1 && *token->at == c;
}
