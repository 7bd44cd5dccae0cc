#define _GNU_SOURCE /* memmem */

#include "input/spelled.h"

#include <string.h>

#include "input/lexer.h"
#include "input/paste.h"
#include "input/web_p.h"

/* Rules of the headers ask for words that the web knows; those of the text itself may ask for any. */
static GHashTable *words_of(struct web *web, const struct text *text, gboolean all)
{
    GHashTable *words = g_hash_table_new(NULL, NULL);
    struct lexer lexer = lexer_begin(text);
    for (struct token token; (token = lexer_next(&lexer)).kind != TOKEN_END;) {
        struct lexer string = {token.at, token.at + token.length};
        struct token word = token;
        while (token.kind == TOKEN_WORD || (token.kind == TOKEN_STRING && lexer_next_in_string(&string, &word))) {
            guint32 number = all ? web_word(web, word.at, word.length) : web_find(web, word.at, word.length);
            if (number != WEB_NONE)
                g_hash_table_add(words, GUINT_TO_POINTER(number));
            if (token.kind == TOKEN_WORD)
                break;
        }
    }
    return words;
}

static gboolean has(GHashTable *words, guint32 word)
{
    return word == WEB_NONE || g_hash_table_contains(words, GUINT_TO_POINTER(word));
}

static gboolean intersect(GHashTable *a, GHashTable *b)
{
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init(&iter, a);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        if (g_hash_table_contains(b, word))
            return TRUE;
    return FALSE;
}

static guint32 by_headers(struct web *web, GHashTable *words)
{
    const GArray *rules = web_rules(web);
    for (guint i = 0; i < rules->len; i++) {
        const struct paste_rule *rule = &g_array_index(rules, struct paste_rule, i);
        if (has(words, rule->first) && has(words, rule->second) && intersect(words, web_reaching(web, rule->paste)))
            return web_origin(web, rule->name);
    }
    return WEB_NONE;
}

/* The literals at the text's own ## as pseudo-words. */
static GHashTable *pastes_of(struct web *web, const struct outline *outline)
{
    GHashTable *pastes = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < outline->pastes->len; i++) {
        struct slice slice = g_array_index(outline->pastes, struct slice, i);
        g_hash_table_add(pastes, GUINT_TO_POINTER(paste_word(web, slice.at, slice.length)));
    }
    return pastes;
}

static gboolean holds_any(const char *name, const struct outline *outline)
{
    for (guint i = 0; i < outline->pastes->len; i++) {
        struct slice slice = g_array_index(outline->pastes, struct slice, i);
        if (slice.length == 0 || memmem(name, strlen(name), slice.at, slice.length))
            return TRUE;
    }
    return FALSE;
}

/* The macro is not asked for: whoever writes it means to use it. */
static guint32 by_itself(struct web *web, GHashTable *words, const struct outline *outline)
{
    g_autoptr(GHashTable) pastes = pastes_of(web, outline);
    g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(struct paste_rule));
    const GArray *leading = web_leading(web);
    for (guint i = 0; i < leading->len; i++) {
        guint32 name = g_array_index(leading, guint32, i);
        g_array_set_size(rules, 0);
        if (holds_any(web_text(web, name), outline))
            paste_rules(web, name, pastes, rules);
        for (guint r = 0; r < rules->len; r++) {
            const struct paste_rule *rule = &g_array_index(rules, struct paste_rule, r);
            if (has(words, rule->first) && has(words, rule->second))
                return web_origin(web, name);
        }
    }
    return WEB_NONE;
}

guint32 spelled_in(struct web *web, const struct text *text)
{
    struct outline outline = outline_of(text);
    g_autoptr(GHashTable) words = words_of(web, text, outline.pastes->len > 0);
    guint32 root = by_headers(web, words);
    if (root == WEB_NONE && outline.pastes->len)
        root = by_itself(web, words, &outline);
    outline_clear(&outline);
    return root;
}
