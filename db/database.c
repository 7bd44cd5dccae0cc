#include "db/database.h"

#include "db/identify.h"
#include "db/migrate.h"

enum { BUSY_MS = 5000, LONGEST_VALUE = 16 << 20 };

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
