/* includes_find, includes_defines: the lines of a text that begin with #. */
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
} including[] = {{"include_next", TRUE}, {"include", FALSE}, {"import", FALSE}};

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
    for (size_t i = 0; i < G_N_ELEMENTS(including); i++) {
        size_t n = strlen(including[i].word);
        if ((size_t)(end - p) <= n || memcmp(p, including[i].word, n) != 0 || g_ascii_isalnum(p[n]) || p[n] == '_')
            continue;
        include->kind = including[i].next ? INCLUDE_NEXT : INCLUDE_ANGLE;
        read_name(p + n, end, include);
        return include->length > 0;
    }
    return FALSE;
}

/* 6.4.6p3, 5.2.1.1: "%:" and, where trigraphs are on, "??=" are # as well. */
static const char *const hashes[] = {"#", "%:", "?\?="};

/* The next one that begins a line, from `p` on; NULL behind the last. */
static const char *next_hash(const struct text *text, const char *p, const char *hash)
{
    size_t n = strlen(hash);
    const char *end = text->bytes + text->length;
    for (; p < end; p++) {
        p = n == 1 ? memchr(p, *hash, (size_t)(end - p)) : memmem(p, (size_t)(end - p), hash, n);
        if (!p || begins_line(text->bytes, p))
            return p;
    }
    return NULL;
}

static void find_with(const struct text *text, const char *hash, GArray *found)
{
    for (const char *p = text->bytes; found->len < INCLUDES_MAX && (p = next_hash(text, p, hash)); p++) {
        struct include include = {.offset = (size_t)(p - text->bytes)};
        if (read_directive(p + strlen(hash), text->bytes + text->length, &include))
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
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++)
        find_with(text, hashes[i], found);
    g_array_sort(found, by_offset);
    return found;
}

/* Behind the #. */
static gboolean defines_one(const char *p, const char *end, GHashTable *words)
{
    p = skip_blanks(p, end);
    if (end - p < 7 || memcmp(p, "define", 6) != 0 || !(is_blank(p[6]) || p[6] == '/'))
        return FALSE;
    p = skip_blanks(p + 6, end);
    const char *name = p;
    while (p < end && (g_ascii_isalnum(*p) || *p == '_' || *p == '$' || (guchar)*p >= 0x80))
        p++;
    g_autofree char *key = g_strndup(name, (size_t)(p - name));
    return g_hash_table_contains(words, key);
}

unsigned includes_defines(const struct text *text, GHashTable *words)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++)
        for (const char *p = text->bytes; (p = next_hash(text, p, hashes[i])); p++)
            if (defines_one(p + strlen(hashes[i]), text->bytes + text->length, words))
                return text_line(text, (size_t)(p - text->bytes));
    return 0;
}
