#include "front/source.h"

#include <string.h>

/* A macro use or an expression is read no further than this. */
#define MAX_READ 8192

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static size_t skip_blanks(const char *text, size_t end, size_t pos)
{
    while (pos < end) {
        if (g_ascii_isspace(text[pos]) || text[pos] == '\v' || text[pos] == '\0')
            pos++;
        else if (text[pos] == '\\' && pos + 1 < end && (text[pos + 1] == '\n' || text[pos + 1] == '\r'))
            pos += 2;
        else
            break;
    }
    return pos;
}

/* An unterminated literal ends with its line. */
static size_t skip_quoted(const char *text, size_t end, size_t pos)
{
    char quote = text[pos++];
    while (pos < end && text[pos] != quote && text[pos] != '\n')
        pos += text[pos] == '\\' && pos + 1 < end ? 2 : 1;
    return pos < end && text[pos] == quote ? pos + 1 : pos;
}

static size_t skip_comment(const char *text, size_t end, size_t pos)
{
    bool is_block = text[pos + 1] == '*';
    for (pos += 2; pos < end; pos++) {
        if (is_block && text[pos] == '*' && pos + 1 < end && text[pos + 1] == '/')
            return pos + 2;
        if (!is_block && text[pos] == '\n' && text[pos - 1] != '\\')
            return pos;
    }
    return end;
}

/* C11 6.4.8: digits, letters, dots, and signs behind an exponent. */
static size_t skip_number(const char *text, size_t end, size_t pos)
{
    while (pos < end) {
        bool exponent =
            strchr("eEpP", text[pos]) && text[pos] && pos + 1 < end && strchr("+-", text[pos + 1]) && text[pos + 1];
        if (exponent)
            pos += 2;
        else if (is_word(text[pos]) || text[pos] == '.')
            pos++;
        else
            break;
    }
    return pos;
}

enum source_piece source_next(const char *text, size_t end, size_t *pos)
{
    size_t at = *pos;
    if (at >= end)
        return SOURCE_END;
    char c = text[at], next = at + 1 < end ? text[at + 1] : '\0';
    if ((*pos = skip_blanks(text, end, at)) > at)
        return SOURCE_BLANK;
    if (c == '/' && (next == '*' || next == '/')) {
        *pos = skip_comment(text, end, at);
        return SOURCE_COMMENT;
    }
    if (c == '"' || c == '\'') {
        *pos = skip_quoted(text, end, at);
        return c == '"' ? SOURCE_STRING : SOURCE_CHAR;
    }
    if (g_ascii_isdigit(c) || (c == '.' && g_ascii_isdigit(next))) {
        *pos = skip_number(text, end, at);
        return SOURCE_NUMBER;
    }
    if (!is_word(c)) {
        *pos = at + 1;
        return SOURCE_PUNCT;
    }
    while (*pos < end && is_word(text[*pos]))
        ++*pos;
    return SOURCE_WORD;
}

size_t source_directive_end(const char *text, size_t end, size_t pos)
{
    while (pos < end) {
        size_t at = pos;
        enum source_piece piece = source_next(text, end, &pos);
        const char *newline = piece == SOURCE_BLANK ? memchr(text + at, '\n', pos - at) : NULL;
        while (newline && newline > text && newline[-1] == '\\') /* continued */
            newline = memchr(newline + 1, '\n', (size_t)(text + pos - newline - 1));
        if (newline)
            return (size_t)(newline - text);
    }
    return pos;
}

struct fold {
    GString *out;
    int depth;
    bool is_broken, has_comma, is_blank_due;
};

static void fold_punct(struct fold *fold, char c)
{
    if (strchr("([{", c))
        fold->depth++;
    else if (strchr(")]}", c))
        fold->is_broken |= --fold->depth < 0;
    else if (c == ',' && fold->depth == 0)
        fold->has_comma = true;
}

static void fold_piece(struct fold *fold, enum source_piece piece, const char *text, size_t length)
{
    if (piece == SOURCE_BLANK || piece == SOURCE_COMMENT) {
        fold->is_blank_due = true;
        return;
    }
    if (piece == SOURCE_PUNCT)
        fold_punct(fold, *text);
    if (fold->out->len > SOURCE_MAX_TEXT)
        return;
    if (fold->is_blank_due && fold->out->len > 0)
        g_string_append_c(fold->out, ' ');
    fold->is_blank_due = false;
    g_string_append_len(fold->out, text, (gssize)length);
}

static char *cut(GString *text)
{
    g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
    if (strlen(valid) <= SOURCE_MAX_TEXT)
        return g_steal_pointer(&valid);
    char *end = g_utf8_find_prev_char(valid, valid + SOURCE_MAX_TEXT - 2);
    *end = '\0';
    return g_strconcat(valid, "...", NULL);
}

char *source_fold(const char *text, size_t begin, size_t end, size_t limit, enum source_reading reading)
{
    g_autoptr(GString) out = g_string_sized_new(64);
    struct fold fold = {.out = out};
    size_t pos = begin, stop = MIN(limit, begin + MAX_READ);
    while (pos < stop && (pos < end || (reading == SOURCE_WIDEN && fold.depth > 0))) {
        size_t at = pos;
        enum source_piece piece = source_next(text, pos < end && reading != SOURCE_WIDEN ? MIN(end, stop) : stop, &pos);
        fold_piece(&fold, piece, text + at, pos - at);
    }
    bool whole = !fold.is_broken && fold.depth == 0;
    bool fits = reading == SOURCE_WIDEN || (whole && !(reading == SOURCE_EXPRESSION && fold.has_comma));
    bool is_huge = begin + MAX_READ < end;
    return out->len > 0 && (fits || is_huge) ? cut(out) : NULL;
}

char *source_fold_use(const char *text, size_t begin, size_t limit)
{
    size_t pos = begin;
    if (source_next(text, limit, &pos) != SOURCE_WORD)
        return NULL;
    size_t behind = skip_blanks(text, limit, pos);
    bool has_arguments = behind < limit && text[behind] == '(';
    return source_fold(text, begin, has_arguments ? behind + 1 : pos, limit, SOURCE_WIDEN);
}
