/* Private to rules: whether two conditions ask the same question, one of what the first read of a pair brought, one of
 * what the second did. */
#ifndef RULES_LIKENESS_H
#define RULES_LIKENESS_H

#include "rules/pair.h"

/* Whether the one is made of the first read's bytes as the other is of the same bytes of the second. */
bool likeness_holds(const struct pair *pair, term_id of_first, term_id of_second);
/* The bytes of the first read that the value is, as it brought them. False: it is none. */
bool likeness_first(const struct pair *pair, term_id value, struct bytes *ret_bytes);
/* The bytes of the second read that the value is, as it brought them. False: it is none. */
bool likeness_second(const struct pair *pair, term_id value, struct bytes *ret_bytes);
/* What the edge between two blocks says, of its subject without conversions. False: nothing that can be told. */
bool likeness_fact(const struct pair *pair, uint32_t from, uint32_t to, struct fact *ret);
/* What the branch asks of. False: it cannot be told. */
bool likeness_subject(const struct pair *pair, uint32_t branch, term_id *ret);

#endif
