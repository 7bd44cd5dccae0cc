/* C's keywords, and what compilers add to them: a program that defines these anew says nothing about its names by that.
 */
#ifndef INPUT_KEYWORD_H
#define INPUT_KEYWORD_H

#include <glib.h>

/* `text` need not end behind `length`. */
gboolean keyword_is(const char *text, gsize length);

#endif
