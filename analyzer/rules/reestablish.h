/* Private to rules: the parts of pair_reestablished. */
#ifndef RULES_REESTABLISH_H
#define RULES_REESTABLISH_H

#include "rules/called_checks.h"

/* What is known of the read's bytes behind the branch; false: nothing. */
bool pair_span_behind(const struct pair *pair, const struct dependence *branch, uint32_t to, const struct read *read,
                      struct bytes bytes, struct span *ret_span);
/* Whether a branch on the first value has let through nothing less than the span. */
bool pair_is_within(const struct pair *pair, const struct dependence *relation, const struct span *now);
/* Whether something was allocated by the first value's bytes. */
bool pair_is_sized(const struct pair *pair, struct bytes bytes);

/* `min(n, 64) * size`: the use takes the second value only where the branch `by` let it through, else another one that
 * is ours. */
bool pair_is_clamped(const struct pair *pair, const struct dependence *use, const struct dependence *by);
/* `ring[sh->head & mask]`: whatever the second value is, the use takes no more of it than what is ours lets through. */
bool pair_is_masked(const struct pair *pair, const struct dependence *use);

#endif
