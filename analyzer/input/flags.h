/* Compiler flags from an allow-list: nothing from a database may load code, write a file, or read a response file out
 * of the tree. */
#ifndef INPUT_FLAGS_H
#define INPUT_FLAGS_H

#include "input/command.h"

/* Fills flags, raw_flags and dropped of `command` from a compiler's argument vector (argv[0] is the compiler, maybe
 * behind wrappers such as ccache). Flags that are unknown, or mean nothing to a parser, are left out. `tree` is the
 * folder that @files must lie in. */
void flags_sanitise(const char *const *argv, const char *tree, struct command *command);

/* argv of a "command" string by the shell's quoting rules, without a shell. NULL when quotes do not match. g_strfreev.
 */
char **flags_split(const char *command);

#endif
