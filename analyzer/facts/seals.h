/* Private to facts: memory files that nobody can write any more, by their seals. */
#ifndef FACTS_SEALS_H
#define FACTS_SEALS_H

#include "facts/uses.h"

/* Whether the file that a call maps is known, on every way to the call, to be sealed against writing: F_GET_SEALS has
 * said so, or F_ADD_SEALS has done it. The kernel adds that seal only when nobody has the file mapped to write to, and
 * never takes it off. */
bool seals_forbid_writing(const struct ir_unit *unit, const struct use *mapping);

#endif
