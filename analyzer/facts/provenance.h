/* Private to facts: where a function found a value, in words that its callers have too. */
#ifndef FACTS_PROVENANCE_H
#define FACTS_PROVENANCE_H

#include "facts/scene.h"

struct provenance {
    enum { FROM_PARAMETER, FROM_BEHIND, FROM_GLOBAL } kind; /* BEHIND: in memory that a parameter points to */
    uint32_t at;                                            /* parameter or symbol */
    int64_t offset;
    uint64_t size;
};

/* False: nowhere that a caller could name. */
bool provenance_of(const struct scene *scene, term_id value, struct provenance *ret);
/* Whether the function stores into the place that it found the value at. */
bool provenance_is_renewed(const struct scene *scene, term_id value);
/* The base of the value as the caller has it at the call, and how far behind it; TERM_UNKNOWN when it cannot be named.
 * Cells that the caller must look at become known to its numbering (scene_again). */
term_id provenance_value(const struct provenance *from, const struct scene *caller, uint32_t call, int64_t *ret_offset);

#endif
