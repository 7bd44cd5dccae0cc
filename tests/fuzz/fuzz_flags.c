/* A command line, whatever it is: what is left of it cannot run code or write files. */
#include <stdint.h>
#include <string.h>

#include "flags_oracle.h"
#include "input/flags.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autofree char *text = g_strndup((const char *)bytes, size);
    g_auto(GStrv) argv = flags_split(text);
    if (!argv)
        return 0;
    struct command *command = command_new("a.c", "/nowhere");
    flags_sanitise((const char *const *)argv, "/nowhere", command);
    check_flags(command);
    command_free(command);
    return 0;
}
