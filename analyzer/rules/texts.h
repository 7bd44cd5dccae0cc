/* Private to rules: pairs of which the first copy is a text whose end, or whose words, are believed. */
#ifndef RULES_TEXTS_H
#define RULES_TEXTS_H

#include "rules/pair.h"

/* Whether what is believed of the first copy tells where its text ends. */
bool pair_believes_end(const struct pair *pair, const struct dependence *relation);
/* Of a second copy that ends by itself: whether a text as long as it may be is more than the place has room for that it
 * is copied to, and than the first one was looked at. */
bool pair_overruns(const struct pair *pair, const struct dependence *use);
/* Whether a branch on the first copy asks what its text says: strcmp, strchr and their kind. */
bool pair_believes_words(const struct pair *pair, const struct dependence *relation);
/* `if (!strcmp(shared->command, "date")) system(shared->command);`, or whatever else is given the text as such. LIVE
 * when it acts on it, UNPROVEN when nobody knows, NONE when it is only looked at. */
enum verdict pair_verdict_of_words(const struct pair *pair, const struct dependence *use);
/* The function of texts whose result a branch asks for; NULL when it asks for something else. */
const char *pair_text_asked(const struct pair *pair, const struct dependence *branch, term_id *ret_result);
/* Whether it is made sure of the second copy, too, before the use: PAIR_OVERRIDDEN by a NUL, PAIR_RECHECKED, or NONE.
 */
enum pair_reason pair_ended(const struct pair *pair, const struct dependence *use, uint32_t *ret_proof);

#endif
