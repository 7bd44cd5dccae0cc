/* Commands for files that no compile database names: include folders and defines as the tree itself suggests them. */
#ifndef INPUT_GUESS_H
#define INPUT_GUESS_H

#include "input/command.h"

struct guess;

/* For the tree at `root` (absolute). Its headers are looked up at the first command. Freed by guess_free. */
struct guess *guess_new(const char *root);
void guess_free(struct guess *guess);

/* A command for a file of the tree; `extra` are the user's flags behind `--`, which come before the guessed folders.
 * Never NULL: what cannot be read has the folders that its place suggests. The same tree and file give the same
 * command. */
struct command *guess_command(struct guess *guess, const char *file, const char *const *extra);

#endif
