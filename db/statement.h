/* Private to db/: an open SQLite file and its statements. */
#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define STATEMENT(identifier, sql) STATEMENT_##identifier,
enum statement {
#include "db/stmts.def"
    N_STATEMENTS
};
#undef STATEMENT

struct database {
    sqlite3 *handle;
    char *path;
    sqlite3_stmt *statements[N_STATEMENTS]; /* prepared at first use */
};

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

/* A column's text, "" for null; borrowed until the next step. */
const char *column_text(sqlite3_stmt *rows, int column);
/* The same, but NULL for null. */
const char *column_text_or_null(sqlite3_stmt *rows, int column);

#endif
