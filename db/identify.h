/* Private to db/: telling our files from others without opening them as a database, so that one that is not ours is
 * never locked, recovered or otherwise touched. */
#ifndef DB_IDENTIFY_H
#define DB_IDENTIFY_H

#include <glib.h>
#include <stdbool.h>

enum access { ACCESS_READ, ACCESS_WRITE };

/* True when `path` may be opened for `access`. */
bool identify_file(const char *path, enum access access, GError **error);

#endif
