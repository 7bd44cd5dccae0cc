/* compile_commands.json (clang's JSON Compilation Database Format Specification), hostile. */
#ifndef INPUT_DATABASE_H
#define INPUT_DATABASE_H

#include "input/command.h"

enum input_error { INPUT_ERROR_IO, INPUT_ERROR_SYNTAX, INPUT_ERROR_LIMIT };
#define INPUT_ERROR input_error_quark()
GQuark input_error_quark(void);

/* Where -p, or else a search upward from `path` (compile_commands.json there, then in build/), finds a database; NULL
 * when nowhere. An explicit one that does not exist is an error. g_free. */
char *database_find(const char *explicit_path, const char *path, GError **error);

/* The commands of a database, C sources only, duplicates of a file kept once (the first one), in the order of their
 * files' names. Unusable entries are counted and described in `notes` (char *), not fatal; an unreadable or malformed
 * file is an error. GPtrArray of struct command *. `tree`: see flags_sanitise. */
GPtrArray *database_read(const char *path, const char *tree, GPtrArray *notes, GError **error);

#endif
