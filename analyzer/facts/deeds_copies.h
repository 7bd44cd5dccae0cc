/* Private to facts: what a function does with a copy of what it fetched before it gives that back: `m = memdup_user(…);
 * m->len = len; return m;`. */
#ifndef FACTS_DEEDS_COPIES_H
#define FACTS_DEEDS_COPIES_H

#include "facts/summing.h"

/* The bytes at the address, when they lie in an object that a fetch lands in and that the function gives back. False:
 * they do not. */
bool deeds_returned_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret);
/* Of such an address: whether the object is never given back without the instruction. */
bool deeds_returned_surely(const struct summing *s, uint32_t inst, term_id address);
/* Whether a fetch lands there behind the instruction: the caller finds what that brought. */
bool deeds_fetched_over(const struct summing *s, uint32_t inst, term_id address, uint64_t size);

#endif
