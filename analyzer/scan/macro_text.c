#include "scan/macro_text.h"

#include <glib.h>
#include <string.h>

bool macro_text_is_use(const char *text, const char *macro)
{
    return g_str_has_prefix(text, macro) && strchr("( ", text[strlen(macro)]);
}

/* Behind a string or character constant; at the end when it is not closed. */
static const char *behind_quoted(const char *at)
{
    char quote = *at++;
    while (*at && *at != quote)
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

/* The comma or parenthesis that ends the argument beginning at `at`, or NULL. Commas within parentheses separate
 * nothing (C17 6.10.3 paragraph 11); those within brackets and braces do. */
static const char *end_of_argument(const char *at)
{
    unsigned depth = 0;
    while (*at) {
        if (*at == '"' || *at == '\'') {
            at = behind_quoted(at);
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == ')'))
            return at;
        depth += *at == '(' ? 1 : *at == ')' ? -1u : 0;
        at++;
    }
    return NULL;
}

char *macro_text_argument(const char *text, const char *macro, unsigned i)
{
    if (!macro_text_is_use(text, macro))
        return NULL;
    const char *at = text + strlen(macro);
    at += strspn(at, " ");
    const char *end = *at == '(' ? end_of_argument(++at) : NULL;
    for (; end && i > 0; i--) {
        if (*end == ')')
            return NULL;
        at = end + 1;
        end = end_of_argument(at);
    }
    return end ? g_strstrip(g_strndup(at, (gsize)(end - at))) : NULL;
}
