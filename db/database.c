#include "db/database.h"

#include <errno.h>
#include <stdarg.h>

#include "db/identify.h"
#include "db/migrate.h"

G_DEFINE_QUARK(mpx_audit_db_error, db_error)

enum { BUSY_MS = 5000, LONGEST_VALUE = 16 << 20 };

#define STATEMENT(identifier, sql) sql,
static const char *const statement_texts[] = {
#include "db/stmts.def"
};
#undef STATEMENT

bool database_refuse(const char *path, enum db_error code, GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *reason = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *shown = g_filename_display_name(path);
    g_set_error(error, DB_ERROR, (int)code, "%s: %s", shown, reason);
    return false;
}

/* What a primary result code of SQLite means to the user, and what to try. */
struct failure {
    int code;
    enum db_error error;
    const char *advice;
};

static const struct failure failures[] = {
    {SQLITE_BUSY, DB_ERROR_BUSY, "another process is using it; wait for that to end, or name another file with --db"},
    {SQLITE_LOCKED, DB_ERROR_BUSY, "another process is using it; wait for that to end, or name another file with --db"},
    {SQLITE_CORRUPT, DB_ERROR_CORRUPT, "the file is damaged; restore a copy, or remove it and scan again"},
    {SQLITE_NOTADB, DB_ERROR_CORRUPT, "the file is damaged; restore a copy, or remove it and scan again"},
    /* Our statements fit our schema: a table that is missing was taken away. */
    {SQLITE_ERROR, DB_ERROR_CORRUPT, "the file is damaged; restore a copy, or remove it and scan again"},
    {SQLITE_FULL, DB_ERROR_FULL, "no room to write; free some, or name a file elsewhere with --db"},
    {SQLITE_READONLY, DB_ERROR_OPEN, "file or folder cannot be written; name a file elsewhere with --db"},
    {SQLITE_CANTOPEN, DB_ERROR_OPEN,
     "cannot be opened; check that the folder exists and its permissions, or name a "
     "file elsewhere with --db"},
    {SQLITE_PERM, DB_ERROR_OPEN, "check its permissions, or name a file elsewhere with --db"},
    {SQLITE_TOOBIG, DB_ERROR_CORRUPT,
     "a value in it is longer than any that mpx-audit writes; restore a copy, or remove it and scan again"},
};
static const struct failure other_failure = {SQLITE_ERROR, DB_ERROR_OTHER, "name a file elsewhere with --db"};

static bool no_room(int system_error)
{
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static const struct failure *failure_of(int code, int system_error)
{
    int primary = code & 0xff;
    /* By the time that it is asked for, errno may be another call's. */
    bool is_write = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_TRUNCATE;
    if (primary == SQLITE_IOERR && (is_write || no_room(system_error)))
        primary = SQLITE_FULL;
    for (size_t i = 0; i < G_N_ELEMENTS(failures); i++)
        if (failures[i].code == primary)
            return &failures[i];
    return &other_failure;
}

bool database_fail(struct database *database, int code, GError **error)
{
    const struct failure *failure = failure_of(code, sqlite3_system_errno(database->handle));
    return database_refuse(database->path, failure->error, error, "%s (SQLite: %s)", failure->advice,
                           sqlite3_errmsg(database->handle));
}

/* The file may have been made by somebody hostile: nothing in its schema may act (triggers, views in the place of
 * tables, functions called from the schema), and cells are checked before they are followed. */
static bool harden(struct database *database, GError **error)
{
    static const struct {
        int option, on;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},     {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (sqlite3_db_config(database->handle, options[i].option, options[i].on, NULL) != SQLITE_OK)
            return database_fail(database, SQLITE_MISUSE, error);
    sqlite3_limit(database->handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
    sqlite3_busy_timeout(database->handle, BUSY_MS);
    return database_run(database, error, STATEMENT_CELL_CHECK, "");
}

static bool open_handle(struct database *database, const char *name, int flags, GError **error)
{
    int code = sqlite3_open_v2(name, &database->handle, flags | SQLITE_OPEN_EXRESCODE, NULL);
    g_assert(database->handle != NULL); /* NULL only when out of memory, where GLib aborts too */
    if (code != SQLITE_OK)
        return database_fail(database, code, error);
    return harden(database, error);
}

/* A file that was copied without the -wal beside it, into a folder that we may not write, still says WAL in its header:
 * SQLite then needs to be told that nobody else changes it. */
static bool open_unchanging(struct database *database, GError **error)
{
    g_autofree char *wal = g_strconcat(database->path, "-wal", NULL);
    if (g_file_test(wal, G_FILE_TEST_EXISTS))
        return database_fail(database, SQLITE_CANTOPEN, error);
    g_autofree char *absolute = g_canonicalize_filename(database->path, NULL);
    g_autofree char *uri = g_filename_to_uri(absolute, NULL, NULL);
    g_autofree char *unchanging = g_strconcat(uri, "?immutable=1", NULL);
    for (size_t i = 0; i < N_STATEMENTS; i++)
        g_clear_pointer(&database->statements[i], sqlite3_finalize);
    sqlite3_close(database->handle);
    int64_t version;
    return open_handle(database, unchanging, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error) &&
           database_number(database, STATEMENT_SCHEMA, &version, error);
}

static bool open_to_read(struct database *database, GError **error)
{
    int64_t version;
    g_autoptr(GError) first = NULL;
    if (!open_handle(database, database->path, SQLITE_OPEN_READONLY, error))
        return false;
    if (database_number(database, STATEMENT_SCHEMA, &version, &first))
        return true;
    int code = sqlite3_errcode(database->handle) & 0xff;
    if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)
        return open_unchanging(database, error);
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}

static bool open_to_write(struct database *database, GError **error)
{
    if (!open_handle(database, database->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
        return false;
    /* SQLite falls back to reading when it may not write. */
    if (sqlite3_db_readonly(database->handle, "main") == 1)
        return database_fail(database, SQLITE_READONLY, error);
    return true;
}

struct database *database_open(const char *path, enum access access, GError **error)
{
    if (!identify_file(path, access, error))
        return NULL;
    struct database *database = g_new0(struct database, 1);
    database->path = g_strdup(path);
    if (access == ACCESS_READ ? open_to_read(database, error) : open_to_write(database, error))
        return database;
    database_close(database);
    return NULL;
}

struct database *database_model(GError **error)
{
    struct database *database = g_new0(struct database, 1);
    database->path = g_strdup(":memory:");
    if (open_handle(database, database->path, SQLITE_OPEN_READWRITE, error) && database_migrate(database, error))
        return database;
    database_close(database);
    return NULL;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    for (size_t i = 0; i < N_STATEMENTS; i++)
        sqlite3_finalize(database->statements[i]);
    int code = sqlite3_close(database->handle);
    g_assert(code == SQLITE_OK); /* a statement that the table above does not own */
    g_free(database->path);
    g_free(database);
}

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
