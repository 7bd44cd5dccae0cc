/* What results of a function tell: its classes (facts/summary.h), as signs, against what a branch says of a result. */
#ifndef FACTS_RESULTS_H
#define FACTS_RESULTS_H

#include "facts/summary.h"
#include "flow/conditions.h"

/* Signs that a result may have. */
enum { SIGN_ZERO = 1, SIGN_NEGATIVE = 2, SIGN_POSITIVE = 4, SIGN_ANY = 7 };

/* Those that a number with the fact may have. */
unsigned result_signs_of(const struct fact *fact);
/* Results that satisfy a class: a set of signs. */
unsigned result_signs(enum result_class kind);
/* The widest class that none of the signs belongs to. */
enum result_class result_class_without(unsigned signs);
/* Whether a number with this fact is of the class for sure. */
bool result_is_of(enum result_class kind, const struct fact *fact);
/* Adds a number, or all of a set. */
void numbers_add(struct numbers *numbers, int64_t value);
void numbers_join(struct numbers *numbers, const struct numbers *more);
/* Whether some of them can be what the fact says. */
bool numbers_allow(const struct numbers *numbers, const struct fact *fact);

/* Whether it cannot be of the class. */
bool result_is_not(enum result_class kind, const struct fact *fact);

#endif
