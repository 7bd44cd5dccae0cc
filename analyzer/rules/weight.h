/* Private to rules: what of a pair with a plain load is an alarm, a note, or nothing. */
#ifndef RULES_WEIGHT_H
#define RULES_WEIGHT_H

#include "facts/filled.h"
#include "rules/pair.h"

/* Who else writes the pair's memory. */
enum owner_kind weight_owner(const struct pair *pair);
enum confidence weight_confidence(enum owner_kind kind);
/* Somebody is known to write, not only that it is volatile. */
bool weight_is_strong(enum owner_kind kind);
bool weight_is_alarm(const struct pair *pair);
/* Lowers the verdict of a judged pair: what is less than an alarm becomes a note, or nothing. */
void weight_soften(struct pair *pair, const struct filled *filled);

#endif
