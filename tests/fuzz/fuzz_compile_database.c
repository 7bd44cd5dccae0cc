/* compile_commands.json, whatever its bytes are: an error with a place, or commands that are in order, unique and
 * harmless. */
#define _GNU_SOURCE /* memfd_create */

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "flags_oracle.h"
#include "input/database.h"

static void check_commands(const GPtrArray *commands)
{
    for (unsigned i = 0; i < commands->len; i++) {
        const struct command *command = commands->pdata[i];
        g_assert(g_path_is_absolute(command->file) && g_path_is_absolute(command->directory));
        g_assert(command->language == LANGUAGE_C && command->from_database);
        if (i > 0)
            g_assert(strcmp(((const struct command *)commands->pdata[i - 1])->file, command->file) < 0);
        check_flags(command);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int fd = memfd_create("compile_commands.json", MFD_CLOEXEC);
    g_assert(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) commands = database_read(path, "/nowhere", notes, &error);
    if (commands)
        check_commands(commands);
    else
        g_assert(error && strstr(error->message, path));
    close(fd);
    return 0;
}
