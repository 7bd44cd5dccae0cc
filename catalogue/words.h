/* The catalogue's closed vocabularies as words: what the XML says, what `mpx-audit catalogue` prints. All strings
 * static. */
#ifndef CATALOGUE_WORDS_H
#define CATALOGUE_WORDS_H

#include "catalogue/catalogue.h"

const char *argument_role_name(enum argument_role role);
const char *op_effect_name(enum op_effect effect);
const char *pointee_name(enum pointee pointee);
const char *spelling_kind_name(enum spelling_kind kind);
const char *failure_name(enum failure failure);

/* The seed's style, "U,TOCTOU"; "" for none. */
const char *argument_tags_text(unsigned tags);

/* Each gives the word's value, or -1 when the set does not have it. */
int argument_role_parse(const char *word);
int op_effect_parse(const char *word);
int pointee_parse(const char *word);
int spelling_kind_parse(const char *word);
int failure_parse(const char *word);

/* The enumerated value that an argument has: by its name as the source writes it (may be NULL), by its number (may be
 * NULL), and last by the name patterns, in this order. NULL when none fits. Of bits the combination is the caller's
 * work. */
const struct catalogue_value *catalogue_value_find(const struct catalogue_argument *argument, const char *text,
                                                   const int64_t *number);

#endif
