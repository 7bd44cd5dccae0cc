#include "input/opcodes.h"

#include <string.h>

/* How far things may stand from each other. */
enum { MAX_BETWEEN = 24, MAX_INDENT = 8, MAX_BEHIND_DIRECTIVE = 16, MAX_LIST = 48, MAX_WORD = 12 };

char *opcode_list_end(const struct opcode *opcode)
{
    guint8 byte = opcode->bytes[opcode->n - 1];
    return g_strdup_printf("(x0*%x|\\b%u|0%o|\\b0*%xh|\\\\0*%o)\\b", byte, byte, byte, byte, byte);
}

char *opcode_word_end(const struct opcode *opcode)
{
    GString *digits = g_string_new(NULL);
    for (guint i = opcode->n; i-- > 0;)
        g_string_append_printf(digits, "%02x", opcode->bytes[i]);
    return g_string_free(digits, FALSE);
}

static gboolean is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

static gboolean is_space(char c)
{
    return c && strchr(" \t\n\v\f\r", c) != NULL;
}

/* ---- one byte ---- */

/* Zeros, then the number in that base, to the end. */
static gboolean is_number(const char *from, const char *end, unsigned base, guint8 byte)
{
    char digits[4];
    while (base != 10 && from < end && *from == '0')
        from++;
    g_snprintf(digits, sizeof(digits), base == 8 ? "%o" : base == 10 ? "%u" : "%x", byte);
    size_t n = strlen(digits);
    return (size_t)(end - from) == n && g_ascii_strncasecmp(from, digits, n) == 0;
}

static gboolean has_prefix(const char *from, const char *end, const char *prefix)
{
    size_t n = strlen(prefix);
    return (size_t)(end - from) >= n && g_ascii_strncasecmp(from, prefix, n) == 0;
}

/* Where the byte begins that ends at `end`, or NULL. */
static const char *byte_begin(const struct text *text, const char *end, guint8 byte)
{
    const char *from = end;
    while (from > text->bytes && end - from <= MAX_LIST && is_word(from[-1]))
        from--;
    gboolean is_escape = from > text->bytes && from[-1] == '\\';
    if (is_escape && from < end && strchr("nt", *from)) { /* "\n0x0f": the n belongs to the escape */
        from++;
        is_escape = FALSE;
    }
    if (is_escape &&
        (is_number(from, end, 8, byte) || (has_prefix(from, end, "x") && is_number(from + 1, end, 16, byte))))
        return from - 1;
    gboolean is_octal = has_prefix(from, end, "0") && is_number(from, end, 8, byte);
    gboolean is_hex = (has_prefix(from, end, "0x") && is_number(from + 2, end, 16, byte)) ||
                      (end > from && g_ascii_tolower(end[-1]) == 'h' && is_number(from, end - 1, 16, byte));
    return is_octal || is_hex || is_number(from, end, 10, byte) ? from : NULL;
}

/* ---- between two bytes: commas, blanks, the ends of strings, and a directive anew ---- */

static const char *skip_directive(const char *begin, const char *end)
{
    const char *p = end;
    while (p > begin && end - p < MAX_INDENT && is_space(p[-1]))
        p--;
    if (p == end)
        return end;
    static const char *const directives[] = {".byte", ".dc.b"};
    for (size_t i = 0; i < G_N_ELEMENTS(directives); i++)
        if (p - begin >= 5 && g_ascii_strncasecmp(p - 5, directives[i], 5) == 0)
            return p - 5;
    return end;
}

static const char *skip_between(const char *begin, const char *end)
{
    const char *p = skip_directive(begin, end), *last = p;
    while (p > begin && last - p < MAX_BETWEEN && (is_space(p[-1]) || (p[-1] && strchr(",\"\\nt;:", p[-1]))))
        p--;
    return p;
}

/* ---- the directive in front of all ---- */

/* Behind the directive that begins at `dot`, or NULL. */
static const char *directive_end(const char *dot, const char *end)
{
    static const char *const directives[] = {"byte", "dc.b",  "dc.l", "2byte", "4byte", "8byte", "short", "hword",
                                             "word", "value", "long", "int",   "quad",  "ascii", "asciz", "string"};
    for (size_t i = 0; i < G_N_ELEMENTS(directives); i++)
        if (has_prefix(dot + 1, end, directives[i]))
            return dot + 1 + strlen(directives[i]);
    return NULL;
}

/* From the directive's end to `to` there is nothing but blanks and other numbers. */
static gboolean leads_to(const char *p, const char *to)
{
    const char *from = p;
    while (p < to && p - from < MAX_BEHIND_DIRECTIVE && (is_space(*p) || *p == '"' || *p == '\\'))
        p++;
    if (p == from || to - p > MAX_LIST)
        return FALSE;
    for (; p < to; p++)
        if (!g_ascii_isxdigit(*p) && !(*p && strchr("xX, \t\"\\", *p)))
            return FALSE;
    return TRUE;
}

static gboolean is_behind_directive(const struct text *text, const char *at)
{
    const char *begin = text->bytes, *p = at;
    while (p > begin && at - p < MAX_LIST + MAX_BEHIND_DIRECTIVE + 8) {
        if (*--p != '.')
            continue;
        const char *end = directive_end(p, at);
        if (end && leads_to(end, at))
            return TRUE;
    }
    return FALSE;
}

/* ---- answers ---- */

gboolean opcode_is_list(const struct opcode *opcode, const struct text *text, size_t end)
{
    const char *at = text->bytes + end;
    for (guint i = opcode->n; at && i-- > 0;) {
        const char *byte_end = i + 1 == opcode->n ? at : skip_between(text->bytes, at);
        at = byte_begin(text, byte_end, opcode->bytes[i]);
    }
    return at && (opcode->n > 2 || is_behind_directive(text, at));
}

gboolean opcode_is_word(const struct opcode *opcode, const struct text *text, size_t end)
{
    const char *digits = text->bytes + end - 2 * opcode->n, *p = digits;
    while (p > text->bytes && digits - p <= MAX_WORD && g_ascii_isxdigit(p[-1]))
        p--;
    gboolean is_hex = p - text->bytes >= 2 && g_ascii_tolower(p[-1]) == 'x' && p[-2] == '0';
    return is_hex && digits - p <= MAX_WORD && is_behind_directive(text, p - 2);
}
