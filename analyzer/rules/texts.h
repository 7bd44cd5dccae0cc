/* Private to rules: pairs of which the first copy is a text whose end is believed. */
#ifndef RULES_TEXTS_H
#define RULES_TEXTS_H

#include "rules/pair.h"

/* Whether what is believed of the first copy tells where its text ends. */
bool pair_believes_end(const struct pair *pair, const struct dependence *relation);
/* Whether it is made sure of the second copy, too, before the use: PAIR_OVERRIDDEN by a NUL, PAIR_RECHECKED, or NONE.
 */
enum pair_reason pair_ended(const struct pair *pair, const struct dependence *use, uint32_t *ret_proof);

#endif
