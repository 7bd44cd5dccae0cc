/* Attributes with arguments, which libclang shows only in printed declarations. */
#include "front/context.h"

#include <string.h>

char *front_declaration_text(CXCursor decl)
{
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(decl);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_SuppressInitializers, 1);
    g_auto(CXString) text = clang_getCursorPrettyPrinted(decl, policy);
    clang_PrintingPolicy_dispose(policy);
    return g_strdup(clang_getCString(text) ? clang_getCString(text) : "");
}

/* The ')' that closes the '(' at `open`, strings skipped; NULL for none. */
static const char *closing(const char *open)
{
    unsigned depth = 0;
    bool quoted = false;
    for (const char *c = open; *c; c++) {
        if (*c == '\\' && quoted && c[1])
            c++;
        else if (*c == '"')
            quoted = !quoted;
        else if (!quoted && *c == '(')
            depth++;
        else if (!quoted && *c == ')' && --depth == 0)
            return c;
    }
    return NULL;
}

/* `specifier` stands behind the "((" of one attribute specifier. */
static char *argument_of(const char *specifier, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(specifier, name, length) != 0)
        return NULL;
    const char *behind = specifier + length;
    if (*behind == ')')
        return g_strdup("");
    const char *end = *behind == '(' ? closing(behind) : NULL;
    return end ? g_strndup(behind + 1, (gsize)(end - behind - 1)) : NULL;
}

/* Clang prints every attribute in a specifier of its own. Those inside the parameter list or a nested declarator are
 * not the declaration's. */
char *front_attribute(const char *declaration_text, const char *name)
{
    static const char opening[] = "__attribute__((";
    const char *c = declaration_text;
    while (*c) {
        char *found = NULL;
        if (g_str_has_prefix(c, opening))
            found = argument_of(c + strlen(opening), name);
        if (found)
            return found;
        const char *end = *c == '('                      ? closing(c)
                          : g_str_has_prefix(c, opening) ? closing(c + strlen("__attribute__"))
                                                         : NULL;
        c = end ? end + 1 : c + 1;
    }
    return NULL;
}
