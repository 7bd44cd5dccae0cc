#include "input/command.h"

struct command *command_new(const char *file, const char *directory)
{
    struct command *command = g_new0(struct command, 1);
    command->file = g_canonicalize_filename(file, directory);
    command->directory = g_canonicalize_filename(directory, "/");
    command->flags = g_new0(char *, 1);
    command->raw_flags = g_ptr_array_new_with_free_func(g_free);
    return command;
}

void command_free(struct command *command)
{
    if (!command)
        return;
    g_free(command->file);
    g_free(command->directory);
    g_strfreev(command->flags);
    if (command->raw_flags)
        g_ptr_array_unref(command->raw_flags);
    g_clear_pointer(&command->stand_ins, g_ptr_array_unref);
    g_free(command->dropped);
    g_free(command);
}
