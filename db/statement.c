#include "db/statement.h"

#include <stdarg.h>

#include "db/failure.h"
#include "model/words.h"

#define STATEMENT(identifier, sql) sql,
static const char *const statement_texts[] = {
#include "db/stmts.def"
};
#undef STATEMENT

static sqlite3_stmt *prepared(struct database *database, enum statement statement, GError **error)
{
    sqlite3_stmt **slot = &database->statements[statement];
    if (*slot)
        return *slot;
    int code =
        sqlite3_prepare_v3(database->handle, statement_texts[statement], -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
    if (code != SQLITE_OK)
        database_fail(database, code, error);
    return *slot;
}

/* Borrows strings and blobs: they must live until the statement is reset. */
static int bind_all(sqlite3_stmt *rows, const char *types, va_list values)
{
    int code = SQLITE_OK;
    for (int i = 0; types[i] && code == SQLITE_OK; i++) {
        if (types[i] == 's') {
            code = sqlite3_bind_text(rows, i + 1, va_arg(values, const char *), -1, SQLITE_STATIC);
        } else if (types[i] == 'u') {
            code = sqlite3_bind_int64(rows, i + 1, va_arg(values, uint32_t));
        } else if (types[i] == 'n') {
            const int64_t *number = va_arg(values, const int64_t *);
            code = number ? sqlite3_bind_int64(rows, i + 1, *number) : sqlite3_bind_null(rows, i + 1);
        } else if (types[i] == 'b') {
            const void *bytes = va_arg(values, const void *);
            size_t size = va_arg(values, size_t);
            code = sqlite3_bind_blob64(rows, i + 1, bytes, size, SQLITE_STATIC);
        } else {
            code = sqlite3_bind_int64(rows, i + 1, va_arg(values, int64_t));
        }
    }
    g_assert(code != SQLITE_RANGE);
    return code;
}

static sqlite3_stmt *query(struct database *database, GError **error, enum statement statement, const char *types,
                           va_list values)
{
    sqlite3_stmt *rows = prepared(database, statement, error);
    if (!rows)
        return NULL;
    int code = bind_all(rows, types, values);
    if (code == SQLITE_OK)
        return rows;
    database_fail(database, code, error);
    sqlite3_clear_bindings(rows);
    return NULL;
}

sqlite3_stmt *database_query(struct database *database, GError **error, enum statement statement, const char *types,
                             ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *rows = query(database, error, statement, types, values);
    va_end(values);
    return rows;
}

bool database_next(struct database *database, sqlite3_stmt *rows, bool *failed, GError **error)
{
    int code = sqlite3_step(rows);
    if (code == SQLITE_ROW)
        return true;
    *failed = code != SQLITE_DONE;
    if (*failed)
        database_fail(database, code, error);
    sqlite3_reset(rows);
    sqlite3_clear_bindings(rows);
    return false;
}

bool database_run(struct database *database, GError **error, enum statement statement, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *rows = query(database, error, statement, types, values);
    va_end(values);
    if (!rows)
        return false;
    bool failed = false;
    while (database_next(database, rows, &failed, error))
        ; /* pragmas answer with a row */
    return !failed;
}

bool database_number(struct database *database, enum statement statement, int64_t *ret_number, GError **error)
{
    sqlite3_stmt *rows = database_query(database, error, statement, "");
    bool failed = false;
    if (!rows)
        return false;
    int64_t number = 0;
    while (database_next(database, rows, &failed, error))
        number = sqlite3_column_int64(rows, 0);
    if (!failed)
        *ret_number = number;
    return !failed;
}

const char *column_text_or_null(sqlite3_stmt *rows, int column)
{
    return (const char *)sqlite3_column_text(rows, column);
}

const char *column_text(sqlite3_stmt *rows, int column)
{
    const char *text = column_text_or_null(rows, column);
    return text ? text : "";
}
