/* Response files: the words of @FILE in place of that word. Only files inside the tree are read. */
#ifndef INPUT_RESPONSE_H
#define INPUT_RESPONSE_H

#include <glib.h>

/* argv with every @FILE replaced by its words (char *), nested ones too, relative to `directory`. What lies out of
 * `tree`, is not a regular file, is too large or too deep is left out, and the first such word goes to *ret_refused
 * (g_free). Bounded by RESPONSE_MAX_WORDS words. Owned by the caller. */
GPtrArray *response_expand(const char *const *argv, const char *tree, const char *directory, char **ret_refused);

#define RESPONSE_MAX_WORDS 65536

#endif
