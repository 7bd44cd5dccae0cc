/* Memory that a text itself says others write, with no name of the catalogue: volatile objects and atomic loads. */
#ifndef INPUT_VOLATILE_H
#define INPUT_VOLATILE_H

#include "input/text.h"

/* The first such word, and where it stands; NULL when there is none. `asm volatile` is none. Static. */
const char *volatile_in(const struct text *text, gsize *ret_offset);

#endif
