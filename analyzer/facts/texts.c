#include "facts/texts.h"

#include <string.h>

#include "ir/access.h"

/* The C library's, compilers' and kernels' own words. */
/* clang-format off */
static const struct text_function looks[] = {
    {"strlen", 1, 1, 0},       {"strnlen", 1, 1, 2},      {"strcmp", 1, 2, 0},   {"strncmp", 1, 2, 3},
    {"strcasecmp", 1, 2, 0},   {"strncasecmp", 1, 2, 3},  {"memcmp", 1, 2, 3},   {"bcmp", 1, 2, 3},
    {"strchr", 1, 1, 0},       {"strrchr", 1, 1, 0},      {"memchr", 1, 1, 3},   {"strstr", 1, 2, 0},
    {"atoi", 1, 1, 0},         {"atol", 1, 1, 0},         {"strtol", 1, 1, 0},   {"strtoul", 1, 1, 0},
    {"strspn", 1, 1, 0},       {"strcspn", 1, 1, 0},      {"sscanf", 1, 1, 0},   {"simple_strtoul", 1, 1, 0},
    {"simple_strtol", 1, 1, 0}, {"kstrtoul", 1, 1, 0},    {"kstrtol", 1, 1, 0},  {"kstrtoint", 1, 1, 0},
    {"kstrtouint", 1, 1, 0},   {"kstrtobool", 1, 1, 0},   {"sysfs_streq", 1, 2, 0}, {"kstrtoull", 1, 1, 0},
    {"kstrtoll", 1, 1, 0},     {"kstrtou64", 1, 1, 0},    {"kstrtos64", 1, 1, 0},  {"kstrtou32", 1, 1, 0},
    {"kstrtos32", 1, 1, 0},    {"kstrtou16", 1, 1, 0},    {"kstrtos16", 1, 1, 0},  {"kstrtou8", 1, 1, 0},
    {"kstrtos8", 1, 1, 0},     {"strtoull", 1, 1, 0},     {"strtoll", 1, 1, 0},    {"atoll", 1, 1, 0},
    {"__builtin_strlen", 1, 1, 0}, {"__builtin_strcmp", 1, 2, 0}, {"__builtin_memcmp", 1, 2, 3},
    {"__builtin_strncmp", 1, 2, 3}, {"__underlying_strlen", 1, 1, 0}, {"__underlying_memcmp", 1, 2, 3},
};
/* What a text names is opened, run, loaded or removed: open(2), exec(3), system(3), dlopen(3) and their kind. */
static const struct text_function acts[] = {
    {"system", 1, 1, 0},   {"popen", 1, 1, 0},   {"execl", 1, 1, 0},    {"execlp", 1, 1, 0},   {"execle", 1, 1, 0},
    {"execv", 1, 1, 0},    {"execvp", 1, 1, 0},  {"execve", 1, 1, 0},   {"posix_spawn", 2, 2, 0}, {"posix_spawnp", 2, 2, 0},
    {"open", 1, 1, 0},     {"open64", 1, 1, 0},  {"openat", 2, 2, 0},   {"creat", 1, 1, 0},    {"fopen", 1, 1, 0},
    {"freopen", 1, 1, 0},  {"unlink", 1, 1, 0},  {"unlinkat", 2, 2, 0}, {"remove", 1, 1, 0},   {"rename", 1, 2, 0},
    {"mkdir", 1, 1, 0},    {"rmdir", 1, 1, 0},   {"chdir", 1, 1, 0},    {"chroot", 1, 1, 0},   {"chmod", 1, 1, 0},
    {"chown", 1, 1, 0},    {"truncate", 1, 1, 0}, {"symlink", 1, 2, 0}, {"link", 1, 2, 0},     {"mount", 1, 3, 0},
    {"dlopen", 1, 1, 0},   {"dlsym", 2, 2, 0},   {"shm_open", 1, 1, 0}, {"shm_unlink", 1, 1, 0}, {"setenv", 1, 2, 0},
    {"filp_open", 1, 1, 0}, {"kern_path", 1, 1, 0}, {"call_usermodehelper", 1, 1, 0},
};
static const char *const comparing[] = {"strcmp", "strncmp", "strcasecmp", "strncasecmp", "memcmp", "bcmp",
                                        "strchr", "strrchr", "strstr", "memchr", "strspn", "strcspn", "sysfs_streq",
                                        "__builtin_strcmp", "__builtin_strncmp", "__builtin_memcmp", "__underlying_memcmp"};
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

bool text_compares(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(comparing); i++)
        if (g_str_equal(comparing[i], name))
            return true;
    return false;
}

bool text_parses(const char *name)
{
    return text_look(name) && (strstr(name, "ato") || strstr(name, "strto") || strstr(name, "scanf"));
}

const struct text_function *text_act(const char *name)
{
    return named(acts, G_N_ELEMENTS(acts), name);
}

const struct text_function *text_copy(const char *name)
{
    return named(copies, G_N_ELEMENTS(copies), name);
}

bool text_overruns(const char *name)
{
    const struct text_function *copy = text_copy(name);
    return copy && !copy->length && copy->last > 1;
}

/* A conversion of a format: where the next begins, and what this one takes. */
struct conversion {
    const char *next;
    unsigned stars; /* arguments for width and precision, before its own */
    char letter;    /* 0: it takes none */
    bool is_limited;
};

static struct conversion conversion_at(const char *percent)
{
    struct conversion c = {.next = percent + 1};
    for (; *c.next && strchr("#0- +'*.123456789hlLqjzZt", *c.next); c.next++) {
        c.stars += *c.next == '*';
        c.is_limited |= *c.next == '.';
    }
    c.letter = *c.next == '%' ? 0 : *c.next;
    c.next += *c.next != 0;
    return c;
}

/* Whether argument `wanted` behind the format, counted from 0, is printed up to its NUL. */
static bool format_ends(const char *format, uint32_t wanted)
{
    uint32_t at = 0;
    for (const char *p = strchr(format, '%'); p && at <= wanted;) {
        struct conversion c = conversion_at(p);
        at += c.stars;
        if (c.letter && at == wanted)
            return c.letter == 's' && !c.is_limited;
        at += c.letter != 0;
        p = strchr(c.next, '%');
    }
    return false;
}

enum {
    FORMAT_AT_MOST = 8, /* the operand that a format is */
    PRINTED_MAX = 64    /* operands behind it that are looked at */
};

static const struct text_function *text_function_of(const struct ir_unit *unit, const struct ir_function *function,
                                                    const struct ir_inst *call)
{
    const struct ir_symbol *callee = ir_callee(unit, function, call);
    const struct text_function *found = callee ? text_look(callee->name) : NULL;
    if (callee && !found)
        found = text_act(callee->name);
    return found || !callee ? found : text_copy(callee->name);
}

static bool is_printed(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *call,
                       uint32_t operand)
{
    for (uint32_t o = 1; o < operand && o <= FORMAT_AT_MOST; o++) {
        struct ir_ref format = ir_operand(function, call, o);
        const char *text =
            format.kind == IR_REF_STRING ? g_array_index(unit->literals, const char *, format.index) : NULL;
        if (text && strchr(text, '%'))
            return operand - o <= PRINTED_MAX && format_ends(text, operand - o - 1);
    }
    return false;
}

bool text_is_read(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *call,
                  uint32_t operand)
{
    const struct text_function *text = text_function_of(unit, function, call);
    return text ? operand >= text->first && operand <= text->last : is_printed(unit, function, call, operand);
}

bool text_needs_end(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *call,
                    uint32_t operand)
{
    const struct text_function *text = text_function_of(unit, function, call);
    return (!text || !text->length) && text_is_read(unit, function, call, operand);
}
