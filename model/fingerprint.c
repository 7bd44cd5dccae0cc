#include "model/fingerprint.h"

#include <glib.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#define DIGITS 32 /* 128 of SHA-256's 256 bits */

/* The constants of GitHub's hash. */
#define WINDOW 100
#define BASE 37
#define END_OF_FILE 0xFFFF

char *fingerprint_of(const char *first, ...)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    va_list parts;
    va_start(parts, first);
    for (const char *part = first; part; part = va_arg(parts, const char *))
        g_checksum_update(checksum, (const guchar *)part, (gssize)strlen(part) + 1);
    va_end(parts);
    return g_strndup(g_checksum_get_string(checksum), DIGITS);
}

char *fingerprint_numbered(const char *identity, uint32_t ordinal)
{
    char number[16];
    g_snprintf(number, sizeof(number), "%" G_GUINT32_FORMAT, ordinal);
    return fingerprint_of(identity, number, NULL);
}

/* A file as the hash sees it: code units without blanks, and where among them each line begins. */
struct units {
    GArray *kept;   /* uint16_t */
    GArray *starts; /* size_t */
    gboolean at_start, behind_cr;
};

static void add_unit(struct units *units, uint16_t unit)
{
    gboolean is_crlf = units->behind_cr && unit == '\n';
    units->behind_cr = unit == '\r';
    if (unit == ' ' || unit == '\t' || is_crlf)
        return;
    if (unit == '\r')
        unit = '\n';
    if (units->at_start) {
        size_t position = units->kept->len;
        g_array_append_val(units->starts, position);
    }
    units->at_start = unit == '\n';
    g_array_append_val(units->kept, unit);
}

static void add_character(struct units *units, gunichar c)
{
    if (c < 0x10000) {
        add_unit(units, (uint16_t)c);
    } else {
        add_unit(units, (uint16_t)(0xD800 + ((c - 0x10000) >> 10)));
        add_unit(units, (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF)));
    }
}

/* A byte that is not UTF-8 counts as U+FFFD, as JavaScript's decoder has it. */
static void add_text(struct units *units, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        gunichar c = *text ? g_utf8_get_char_validated(text, end - text) : 0;
        gboolean is_valid = c != (gunichar)-1 && c != (gunichar)-2;
        add_character(units, is_valid ? c : 0xFFFD);
        text += is_valid && *text ? g_utf8_next_char(text) - text : 1;
    }
    add_unit(units, END_OF_FILE);
}

/* The polynomial over the window that begins at `start`; zeros behind the end. */
static uint64_t hash_at(const GArray *kept, size_t start)
{
    uint64_t hash = 0;
    for (size_t i = start; i < start + WINDOW; i++)
        hash = hash * BASE + (i < kept->len ? g_array_index(kept, uint16_t, i) : 0);
    return hash;
}

char **fingerprint_lines(const char *text, size_t length)
{
    struct units units = {.at_start = TRUE};
    units.kept = g_array_new(FALSE, FALSE, sizeof(uint16_t));
    units.starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    add_text(&units, text, length);

    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char **lines = g_new0(char *, units.starts->len + 1);
    for (unsigned i = 0; i < units.starts->len; i++) {
        char *hash =
            g_strdup_printf("%" G_GINT64_MODIFIER "x", hash_at(units.kept, g_array_index(units.starts, size_t, i)));
        unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, hash)) + 1;
        lines[i] = g_strdup_printf("%s:%u", hash, n);
        g_hash_table_replace(counts, hash, GUINT_TO_POINTER(n));
    }
    g_array_unref(units.kept);
    g_array_unref(units.starts);
    return lines;
}
