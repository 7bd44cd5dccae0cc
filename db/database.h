/* Private to db/: one open SQLite file, its prepared statements, and how SQLite's failures become ours. */
#ifndef DB_DATABASE_H
#define DB_DATABASE_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "db/store.h"

#define STATEMENT(identifier, sql) STATEMENT_##identifier,
enum statement {
#include "db/stmts.def"
    N_STATEMENTS
};
#undef STATEMENT

enum access { ACCESS_READ, ACCESS_WRITE };

struct database {
    sqlite3 *handle;
    char *path;
    sqlite3_stmt *statements[N_STATEMENTS]; /* prepared at first use */
};

/* Opens a file that is ours (or, to write, does not exist yet); anything else is refused before SQLite sees it. */
struct database *database_open(const char *path, enum access access, GError **error);
void database_close(struct database *database);
/* An empty one in memory, of the newest schema. */
struct database *database_model(GError **error);

/* Runs a statement to its end. `types` has one letter for each parameter: 's' const char * (NULL for null), 'u'
 * uint32_t, 'i' int64_t, 'n' const int64_t * (NULL for null), 'b' const void * and size_t (a blob). */
bool database_run(struct database *database, GError **error, enum statement statement, const char *types, ...);

/* The same for a statement with rows: step it with database_next until that answers false, which also resets it.
 * NULL and an error when it cannot be prepared. */
sqlite3_stmt *database_query(struct database *database, GError **error, enum statement statement, const char *types,
                             ...);
/* True when there is a row. At the end false; *failed tells the two kinds of end apart. */
bool database_next(struct database *database, sqlite3_stmt *rows, bool *failed, GError **error);
/* The single number that a query gives. */
bool database_number(struct database *database, enum statement statement, int64_t *ret_number, GError **error);

/* Sets the error for what SQLite said last. Returns false. */
bool database_fail(struct database *database, int code, GError **error);
/* Sets an error of our own that names the file. Returns false. */
bool database_refuse(const char *path, enum db_error code, GError **error, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* A column's text, "" for null; borrowed until the next step. */
const char *column_text(sqlite3_stmt *rows, int column);
/* The same, but NULL for null. */
const char *column_text_or_null(sqlite3_stmt *rows, int column);

#endif
