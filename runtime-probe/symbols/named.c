#include "symbols/named.h"

#include <glib.h>
#include <string.h>

void named_clear(struct named *named)
{
    g_clear_pointer(&named->path, g_free);
    g_clear_pointer(&named->function, g_free);
}

/* Hexadecimal with 0x, to its very end. */
static bool parse_hex(const char *text, size_t n, uint64_t *ret_number)
{
    uint64_t number = 0;
    if (n < 3 || n > 18 || text[0] != '0' || text[1] != 'x')
        return false;
    for (size_t i = 2; i < n; i++) {
        int digit = g_ascii_xdigit_value(text[i]);
        if (digit < 0)
            return false;
        number = number << 4 | (unsigned)digit;
    }
    *ret_number = number;
    return true;
}

/* "[0xOFFSET]" at the end; `end` moves in front of it. strace prints the offset in the file there (unwind.c of strace:
 * true_offset). */
static void take_offset(const char *text, size_t *end, struct named *named)
{
    const char *open = g_strrstr_len(text, (gssize)*end, "[");
    if (*end == 0 || text[*end - 1] != ']' || !open)
        return;
    size_t at = (size_t)(open - text);
    if (!parse_hex(open + 1, *end - 2 - at, &named->offset))
        return;
    named->has_offset = true;
    *end = at;
    while (*end > 0 && text[*end - 1] == ' ')
        --*end;
}

/* "(FUNCTION+0xADD)" at the end; function names may hold parentheses, paths as well: the last "(" without another
 * behind it counts. */
static void take_function(const char *text, size_t *end, struct named *named)
{
    const char *open = g_strrstr_len(text, (gssize)*end, "(");
    if (*end == 0 || text[*end - 1] != ')' || !open)
        return;
    size_t at = (size_t)(open - text), stop = *end - 1;
    const char *plus = g_strrstr_len(open, (gssize)(stop - at), "+");
    size_t name_end = plus ? (size_t)(plus - text) : stop;
    if (plus && !parse_hex(plus + 1, stop - name_end - 1, &named->add))
        return;
    if (name_end > at + 1)
        named->function = g_strndup(open + 1, name_end - at - 1);
    *end = at;
}

bool named_parse(const char *text, struct named *ret_named)
{
    size_t end = strlen(text);
    *ret_named = (struct named){0};
    while (end > 0 && text[end - 1] == ' ')
        end--;
    take_offset(text, &end, ret_named);
    take_function(text, &end, ret_named);
    if (end == 0 || text[0] != '/') {
        named_clear(ret_named);
        return false;
    }
    ret_named->path = g_strndup(text, end);
    return true;
}
