#include "facts/results.h"

#include <string.h>

unsigned result_signs(enum result_class kind)
{
    switch (kind) {
    case RESULT_NEVER:
        return 0;
    case RESULT_ZERO:
        return SIGN_ZERO;
    case RESULT_NONZERO:
        return SIGN_NEGATIVE | SIGN_POSITIVE;
    case RESULT_POSITIVE:
        return SIGN_POSITIVE;
    case RESULT_NOT_NEGATIVE:
        return SIGN_ZERO | SIGN_POSITIVE;
    case RESULT_ALWAYS:
        return SIGN_ANY;
    }
    return 0;
}

enum result_class result_class_without(unsigned signs)
{
    static const enum result_class widest[] = {RESULT_ALWAYS, RESULT_NOT_NEGATIVE, RESULT_NONZERO, RESULT_ZERO,
                                               RESULT_POSITIVE};
    for (unsigned i = 0; i < G_N_ELEMENTS(widest); i++)
        if (!(result_signs(widest[i]) & signs))
            return widest[i];
    return RESULT_NEVER;
}

unsigned result_signs_of(const struct fact *fact)
{
    unsigned signs = 0;
    bool no_zero = fact->is_excluding && fact->except == 0;
    if (fact->low <= 0 && fact->high >= 0 && !no_zero)
        signs |= SIGN_ZERO;
    if (fact->low < 0)
        signs |= SIGN_NEGATIVE;
    if (fact->high > 0)
        signs |= SIGN_POSITIVE;
    return signs;
}

bool result_is_of(enum result_class kind, const struct fact *fact)
{
    return !(result_signs_of(fact) & ~result_signs(kind));
}

bool result_is_not(enum result_class kind, const struct fact *fact)
{
    return !(result_signs_of(fact) & result_signs(kind));
}

void numbers_add(struct numbers *numbers, int64_t value)
{
    unsigned at = 0;
    while (at < numbers->n && numbers->values[at] < value)
        at++;
    if (at < numbers->n && numbers->values[at] == value)
        return;
    if (numbers->n == NUMBERS_MAX) {
        numbers->is_open = true;
        return;
    }
    memmove(&numbers->values[at + 1], &numbers->values[at], (numbers->n - at) * sizeof numbers->values[0]);
    numbers->values[at] = value;
    numbers->n++;
}

void numbers_join(struct numbers *numbers, const struct numbers *more)
{
    numbers->is_open |= more->is_open;
    for (unsigned i = 0; i < more->n; i++)
        numbers_add(numbers, more->values[i]);
}

bool numbers_allow(const struct numbers *numbers, const struct fact *fact)
{
    bool allows = numbers->is_open;
    for (unsigned i = 0; i < numbers->n && !allows; i++) {
        int64_t value = numbers->values[i];
        allows = value >= fact->low && value <= fact->high && !(fact->is_excluding && fact->except == value);
    }
    return allows;
}
