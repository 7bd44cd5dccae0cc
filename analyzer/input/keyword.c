#include "input/keyword.h"

#include <string.h>

gboolean keyword_is(const char *text, gsize length)
{
    static const char *const keywords[] = {
        "auto",   "break",    "case",     "char",       "const",         "continue", "default",    "do",     "double",
        "else",   "enum",     "extern",   "float",      "for",           "goto",     "if",         "inline", "int",
        "long",   "register", "restrict", "return",     "short",         "signed",   "sizeof",     "static", "struct",
        "switch", "typedef",  "union",    "unsigned",   "void",          "volatile", "while",      "_Bool",  "bool",
        "asm",    "__asm__",  "typeof",   "__typeof__", "__attribute__", "__inline", "__inline__", "NULL",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
        if (strlen(keywords[i]) == length && memcmp(keywords[i], text, length) == 0)
            return TRUE;
    return FALSE;
}
