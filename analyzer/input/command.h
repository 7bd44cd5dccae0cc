/* One translation unit to parse: made from a compile database or, without one, from a guess. */
#ifndef INPUT_COMMAND_H
#define INPUT_COMMAND_H

#include <glib.h>

struct command {
    char *file;       /* absolute, canonical */
    char *directory;  /* absolute: where relative flags are resolved */
    char **flags;     /* for libclang: allow-listed, no compiler name, no source, no output; NULL-terminated */
    GPtrArray *raw_flags; /* char *: flags of interest to the catalogue's flag spellings, e.g. -mmpx, also those dropped above */
    char *dropped;    /* a flag that was refused as dangerous, for a note, or NULL */
    gboolean from_database;
};

void command_free(struct command *command);

#endif
