#include "ir/lex_p.h"

#include <string.h>

struct lexer {
    const char *at, *line_start;
    uint32_t line;
    bool is_first;
    GStringChunk *strings;
    GString *buffer;
    const char *message; /* set by the first fault */
};

static bool is_name(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || c == '.';
}

static void skip_blanks(struct lexer *lexer)
{
    for (;; lexer->at++) {
        if (*lexer->at == '\n') {
            lexer->line++;
            lexer->line_start = lexer->at + 1;
            lexer->is_first = true;
        } else if (lexer->at[0] == '/' && lexer->at[1] == '/') {
            lexer->at += strcspn(lexer->at, "\n") - 1;
        } else if (!g_ascii_isspace(*lexer->at)) {
            return;
        }
    }
}

static const char *take(struct lexer *lexer, size_t n)
{
    g_string_truncate(lexer->buffer, 0);
    g_string_append_len(lexer->buffer, lexer->at, (gssize)n);
    lexer->at += n;
    return g_string_chunk_insert_const(lexer->strings, lexer->buffer->str);
}

/* What stands behind a backslash, as one character; 0 when it is none of ours. */
static char escape(struct lexer *lexer)
{
    char c = *lexer->at++;
    if (c == 'n' || c == 't')
        return c == 'n' ? '\n' : '\t';
    if (c == '"' || c == '\'' || c == '\\')
        return c;
    if (c == 'x' && g_ascii_isxdigit(lexer->at[0]) && g_ascii_isxdigit(lexer->at[1])) {
        c = (char)(g_ascii_xdigit_value(lexer->at[0]) << 4 | g_ascii_xdigit_value(lexer->at[1]));
        lexer->at += 2;
        return c;
    }
    return '\0';
}

static const char *quoted(struct lexer *lexer)
{
    char quote = *lexer->at++;
    g_string_truncate(lexer->buffer, 0);
    while (*lexer->at != quote) {
        char c = *lexer->at;
        if (c == '\0' || c == '\n') {
            lexer->message = "a quote is not closed";
            return NULL;
        }
        lexer->at++;
        if (c == '\\' && (c = escape(lexer)) == '\0') {
            lexer->message = "there is no such escape";
            return NULL;
        }
        g_string_append_c(lexer->buffer, c);
    }
    lexer->at++;
    return g_string_chunk_insert_const(lexer->strings, lexer->buffer->str);
}

static uint64_t number(struct lexer *lexer)
{
    bool is_negative = *lexer->at == '-';
    lexer->at += is_negative;
    bool is_hex = lexer->at[0] == '0' && lexer->at[1] == 'x' && g_ascii_isxdigit(lexer->at[2]);
    lexer->at += is_hex ? 2 : 0;
    uint64_t base = is_hex ? 16 : 10, value = 0;
    for (; is_hex ? g_ascii_isxdigit(*lexer->at) : g_ascii_isdigit(*lexer->at); lexer->at++) {
        uint64_t digit = (uint64_t)g_ascii_xdigit_value(*lexer->at);
        if (value > (G_MAXUINT64 - digit) / base)
            lexer->message = "a number has at most 64 bits";
        value = value * base + digit;
    }
    if (is_negative && value > (uint64_t)G_MAXINT64 + 1)
        lexer->message = "a number has at most 64 bits";
    return is_negative ? -value : value;
}

/* @name, &name, &&name with the name plain, quoted or empty; %temp. */
static const char *name_behind(struct lexer *lexer, size_t sigil)
{
    lexer->at += sigil;
    if (*lexer->at == '\'')
        return quoted(lexer);
    size_t n = 0;
    while (is_name(lexer->at[n]))
        n++;
    if (n == 0)
        lexer->message = "a name is missing";
    return take(lexer, n);
}

static void lex_word(struct lexer *lexer, struct ir_token *token)
{
    size_t n = 1;
    while (is_name(lexer->at[n]))
        n++;
    token->kind = IR_TOKEN_NAME;
    token->text = take(lexer, n);
}

static void lex_sign(struct lexer *lexer, struct ir_token *token)
{
    const char *at = lexer->at;
    if (at[0] == '-' && at[1] == '>') {
        token->kind = IR_TOKEN_ARROW;
        lexer->at += 2;
    } else if (at[0] == '@' && !g_ascii_isdigit(at[1])) {
        token->kind = IR_TOKEN_SYMBOL;
        token->text = name_behind(lexer, 1);
    } else if (at[0] == '%') {
        token->kind = IR_TOKEN_TEMP;
        token->text = name_behind(lexer, 1);
    } else if (at[0] == '&') {
        token->kind = at[1] == '&' ? IR_TOKEN_LABEL : IR_TOKEN_LOCAL;
        token->text = name_behind(lexer, at[1] == '&' ? 2 : 1);
    } else if (at[0] == '#' && g_ascii_isdigit(at[1])) {
        lexer->at++;
        token->kind = IR_TOKEN_ORDINAL;
        token->value = number(lexer);
    } else {
        token->kind = IR_TOKEN_SIGN;
        token->value = (unsigned char)*lexer->at++;
    }
}

static struct ir_token next_token(struct lexer *lexer)
{
    skip_blanks(lexer);
    struct ir_token token = {
        .line = lexer->line, .col = (uint32_t)(lexer->at - lexer->line_start) + 1, .is_first = lexer->is_first};
    char c = lexer->at[0], d = c ? lexer->at[1] : '\0';
    lexer->is_first = false;
    if (c == '\0') {
        token.kind = IR_TOKEN_END;
    } else if (g_str_has_prefix(lexer->at, "...")) {
        token.kind = IR_TOKEN_DOTS;
        lexer->at += 3;
    } else if (g_ascii_isdigit(c) || (c == '-' && g_ascii_isdigit(d))) {
        token.kind = IR_TOKEN_NUMBER;
        token.value = number(lexer);
    } else if (is_name(c)) {
        lex_word(lexer, &token);
    } else if (c == '"' || c == '\'') {
        token.kind = c == '"' ? IR_TOKEN_STRING : IR_TOKEN_QUOTED;
        token.text = quoted(lexer);
    } else {
        lex_sign(lexer, &token);
    }
    return token;
}

GArray *ir_lex(const char *text, GStringChunk *strings, uint32_t *ret_line, uint32_t *ret_col, const char **ret_message)
{
    g_autoptr(GString) buffer = g_string_new(NULL);
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct ir_token));
    struct lexer lexer = {
        .at = text, .line_start = text, .line = 1, .is_first = true, .strings = strings, .buffer = buffer};
    struct ir_token token;
    do {
        token = next_token(&lexer);
        if (lexer.message) {
            *ret_line = token.line;
            *ret_col = token.col;
            *ret_message = lexer.message;
            return NULL;
        }
        g_array_append_val(tokens, token);
    } while (token.kind != IR_TOKEN_END);
    return g_steal_pointer(&tokens);
}
