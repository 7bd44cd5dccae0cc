/* Private to rules: limits that are ours, and that the second value is held against as the first was. */
#ifndef RULES_OWN_LIMIT_H
#define RULES_OWN_LIMIT_H

#include "rules/pair.h"

/* Whether the use is a loop's bound, `i < sh->n && i < max`, and every round asks besides whether the counter is below
 * a limit that is not the second value's and no wider than the relation's. *ret_proof: the branch that asks. */
bool own_limit_holds(const struct pair *pair, const struct dependence *relation, const struct dependence *use,
                     uint32_t *ret_proof);

/* Whether the relation has let the first value come to the use only up to that limit, another value of ours. */
bool own_limit_is(const struct pair *pair, const struct dependence *relation, const struct dependence *use,
                  term_id limit);

#endif
