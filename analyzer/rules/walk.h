/* Private to rules: reads that walk over the elements of an array, or over a list of pointers that they fetch. */
#ifndef RULES_WALK_H
#define RULES_WALK_H

#include "facts/reads.h"

/* Elements of one array, or what a pointer that goes through one object or list points to. */
bool walk_is(const struct reading *reading, const struct read *read);
/* Whether both walk over one array or list, the second one from its beginning: then a byte of an element is a byte of
 * it in both. */
bool walk_is_same(const struct reading *reading, const struct read *first, const struct read *second);
/* Where a walk begins: what its loop's head gets from outside of the loop; TERM_UNKNOWN when that is not one value. */
term_id walk_beginning(const struct numbering *numbering, const struct cfg *cfg, term_id join);
/* The edges behind which the address is another one, as its pointer or its index has moved on: struct path_edge. Owned
 * by the caller. */
GArray *walk_renewing(const struct reading *reading, term_id address);
/* Of two reads of one source: whether a way leads from the one to the other that takes none of these edges. */
bool walk_is_one_round(const struct reading *reading, const struct read *first, const struct read *second,
                       const GArray *renewing);
/* Whether the second begins where the first one ends, or further on: `p`, n bytes; `p + n`. */
bool walk_is_behind(const struct reading *reading, const struct read *first, const struct read *second);
/* An element's read as one of the object that `whole` reads: the first element that it may be stands for all of them.
 * False when it walks over something else, or lies where a walk that is over has ended, in this function or in the one
 * that `whole` calls. */
bool walk_within(const struct reading *reading, const struct read *element, const struct read *whole,
                 struct read *ret_read);

#endif
