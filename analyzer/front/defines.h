/* Definitions of macros in a text that nobody has preprocessed. */
#ifndef FRONT_DEFINES_H
#define FRONT_DEFINES_H

#include <stdbool.h>
#include <stddef.h>

/* Where `#define MACRO` stands in the text, from its line's beginning, with what it continues on; NULL when it does
 * not. ret_size (may be NULL): bytes up to the newline that ends it. */
const char *defines_find(const char *text, size_t length, const char *macro, size_t *ret_size);

#endif
