/* The text of a macro's use, taken apart. */
#ifndef SCAN_MACRO_TEXT_H
#define SCAN_MACRO_TEXT_H

#include <stdbool.h>

/* True when the text is a use of that macro, not one of its arguments. */
bool macro_text_is_use(const char *text, const char *macro);

/* Its argument `i` (from 0), or NULL when it has no such one or the text is cut off. g_free. */
char *macro_text_argument(const char *text, const char *macro, unsigned i);

#endif
