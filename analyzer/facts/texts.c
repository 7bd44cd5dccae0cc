#include "facts/texts.h"

#include <glib.h>

/* The C library's, compilers' and kernels' own words. */
/* clang-format off */
static const struct text_function looks[] = {
    {"strlen", 1, 1, 0},       {"strnlen", 1, 1, 2},      {"strcmp", 1, 2, 0},   {"strncmp", 1, 2, 3},
    {"strcasecmp", 1, 2, 0},   {"strncasecmp", 1, 2, 3},  {"memcmp", 1, 2, 3},   {"bcmp", 1, 2, 3},
    {"strchr", 1, 1, 0},       {"strrchr", 1, 1, 0},      {"memchr", 1, 1, 3},   {"strstr", 1, 2, 0},
    {"atoi", 1, 1, 0},         {"atol", 1, 1, 0},         {"strtol", 1, 1, 0},   {"strtoul", 1, 1, 0},
    {"strspn", 1, 1, 0},       {"strcspn", 1, 1, 0},      {"sscanf", 1, 1, 0},   {"simple_strtoul", 1, 1, 0},
    {"simple_strtol", 1, 1, 0}, {"kstrtoul", 1, 1, 0},    {"kstrtol", 1, 1, 0},  {"kstrtoint", 1, 1, 0},
    {"kstrtouint", 1, 1, 0},   {"kstrtobool", 1, 1, 0},   {"sysfs_streq", 1, 2, 0},
    {"__builtin_strlen", 1, 1, 0}, {"__builtin_strcmp", 1, 2, 0}, {"__builtin_memcmp", 1, 2, 3},
    {"__builtin_strncmp", 1, 2, 3}, {"__underlying_strlen", 1, 1, 0}, {"__underlying_memcmp", 1, 2, 3},
};
static const struct text_function copies[] = {
    {"strcpy", 2, 2, 0},  {"strncpy", 2, 2, 3}, {"strlcpy", 2, 2, 0}, {"strscpy", 2, 2, 3}, {"stpcpy", 2, 2, 0},
    {"strcat", 2, 2, 0},  {"strdup", 1, 1, 0},  {"kstrdup", 1, 1, 0}, {"kstrndup", 1, 1, 2},
    {"__builtin_strcpy", 2, 2, 0}, {"__builtin_strncpy", 2, 2, 3}, {"__underlying_strcpy", 2, 2, 0},
};
/* clang-format on */

static const struct text_function *named(const struct text_function *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (g_str_equal(table[i].name, name))
            return &table[i];
    return NULL;
}

const struct text_function *text_look(const char *name)
{
    return named(looks, G_N_ELEMENTS(looks), name);
}

const struct text_function *text_copy(const char *name)
{
    return named(copies, G_N_ELEMENTS(copies), name);
}

bool text_needs_end(const char *name, uint32_t operand)
{
    const struct text_function *look = text_look(name), *copy = text_copy(name);
    const struct text_function *text = look ? look : copy;
    return text && !text->length && operand >= text->first && operand <= text->last;
}
