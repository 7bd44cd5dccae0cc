#include "input/paste.h"

#include <string.h>

#define MAX_NAME 128u /* longer names are not looked for in parts */

static void pseudo(char buffer[MAX_NAME + 3], const char *literal, gsize length)
{
    memcpy(buffer, "##", 2);
    memcpy(buffer + 2, literal, length);
}

guint32 paste_word(struct web *web, const char *literal, gsize length)
{
    char buffer[MAX_NAME + 3];
    length = MIN(length, MAX_NAME);
    pseudo(buffer, length ? literal : "", length);
    return web_word(web, buffer, length + 2);
}

guint32 paste_find(const struct web *web, const char *literal, gsize length)
{
    char buffer[MAX_NAME + 3];
    if (length > MAX_NAME)
        return WEB_NONE;
    pseudo(buffer, length ? literal : "", length);
    return web_find(web, buffer, length + 2);
}

static gboolean is_number(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_identifier(const char *text)
{
    for (; *text; text++)
        if (!g_ascii_isalnum(*text) && *text != '_')
            return FALSE;
    return TRUE;
}

static guint32 part(struct web *web, const char *text, gsize length)
{
    return is_number(text, length) ? WEB_NONE : web_word(web, text, length);
}

/* `name` stays where it is: the web keeps its texts. */
static void add_rule(struct web *web, guint32 paste, const char *name, gsize begin, gsize end, GArray *rules)
{
    gsize length = strlen(name);
    struct paste_rule rule = {.paste = paste, .name = web_find(web, name, length)};
    rule.first = part(web, name, begin);
    rule.second = part(web, name + end, length - end);
    if (rule.first == WEB_NONE) {
        rule.first = rule.second;
        rule.second = WEB_NONE;
    }
    g_array_append_val(rules, rule);
}

/* What may stand at the ## when the name is cut there. */
static gboolean can_cut(const char *text, gsize length, gsize begin, gsize end)
{
    if (begin == end)
        return begin > 0 && begin < length && (text[begin - 1] == '_') != (text[begin] == '_');
    if (begin > 0 && end < length)
        return memchr(text + begin, '_', end - begin) != NULL;
    return end - begin < length;
}

static gboolean can_be_made(const char *text)
{
    return strlen(text) <= MAX_NAME && is_identifier(text);
}

void paste_rules(struct web *web, guint32 name, GHashTable *has, GArray *rules)
{
    const char *text = web_text(web, name);
    gsize length = strlen(text);
    for (gsize begin = 0; begin < length && can_be_made(text); begin++) {
        for (gsize end = begin; end <= length; end++) {
            guint32 paste = can_cut(text, length, begin, end) ? paste_find(web, text + begin, end - begin) : WEB_NONE;
            if (paste != WEB_NONE && g_hash_table_contains(has, GUINT_TO_POINTER(paste)))
                add_rule(web, paste, text, begin, end, rules);
        }
    }
}

void paste_rules_of(struct web *web, guint32 name, const char *literal, gsize length, GArray *rules)
{
    const char *text = web_text(web, name);
    gsize whole = strlen(text);
    for (gsize begin = 0; begin + length <= whole && can_be_made(text); begin++)
        if (memcmp(text + begin, literal ? literal : "", length) == 0 && can_cut(text, whole, begin, begin + length))
            add_rule(web, paste_word(web, literal, length), text, begin, begin + length, rules);
}
