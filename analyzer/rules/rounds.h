/* Private to rules: pairs in loops. */
#ifndef RULES_ROUNDS_H
#define RULES_ROUNDS_H

#include "rules/pair.h"

/* Of one read in a loop: what the first round has checked, and a later one relies on without the check, as a flag says
 * that it was made. Sets relation and use. */
bool pair_find_skipped(struct pair *pair);
/* Whether it is said of the bytes that are read again, and not of others that a round before has read by the same
 * pointer. */
bool pair_is_of_round(const struct pair *pair, const struct dependence *relation, const struct dependence *use);

#endif
