#include "db/failure.h"

#include <errno.h>
#include <stdarg.h>

#include "db/statement.h"

G_DEFINE_QUARK(mpx_audit_db_error, db_error)

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
