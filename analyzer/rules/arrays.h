/* Private to double-load: a loop that reads an array element by element has read the whole array. */
#ifndef RULES_ARRAYS_H
#define RULES_ARRAYS_H

#include "facts/reads.h"

/* Adds, beside each read of an element that a loop counts, one of the array (read.stride): its source is the object
 * that the array lies in. Only where something else reads that object as a whole: a copy, or a called function; up to
 * so many reads in all. */
void arrays_add(struct reading *reading, guint most);
/* Whether one of the two is of such an array, and the other of the same bytes of its elements. */
bool arrays_meet(const struct read *a, const struct read *b);

#endif
