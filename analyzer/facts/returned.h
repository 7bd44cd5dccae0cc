/* Private to facts: memory that a function gives back a pointer to, as in `r = entry_checked(db, i)`. Its caller knows
 * it by the call's result, whatever way led there. */
#ifndef FACTS_RETURNED_H
#define FACTS_RETURNED_H

#include "facts/summing.h"

/* The bytes at the address, when they lie behind the one pointer that the function gives back (or a null pointer, or an
 * error, on other paths). False: they do not. */
bool returned_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret);
/* The same of bytes that the value was loaded from. */
bool returned_value(const struct summing *s, term_id value, struct subject *ret);

#endif
