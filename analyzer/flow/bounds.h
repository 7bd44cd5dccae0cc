/* Between which numbers a value lies, as it is when a block is entered: by constants, arithmetic, joins, and the
 * branches that lead to the block.
 *
 * Assumed, as of indexes (flow/numbering.h): sums and products of values that are not negative do not wrap.
 *
 * Before: numbering. Never touches: the IR. */
#ifndef FLOW_BOUNDS_H
#define FLOW_BOUNDS_H

#include "flow/conditions.h"

/* INT64_MIN, INT64_MAX: no limit. */
struct bounds {
    int64_t low, high;
};

struct bounding {
    const struct ir_unit *unit;
    const struct cfg *cfg;
    const struct numbering *numbering;
    /* What is known of the result of a call; or NULL: nothing. */
    struct bounds (*of_result)(uint32_t call, void *context);
    void *context;
};

struct bounds bounds_of(const struct bounding *bounding, uint32_t block, term_id value);
/* The value behind conversions that widen it. */
term_id bounds_plain(const struct terms *terms, term_id value);

static inline struct bounds bounds_any(void)
{
    return (struct bounds){INT64_MIN, INT64_MAX};
}

#endif
