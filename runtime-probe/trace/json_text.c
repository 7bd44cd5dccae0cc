#include "trace/json_text.h"

#include <string.h>

void json_text_string(GString *into, const char *text)
{
    /* As json-c writes them, so that text that was read is written as it was. */
    static const char letters[] = "\b\f\n\r\t\"\\";
    g_autofree char *valid = text && !g_utf8_validate(text, -1, NULL) ? g_utf8_make_valid(text, -1) : NULL;
    g_string_append_c(into, '"');
    for (const char *p = valid ? valid : text; p && *p; p++) {
        const char *escape = strchr(letters, *p);
        if (escape)
            g_string_append_printf(into, "\\%c", "bfnrt\"\\"[escape - letters]);
        else if ((unsigned char)*p < 0x20)
            g_string_append_printf(into, "\\u%04x", (unsigned)*p);
        else
            g_string_append_c(into, *p);
    }
    g_string_append_c(into, '"');
}

void json_text_bytes(GString *into, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    g_string_append_c(into, '"');
    gsize at = into->len;
    g_string_set_size(into, at + 2 * size);
    for (size_t i = 0; i < size; i++) {
        into->str[at++] = digits[bytes[i] >> 4];
        into->str[at++] = digits[bytes[i] & 15];
    }
    g_string_append_c(into, '"');
}
