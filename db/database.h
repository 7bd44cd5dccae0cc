/* Private to db/: opening a database file, made by us or by somebody hostile. */
#ifndef DB_DATABASE_H
#define DB_DATABASE_H

#include "db/failure.h"
#include "db/identify.h"
#include "db/statement.h"

/* Opens a file that is ours (or, to write, does not exist yet); anything else is refused before SQLite sees it. */
struct database *database_open(const char *path, enum access access, GError **error);
void database_close(struct database *database);
/* An empty one in memory, of the newest schema. */
struct database *database_model(GError **error);

#endif
