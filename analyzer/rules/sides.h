/* Private to rules: what the sides of a branch are for. */
#ifndef RULES_SIDES_H
#define RULES_SIDES_H

#include "rules/pair.h"

/* Something is done in the side's block or behind it (live; in a function without a result, unproven: it may be
 * cleaning up), or it only leaves (none). */
enum verdict sides_verdict(const struct pair *pair, uint32_t side);
/* Whether the branch, where it does not go to that side, only fails. */
bool sides_refuse(const struct pair *pair, uint32_t branch, uint32_t side);

#endif
