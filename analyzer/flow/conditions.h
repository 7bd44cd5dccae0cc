/* What a branch is about: a value, and which numbers of it lead along which edge. `n < 8` and `!(n >= 8)` say the same.
 *
 * Before: numbering. Never touches: the IR. */
#ifndef FLOW_CONDITIONS_H
#define FLOW_CONDITIONS_H

#include "flow/numbering.h"

/* The subject lies between low and high, and is not `except` when that is excluded; numbers are as a signed type of the
 * subject's width holds them. Two values that are compared with each other make one subject, 0 or 1. */
struct fact {
    term_id subject;
    uint32_t is_excluding; /* no padding: facts are compared as bytes */
    int64_t low, high, except;
};

/* The fact that holds where the block's terminator went to `to`. False when nothing can be said. */
bool condition_of(const struct numbering *numbering, const struct ir_unit *unit, const struct ir_function *function,
                  uint32_t block, uint32_t to, struct fact *ret_fact);
/* The same of a value that was found to be not zero, or zero. */
bool condition_when(const struct numbering *numbering, const struct ir_unit *unit, term_id value, bool is_true,
                    struct fact *ret_fact);
/* Adds what `more` knows to `fact`, of one subject. False: both cannot be true. */
bool fact_and(struct fact *fact, const struct fact *more);

void conditions_print(const struct numbering *numbering, const struct ir_unit *unit, const struct cfg *cfg,
                      GString *out);

#endif
