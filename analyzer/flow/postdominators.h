/* Which blocks every way out of a function goes by. Ways that never end (endless loops) go by nothing, and a call that
 * does not return is the end of a way only when the block says so.
 *
 * Before: cfg. Never touches: the IR. */
#ifndef FLOW_POSTDOMINATORS_H
#define FLOW_POSTDOMINATORS_H

#include "flow/cfg.h"

struct postdominators;

/* cfg must outlive the result. Owned by the caller (postdominators_free). */
struct postdominators *postdominators_new(const struct cfg *cfg);
void postdominators_free(struct postdominators *post);

/* The immediate postdominator; IR_NONE for blocks that end the function, that never come to its end, or from which the
 * ways meet nowhere before it. */
uint32_t postdominators_of(const struct postdominators *post, uint32_t block);
/* Whether every way from `above` to the function's end passes `below` (a block postdominates itself). False when no way
 * ends. */
bool postdominators_passes(const struct postdominators *post, uint32_t above, uint32_t below);

/* `left#1: before end#3`, a block a line; `never` when no way from it ends. */
void postdominators_print(const struct postdominators *post, GString *out);

#endif
