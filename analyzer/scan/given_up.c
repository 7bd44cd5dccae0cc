#include "scan/given_up.h"

#include <string.h>

#include "ir/access.h"
#include "scan/paths.h"

struct given_up {
    GHashTable *all; /* char *: FILE "\n" FUNCTION, which has no newline */
    char *first;     /* of them, in the order of strcmp; borrowed */
    const char *why;
};

struct given_up *given_up_new(void)
{
    struct given_up *given_up = g_new0(struct given_up, 1);
    given_up->all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return given_up;
}

void given_up_free(struct given_up *given_up)
{
    if (!given_up)
        return;
    g_hash_table_unref(given_up->all);
    g_free(given_up);
}

static void add(struct given_up *given_up, char *key, const char *why)
{
    if (g_hash_table_contains(given_up->all, key)) {
        g_free(key);
        return;
    }
    g_hash_table_add(given_up->all, key);
    if (given_up->first && strcmp(given_up->first, key) < 0)
        return;
    given_up->first = key;
    given_up->why = why;
}

static const char *file_of(const struct ir_unit *unit, const struct ir_function *function)
{
    ir_id file = ir_loc_at(unit, function->loc)->file;
    return file < unit->files->len ? g_array_index(unit->files, const char *, file) : unit->main_file;
}

void given_up_take(struct given_up *given_up, const struct ir_unit *unit, const struct efforts *efforts)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        const char *why = efforts_fault(efforts, function);
        if (why)
            add(given_up, g_strdup_printf("%s\n%s", file_of(unit, function), ir_function_name(unit, function)), why);
    }
}

char *given_up_note(const struct given_up *given_up, const char *root)
{
    if (!given_up->first)
        return NULL;
    const char *function = strrchr(given_up->first, '\n') + 1;
    g_autofree char *path = g_strndup(given_up->first, (gsize)(function - given_up->first) - 1);
    g_autofree char *file = paths_relative(root, path);
    return g_strdup_printf(
        "what %u functions do is not known to their callers: too much to follow (first: %s in %s: %s)",
        g_hash_table_size(given_up->all), function, file, given_up->why);
}
