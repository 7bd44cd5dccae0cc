/* Private to db/: how SQLite's failures, and what we refuse ourselves, become errors that say what to try. */
#ifndef DB_FAILURE_H
#define DB_FAILURE_H

#include <glib.h>
#include <stdbool.h>

#include "db/error.h"

struct database;

/* Sets the error for what SQLite said last. Returns false. */
bool database_fail(struct database *database, int code, GError **error);
/* Sets an error of our own that names the file. Returns false. */
bool database_refuse(const char *path, enum db_error code, GError **error, const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
