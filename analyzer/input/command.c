#include "input/command.h"

#include <stdint.h>

struct command *command_new(const char *file, const char *directory)
{
    struct command *command = g_new0(struct command, 1);
    command->file = g_canonicalize_filename(file, directory);
    command->directory = g_canonicalize_filename(directory, "/");
    command->flags = g_new0(char *, 1);
    command->raw_flags = g_ptr_array_new_with_free_func(g_free);
    return command;
}

static void release(char **flags)
{
    for (size_t i = 0; flags[i]; i++)
        g_ref_string_release(flags[i]);
    g_free(flags);
}

void command_set_flags(struct command *command, const char *const *flags)
{
    guint n = g_strv_length((char **)(uintptr_t)flags);
    char **shared = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        shared[i] = g_ref_string_new_intern(flags[i]);
    release(command->flags);
    command->flags = shared;
}

void command_free(struct command *command)
{
    if (!command)
        return;
    g_free(command->file);
    g_free(command->directory);
    release(command->flags);
    if (command->raw_flags)
        g_ptr_array_unref(command->raw_flags);
    g_clear_pointer(&command->stand_ins, g_ptr_array_unref);
    g_free(command->dropped);
    g_free(command);
}
