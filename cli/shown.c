#include "shown.h"

#include <glib.h>

#define MAX_SHOWN 2000

static gboolean is_harmless(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *shown(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    GString *out = g_string_new(NULL);
    const char *c = valid;
    for (; *c && out->len < MAX_SHOWN; c = g_utf8_next_char(c)) {
        gunichar letter = g_utf8_get_char(c);
        if (is_harmless(letter))
            g_string_append_unichar(out, letter);
        else
            g_string_append_printf(out, "\\x{%x}", letter);
    }
    if (*c)
        g_string_append(out, "…");
    return g_string_free(out, FALSE);
}
