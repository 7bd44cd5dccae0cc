#include "input/hits.h"

#include <string.h>

#define MAX_LINE 1024 /* an #include line is no longer */

struct search {
    const struct web *web;
    const struct web_view *view;
    const struct text *text;
    struct hit best;
    gboolean found;
};

static gboolean is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

/* The n of "\nwrpkru" belongs to the escape. */
static gboolean is_escape(const char *begin, const char *letter)
{
    return letter > begin && letter[-1] == '\\' && strchr("abefnrtv", *letter) && *letter;
}

static gboolean stands_alone(const struct text *text, gsize from, gsize to)
{
    const char *begin = text->bytes;
    if (to < text->length && is_word(begin[to]))
        return FALSE;
    return from == 0 || !is_word(begin[from - 1]) || is_escape(begin, begin + from - 1);
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static gboolean is_member(const struct text *text, gsize from)
{
    const char *begin = text->bytes, *p = begin + from;
    while (p > begin && is_blank(p[-1]))
        p--;
    if (p - begin >= 2 && p[-1] == '>' && p[-2] == '-')
        return TRUE;
    return p > begin && p[-1] == '.' && !(p - begin >= 2 && p[-2] == '.');
}

static gboolean is_in_include(const struct text *text, gsize from)
{
    const char *begin = text->bytes, *p = begin + from;
    while (p > begin && p[-1] != '\n' && begin + from - p < MAX_LINE)
        p--;
    p += strspn(p, " \t");
    if (*p++ != '#')
        return FALSE;
    p += strspn(p, " \t");
    return g_str_has_prefix(p, "include") || g_str_has_prefix(p, "import");
}

static gboolean is_use(struct search *search, struct hit hit, gsize end)
{
    if (!stands_alone(search->text, hit.offset, end) || is_in_include(search->text, hit.offset))
        return FALSE;
    return !is_member(search->text, hit.offset) || web_is_macro(search->web, hit.word);
}

static gboolean on_hit(gpointer data, guint32 word, gsize end)
{
    struct search *search = data;
    if ((end < search->text->length && is_word(search->text->bytes[end])) || !web_view_leads(search->view, word))
        return TRUE;
    struct hit hit = {word, end - strlen(web_text(search->web, word))};
    if (!is_use(search, hit, end))
        return TRUE;
    search->best = hit;
    search->found = TRUE;
    return FALSE;
}

/* Hits come in the order of their ends; those that end together in any order, but only one of them stands alone. */
gboolean hits_first(struct matcher *matcher, const struct web *web, const struct web_view *view,
                    const struct text *text, struct hit *ret_hit)
{
    struct search search = {.web = web, .view = view, .text = text};
    matcher_scan(matcher, text->bytes, text->length, on_hit, &search);
    if (search.found)
        *ret_hit = search.best;
    return search.found;
}

static gboolean on_shape(gpointer data, guint32 word, gsize end)
{
    *(struct hit *)data = (struct hit){word, end - 1};
    return FALSE;
}

gboolean hits_first_shape(const struct shapes *shapes, const struct text *text, struct hit *ret_hit)
{
    struct hit hit = {WEB_NONE, 0};
    shapes_scan(shapes, text, on_shape, &hit);
    if (hit.word != WEB_NONE)
        *ret_hit = hit;
    return hit.word != WEB_NONE;
}
