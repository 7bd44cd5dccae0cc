/* includes_find: the #include lines of a text. */
#define _GNU_SOURCE /* memrchr */

#include <string.h>

#include "input/includes.h"

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == '\0';
}

/* Blanks and comments, as far as they end on the line. */
static const char *skip_blanks(const char *p, const char *end)
{
    for (;;) {
        while (p < end && is_blank(*p))
            p++;
        if (end - p < 2 || p[0] != '/' || p[1] != '*')
            return p;
        const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
        if (!close)
            return p;
        p = close + 2;
    }
}

/* 6.10p2: a directive begins with the first # of a line; a comment may stand before it. */
static gboolean begins_line(const char *begin, const char *hash)
{
    while (hash > begin && is_blank(hash[-1]))
        hash--;
    return hash == begin || hash[-1] == '\n' || (hash - begin >= 2 && hash[-1] == '/' && hash[-2] == '*');
}

static const struct {
    const char *word;
    gboolean next;
} words[] = {{"include_next", TRUE}, {"include", FALSE}, {"import", FALSE}};

static void read_name(const char *p, const char *end, struct include *include)
{
    p = skip_blanks(p, end);
    const char *line = memchr(p, '\n', (size_t)(end - p));
    end = line ? line : end;
    char close = p < end && *p == '<' ? '>' : '"';
    const char *stop = p < end && (*p == '<' || *p == '"') ? memchr(p + 1, close, (size_t)(end - p - 1)) : NULL;
    include->name = stop ? p + 1 : p;
    include->length = stop ? (size_t)(stop - p - 1) : (size_t)(end - p);
    if (!stop)
        include->kind = INCLUDE_COMPUTED;
    else if (include->kind != INCLUDE_NEXT)
        include->kind = close == '>' ? INCLUDE_ANGLE : INCLUDE_QUOTE;
}

/* Behind the #: TRUE when the directive includes something. */
static gboolean read_directive(const char *p, const char *end, struct include *include)
{
    p = skip_blanks(p, end);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t n = strlen(words[i].word);
        if ((size_t)(end - p) <= n || memcmp(p, words[i].word, n) != 0 || g_ascii_isalnum(p[n]) || p[n] == '_')
            continue;
        include->kind = words[i].next ? INCLUDE_NEXT : INCLUDE_ANGLE;
        read_name(p + n, end, include);
        return include->length > 0;
    }
    return FALSE;
}

/* 6.4.6p3, 5.2.1.1: "%:" and, where trigraphs are on, "??=" are # as well. */
static void find_with(const struct text *text, const char *hash, GArray *found)
{
    size_t n = strlen(hash);
    const char *end = text->bytes + text->length;
    for (const char *p = text->bytes; found->len < INCLUDES_MAX; p++) {
        p = n == 1 ? memchr(p, *hash, (size_t)(end - p)) : memmem(p, (size_t)(end - p), hash, n);
        if (!p)
            break;
        struct include include = {.offset = (size_t)(p - text->bytes)};
        if (begins_line(text->bytes, p) && read_directive(p + n, end, &include))
            g_array_append_val(found, include);
    }
}

static int by_offset(gconstpointer a, gconstpointer b)
{
    const struct include *x = a, *y = b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

GArray *includes_find(const struct text *text)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct include));
    find_with(text, "#", found);
    find_with(text, "%:", found);
    find_with(text, "?\?=", found);
    g_array_sort(found, by_offset);
    return found;
}
