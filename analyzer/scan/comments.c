#include "scan/comments.h"

#include <string.h>

struct lexer {
    const char *at, *end;
    uint32_t line; /* counted from 1 */
    struct comments *comments;
};

static void mark_code(struct lexer *lexer)
{
    GByteArray *coded = lexer->comments->coded;
    while (coded->len < lexer->line)
        g_byte_array_append(coded, (const guint8 *)"", 1);
    coded->data[lexer->line - 1] = 1;
}

/* Moves on by one character, counting lines. */
static void step(struct lexer *lexer)
{
    lexer->line += *lexer->at == '\n';
    lexer->at++;
}

static gboolean looking_at(const struct lexer *lexer, const char *two)
{
    return lexer->end - lexer->at >= 2 && lexer->at[0] == two[0] && lexer->at[1] == two[1];
}

static gboolean at_continuation(const struct lexer *lexer)
{
    return looking_at(lexer, "\\\n") ||
           (looking_at(lexer, "\\\r") && lexer->end - lexer->at > 2 && lexer->at[2] == '\n');
}

static void step_continuation(struct lexer *lexer)
{
    while (*lexer->at != '\n')
        step(lexer);
    step(lexer);
}

static void read_comment(struct lexer *lexer, gboolean is_block)
{
    struct comment comment = {.text = lexer->at + 2, .first_line = lexer->line};
    lexer->at += 2;
    while (lexer->at < lexer->end) {
        if (is_block ? looking_at(lexer, "*/") : *lexer->at == '\n')
            break;
        if (!is_block && at_continuation(lexer))
            step_continuation(lexer);
        else
            step(lexer);
    }
    comment.length = (size_t)(lexer->at - comment.text);
    comment.last_line = lexer->line;
    if (is_block)
        lexer->at = MIN(lexer->at + 2, lexer->end);
    g_array_append_val(lexer->comments->list, comment);
}

/* An unmatched quote, as in the text of #error or under #if 0, ends with its line. */
static void read_quoted(struct lexer *lexer, char quote)
{
    mark_code(lexer);
    step(lexer);
    while (lexer->at < lexer->end && *lexer->at != quote && *lexer->at != '\n') {
        if (at_continuation(lexer)) {
            step_continuation(lexer);
            mark_code(lexer);
            continue;
        }
        if (*lexer->at == '\\' && lexer->end - lexer->at > 1 && lexer->at[1] != '\n')
            step(lexer);
        step(lexer);
    }
    if (lexer->at < lexer->end && *lexer->at == quote)
        step(lexer);
}

/* 1'000: C23's digit separator opens nothing. */
static gboolean is_separator(const struct lexer *lexer, const char *text)
{
    return *lexer->at == '\'' && lexer->at > text && g_ascii_isdigit(lexer->at[-1]) && lexer->end - lexer->at > 1 &&
           g_ascii_isxdigit(lexer->at[1]);
}

void comments_find(const char *text, size_t length, struct comments *ret_comments)
{
    ret_comments->list = g_array_new(FALSE, FALSE, sizeof(struct comment));
    ret_comments->coded = g_byte_array_new();
    struct lexer lexer = {.at = text, .end = text + length, .line = 1, .comments = ret_comments};
    while (lexer.at < lexer.end) {
        if (looking_at(&lexer, "/*") || looking_at(&lexer, "//")) {
            read_comment(&lexer, lexer.at[1] == '*');
        } else if ((*lexer.at == '"' || *lexer.at == '\'') && !is_separator(&lexer, text)) {
            read_quoted(&lexer, *lexer.at);
        } else {
            if (!g_ascii_isspace(*lexer.at))
                mark_code(&lexer);
            step(&lexer);
        }
    }
}

void comments_clear(struct comments *comments)
{
    g_array_unref(comments->list);
    g_byte_array_unref(comments->coded);
}

gboolean comments_has_code(const struct comments *comments, uint32_t line)
{
    return line > 0 && line <= comments->coded->len && comments->coded->data[line - 1];
}
