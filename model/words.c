#include "model/words.h"

#include <glib.h>

#define WORD_NAME(identifier, name) name,
#define WORD_SET(LIST, tag)                                                                                            \
    static const char *const tag##_names[] = {LIST(WORD_NAME)};                                                        \
    const char *tag##_name(enum tag tag)                                                                               \
    {                                                                                                                  \
        g_assert((unsigned)tag < G_N_ELEMENTS(tag##_names));                                                           \
        return tag##_names[tag];                                                                                       \
    }

WORD_SET(LEVELS, level)
WORD_SET(CONFIDENCES, confidence)
WORD_SET(SITE_KINDS, site_kind)
WORD_SET(SIDES, side)
WORD_SET(STATES, state)
WORD_SET(VERDICTS, verdict)
WORD_SET(UNIT_STATUSES, unit_status)
WORD_SET(STEP_ROLES, step_role)

static int position(const char *const *names, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (g_str_equal(names[i], word))
            return (int)i;
    return -1;
}

int level_parse(const char *word)
{
    return position(level_names, G_N_ELEMENTS(level_names), word);
}

int confidence_parse(const char *word)
{
    return position(confidence_names, G_N_ELEMENTS(confidence_names), word);
}

enum level level_of(enum level severity, enum confidence confidence)
{
    int lowered = (int)severity - (CONFIDENCE_HIGH - (int)confidence);
    return severity == LEVEL_NONE ? LEVEL_NONE : (enum level)MAX(lowered, (int)LEVEL_NOTE);
}
