#include "catalogue/words.h"

#include <string.h>

#define NAME(identifier, name) name,
static const char *const roles[] = {ARGUMENT_ROLES(NAME)};
static const char *const kinds[] = {SPELLING_KINDS(NAME)};
#undef NAME

/* In the order of their enums in catalogue.h. */
static const char *const effects[] = {"none", "create", "enable", "disable", "set", "get"};
static const char *const pointees[] = {"none", "input", "output", "range"};
static const char *const failures[] = {"none", "negative", "nonzero", "null", "map-failed"};

/* One text for each combination of TAG_USER | TAG_KERNEL | TAG_TOCTOU | TAG_OPTIONAL. */
static const char *const tag_texts[] = {
    "",    "U",     "K",     "U,K",     "TOCTOU",     "U,TOCTOU",     "K,TOCTOU",     "U,K,TOCTOU",
    "OPT", "U,OPT", "K,OPT", "U,K,OPT", "TOCTOU,OPT", "U,TOCTOU,OPT", "K,TOCTOU,OPT", "U,K,TOCTOU,OPT",
};

static int word_find(const char *const *words, unsigned n_words, const char *word)
{
    for (unsigned i = 0; i < n_words; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

static const char *word_name(const char *const *words, unsigned n_words, unsigned index)
{
    g_assert(index < n_words);
    return words[index];
}

#define WORDS(type, set, table)                                                                                        \
    const char *set##_name(enum type value)                                                                            \
    {                                                                                                                  \
        return word_name(table, G_N_ELEMENTS(table), (unsigned)value);                                                 \
    }                                                                                                                  \
    int set##_parse(const char *word)                                                                                  \
    {                                                                                                                  \
        return word_find(table, G_N_ELEMENTS(table), word);                                                            \
    }

WORDS(argument_role, argument_role, roles)
WORDS(op_effect, op_effect, effects)
WORDS(pointee, pointee, pointees)
WORDS(spelling_kind, spelling_kind, kinds)
WORDS(failure, failure, failures)

const char *argument_tags_text(unsigned tags)
{
    return word_name(tag_texts, G_N_ELEMENTS(tag_texts), tags);
}

static const struct catalogue_value *find_named(const GArray *values, const char *text)
{
    for (unsigned i = 0; i < values->len; i++) {
        const struct catalogue_value *value = &g_array_index(values, struct catalogue_value, i);
        if (!value->is_pattern && strcmp(value->name, text) == 0)
            return value;
    }
    return NULL;
}

static const struct catalogue_value *find_numbered(const GArray *values, int64_t number)
{
    for (unsigned i = 0; i < values->len; i++) {
        const struct catalogue_value *value = &g_array_index(values, struct catalogue_value, i);
        if (!value->is_pattern && value->number == number)
            return value;
    }
    return NULL;
}

static const struct catalogue_value *find_pattern(const GArray *values, const char *text)
{
    g_autofree char *upper = g_ascii_strup(text, -1);
    for (unsigned i = 0; i < values->len; i++) {
        const struct catalogue_value *value = &g_array_index(values, struct catalogue_value, i);
        if (value->is_pattern && g_pattern_match_simple(value->name, upper))
            return value;
    }
    return NULL;
}

const struct catalogue_value *catalogue_value_find(const struct catalogue_argument *argument, const char *text,
                                                   const int64_t *number)
{
    const struct catalogue_value *value = text ? find_named(argument->values, text) : NULL;
    if (!value && number)
        value = find_numbered(argument->values, *number);
    if (!value && text)
        value = find_pattern(argument->values, text);
    return value;
}
