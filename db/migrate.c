/* Schemas are the files schema/NNN_*.sql: number NNN takes a database from user_version NNN-1 to NNN, and sets it. */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "db/failure.h"
#include "db/migrate.h"
#include "db_resources.h"

#define FOLDER "/mpx-audit/db/"

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char **schema_names(void)
{
    char **names = g_resource_enumerate_children(db_get_resource(), FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_assert(names != NULL);
    qsort(names, g_strv_length(names), sizeof *names, by_name);
    return names;
}

int64_t database_schema(void)
{
    g_auto(GStrv) names = schema_names();
    return g_strv_length(names);
}

static bool apply(struct database *database, const char *name, GError **error)
{
    g_autofree char *path = g_strconcat(FOLDER, name, NULL);
    g_autoptr(GBytes) sql = g_resource_lookup_data(db_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    /* Resources end with a NUL that their size does not count. */
    int code = sqlite3_exec(database->handle, g_bytes_get_data(sql, NULL), NULL, NULL, NULL);
    return code == SQLITE_OK || database_fail(database, code, error);
}

static bool apply_from(struct database *database, int64_t version, GError **error)
{
    g_auto(GStrv) names = schema_names();
    for (int64_t i = version; names[i]; i++) {
        g_assert(atoll(names[i]) == i + 1);
        if (!apply(database, names[i], error))
            return false;
    }
    return true;
}

/* The version is read again inside the transaction: two processes may have come to migrate. */
bool database_migrate(struct database *database, GError **error)
{
    int64_t version;
    if (!database_number(database, STATEMENT_SCHEMA, &version, error))
        return false;
    if (version == database_schema())
        return true;
    if (version > database_schema())
        return database_refuse(database->path, DB_ERROR_NEWER, error,
                               "written by a newer mpx-audit (schema %d); use that version, or name another file with "
                               "--db",
                               (int)version);
    if (!database_run(database, error, STATEMENT_BEGIN_WRITE, ""))
        return false;
    if (database_number(database, STATEMENT_SCHEMA, &version, error) && apply_from(database, version, error) &&
        database_run(database, error, STATEMENT_COMMIT, ""))
        return true;
    database_run(database, NULL, STATEMENT_ROLLBACK, "");
    return false;
}
