#include "reports/legal.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* XML 1.0 §2.2, Char. GLib's UTF-8 holds no surrogates. */
static bool is_xml_char(gunichar c)
{
    return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n' || c == '\r';
}

static bool is_plain_ascii(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

char *legal_xml(const char *text)
{
    if (!text)
        return g_strdup("");
    if (is_plain_ascii(text))
        return g_strdup(text);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *legal = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_string_append_unichar(legal, is_xml_char(c) ? c : 0xfffd);
    }
    return g_string_free(legal, FALSE);
}

/* "Trojan Source" (CVE-2021-42574): text that reads otherwise than it compiles. */
static bool turns_direction(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

char *legal_terminal(const char *text)
{
    GString *legal = g_string_new(NULL);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '\n')
            g_string_append(legal, "\\n");
        else if (c == '\t')
            g_string_append_c(legal, ' ');
        else if (c < 0x20 || c == 0x7f)
            g_string_append_printf(legal, "\\x%02x", c);
        else if ((c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || turns_direction(c))
            g_string_append_printf(legal, "\\u{%04x}", c);
        else
            g_string_append_unichar(legal, c);
    }
    return g_string_free(legal, FALSE);
}

char *legal_island(const char *json)
{
    GString *island = g_string_sized_new(strlen(json) + 1024);
    while (*json) {
        /* The first bytes of all that must be spelled: '<', U+061C, and U+200E to U+2069. */
        size_t plain = strcspn(json, "<\xd8\xe2");
        g_string_append_len(island, json, (gssize)plain);
        json += plain;
        if (!*json)
            break;
        const char *next = g_utf8_next_char(json);
        gunichar c = g_utf8_get_char(json);
        if (c == '<' || turns_direction(c))
            g_string_append_printf(island, "\\u%04x", c);
        else
            g_string_append_len(island, json, next - json);
        json = next;
    }
    return g_string_free(island, FALSE);
}

/* RFC 3986 §3.3. A colon is left out: in the first segment of a relative reference it would make a scheme. */
#define PATH_CHARACTERS "/!$&'()*+,;=@"

char *legal_uri(const char *path)
{
    while (g_str_has_prefix(path, "./"))
        path += 2;
    g_autofree char *escaped = g_uri_escape_string(path, PATH_CHARACTERS, FALSE);
    return g_strconcat(path[0] == '/' ? "file://" : "", escaped, NULL);
}
