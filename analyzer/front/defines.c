#include "front/defines.h"

#include <glib.h>
#include <string.h>

static const char *skip_inline_blanks(const char *c, const char *end)
{
    while (c < end && (*c == ' ' || *c == '\t'))
        c++;
    return c;
}

/* Does the line from `c` on define the macro? */
static bool line_defines(const char *c, const char *end, const char *macro)
{
    size_t length = strlen(macro);
    c = skip_inline_blanks(c, end);
    if (c == end || *c++ != '#')
        return false;
    c = skip_inline_blanks(c, end);
    if ((size_t)(end - c) < strlen("define") || strncmp(c, "define", strlen("define")) != 0)
        return false;
    c = skip_inline_blanks(c + strlen("define"), end);
    if ((size_t)(end - c) < length || strncmp(c, macro, length) != 0)
        return false;
    return c + length == end || !(g_ascii_isalnum(c[length]) || c[length] == '_');
}

static const char *line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    return newline ? newline : end;
}

/* C11 5.1.1.2p2: a backslash in front of the newline, or of a return and the newline, goes on. */
static bool goes_on(const char *line, const char *newline)
{
    if (newline > line && newline[-1] == '\r')
        newline--;
    return newline > line && newline[-1] == '\\';
}

const char *defines_find(const char *text, size_t length, const char *macro, size_t *ret_size)
{
    const char *end = text + length;
    for (const char *line = text; line < end;) {
        const char *stop = line_end(line, end), *begin = line;
        bool found = line_defines(line, stop, macro);
        while (found && stop < end && goes_on(line, stop)) {
            line = stop + 1;
            stop = line_end(line, end);
        }
        if (found && ret_size)
            *ret_size = (size_t)(stop - begin);
        if (found)
            return begin;
        line = stop + 1;
    }
    return NULL;
}
