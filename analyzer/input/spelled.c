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
        gboolean is_one = token.kind == TOKEN_WORD || token.kind == TOKEN_NUMBER; /* 2_read: of probe_v2_read */
        while (is_one || (token.kind == TOKEN_STRING && lexer_next_in_string(&string, &word))) {
            guint32 number = all ? web_word(web, word.at, word.length) : web_find(web, word.at, word.length);
            if (number != WEB_NONE)
                g_hash_table_add(words, GUINT_TO_POINTER(number));
            if (is_one)
                break;
        }
    }
    return words;
}

static gboolean has(GHashTable *words, guint32 word)
{
    return word == WEB_NONE || g_hash_table_contains(words, GUINT_TO_POINTER(word));
}

static gboolean reaches_by(struct web *web, GHashTable *words, guint32 paste)
{
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        if (web_reaches(web, GPOINTER_TO_UINT(word), paste))
            return TRUE;
    return FALSE;
}

/* What is looked for in one text. */
struct spelling {
    struct web *web;
    const struct web_view *view;
    GHashTable *words; /* of the text */
    guint32 best;      /* the first rule that holds, or WEB_NONE */
};

static gboolean holds(struct spelling *spelling, const struct paste_rule *rule)
{
    return has(spelling->words, rule->second) && web_view_leads(spelling->view, rule->name) &&
           reaches_by(spelling->web, spelling->words, rule->paste);
}

static void try_part(struct spelling *spelling, guint32 part)
{
    const GArray *mine = web_rules_of(spelling->web, part), *rules = web_rules(spelling->web);
    for (guint i = 0; mine && i < mine->len; i++) {
        guint32 number = g_array_index(mine, guint32, i);
        if (number >= spelling->best)
            return;
        if (holds(spelling, &g_array_index(rules, struct paste_rule, number)))
            spelling->best = number;
    }
}

static guint32 by_headers(struct web *web, const struct web_view *view, const struct text *text)
{
    if (!web_rules(web)->len)
        return WEB_NONE;
    g_autoptr(GHashTable) words = words_of(web, text, FALSE);
    struct spelling spelling = {web, view, words, WEB_NONE};
    GHashTableIter iter;
    gpointer word;
    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        try_part(&spelling, GPOINTER_TO_UINT(word));
    if (spelling.best == WEB_NONE)
        return WEB_NONE;
    return g_array_index(web_rules(web), struct paste_rule, spelling.best).name;
}

/* The macro is not asked for: whoever writes it means to use it. */
static guint32 by_itself(struct web *web, const struct web_view *view, GHashTable *words, const struct outline *outline)
{
    g_autoptr(GArray) rules = g_array_new(FALSE, FALSE, sizeof(struct paste_rule));
    const GArray *leading = web_leading(web);
    for (guint i = 0; i < leading->len; i++) {
        guint32 name = g_array_index(leading, guint32, i);
        g_array_set_size(rules, 0);
        for (guint p = 0; p < outline->pastes->len && web_view_leads(view, name); p++) {
            struct slice slice = g_array_index(outline->pastes, struct slice, p);
            paste_rules_of(web, name, slice.at, slice.length, rules);
        }
        for (guint r = 0; r < rules->len; r++) {
            const struct paste_rule *rule = &g_array_index(rules, struct paste_rule, r);
            if (has(words, rule->first) && has(words, rule->second))
                return name;
        }
    }
    return WEB_NONE;
}

/* Each once. */
static void drop_repeated(GArray *pastes)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint kept = 0;
    for (guint i = 0; i < pastes->len; i++) {
        struct slice slice = g_array_index(pastes, struct slice, i);
        if (g_hash_table_add(seen, g_strndup(slice.length ? slice.at : "", slice.length)))
            g_array_index(pastes, struct slice, kept++) = slice;
    }
    g_array_set_size(pastes, kept);
}

static gboolean has_paste(const struct text *text)
{
    return memmem(text->bytes, text->length, "##", 2) || memmem(text->bytes, text->length, "%:%:", 4);
}

guint32 spelled_in(struct web *web, const struct web_view *view, const struct text *text)
{
    guint32 name = by_headers(web, view, text);
    if (name != WEB_NONE || !has_paste(text))
        return name;
    struct outline outline = outline_of(text);
    if (outline.pastes->len) {
        g_autoptr(GHashTable) words = words_of(web, text, TRUE);
        drop_repeated(outline.pastes);
        name = by_itself(web, view, words, &outline);
    }
    outline_clear(&outline);
    return name;
}
