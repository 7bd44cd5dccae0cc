#include "model/event_words.h"

#include <glib.h>

#define WORD_NAME(identifier, name) name,
#define WORD_SET(SET, set)                                                                                             \
    static const char *const set##_names[] = {SET(WORD_NAME)};                                                         \
    const char *set##_name(enum set word)                                                                              \
    {                                                                                                                  \
        g_assert((size_t)word < G_N_ELEMENTS(set##_names));                                                            \
        return set##_names[word];                                                                                      \
    }                                                                                                                  \
    int set##_parse(const char *word)                                                                                  \
    {                                                                                                                  \
        for (size_t i = 0; i < G_N_ELEMENTS(set##_names); i++)                                                         \
            if (g_str_equal(set##_names[i], word))                                                                     \
                return (int)i;                                                                                         \
        return -1;                                                                                                     \
    }

WORD_SET(EVENT_KINDS, event_kind)
WORD_SET(EVENT_ABIS, event_abi)
WORD_SET(EVIDENCE_KINDS, evidence_kind)
WORD_SET(MATCHES, match)
WORD_SET(PROBE_OUTCOMES, probe_outcome)
WORD_SET(PROCESS_STEPS, process_step)
