/* One translation unit to parse: made from a compile database or, without one, from a guess. */
#ifndef INPUT_COMMAND_H
#define INPUT_COMMAND_H

#include <glib.h>

/* What a compiler would take the file for: -x, else the compiler's name (g++ reads .c as C++), else the file's suffix.
 */
enum language { LANGUAGE_C, LANGUAGE_CXX, LANGUAGE_ASSEMBLER, LANGUAGE_OTHER };

struct command {
    char *file;      /* absolute, canonical */
    char *directory; /* absolute: where relative flags are resolved */
    /* For libclang: allow-listed, no compiler name, no source, no output; NULL-terminated. Two-letter flags carry their
     * value joined (-Ipath, -DX=1), longer ones in the next word (-include, path). Paths are absolute. Set by
     * command_set_flags: a tree has tens of thousands of commands with a hundred flags each, but few different ones. */
    char **flags;
    /* char *: those that the catalogue's flag spellings are looked up in, e.g. -mmpx, also when dropped above. */
    GPtrArray *raw_flags;
    /* char *, or NULL: headers that a build would have made, path and text by turns, for paths where nothing is. Shared
     * between commands. */
    GPtrArray *stand_ins;
    char *dropped; /* a flag that was refused as dangerous, for a note, or NULL */
    enum language language;
    gboolean from_database;
};

/* Both paths absolute; no flags yet. */
struct command *command_new(const char *file, const char *directory);
void command_free(struct command *command);

/* In place of those that it has: copies that are shared with all commands that have the same. */
void command_set_flags(struct command *command, const char *const *flags);

#endif
