#include "facts/results.h"

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
