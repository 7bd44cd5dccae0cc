/* Looking after a database: what `mpx-audit db info|check|vacuum` do. Errors as in db/store.h. */
#ifndef DB_MAINTAIN_H
#define DB_MAINTAIN_H

#include <glib.h>
#include <stdbool.h>

/* Calls back with one name and value after the other: schema, size, number of runs, of units, … over all runs. Both
 * strings are borrowed for the call. */
bool maintain_info(const char *path, void (*row)(const char *name, const char *value, void *context), void *context,
                   GError **error);

/* Calls back with each fault that SQLite's integrity check finds; none means sound. False and an error only when the
 * check itself could not run. */
bool maintain_check(const char *path, void (*fault)(const char *text, void *context), void *context, GError **error);

/* Drops all but the newest `keep` runs (0: keeps all) and gives their space back to the file system. A finding that
 * stood only in dropped runs is new when it comes again, not reopened. */
bool maintain_vacuum(const char *path, unsigned keep, GError **error);

/* Writes the whole database to another file, which is replaced only when the copy is whole: a baseline. A file in the
 * way that is not ours is refused. */
bool maintain_copy(const char *path, const char *to, GError **error);

#endif
