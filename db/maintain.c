#include "db/maintain.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "db/database.h"
#include "db/migrate.h"

static const struct {
    const char *name;
    enum statement statement;
} info_rows[] = {
    {"schema", STATEMENT_SCHEMA},         {"page size", STATEMENT_PAGE_SIZE},     {"pages", STATEMENT_PAGE_COUNT},
    {"free pages", STATEMENT_FREE_PAGES}, {"runs", STATEMENT_COUNT_RUNS},         {"units", STATEMENT_COUNT_UNITS},
    {"sites", STATEMENT_COUNT_SITES},     {"findings", STATEMENT_COUNT_FINDINGS}, {"traces", STATEMENT_COUNT_TRACES},
    {"events", STATEMENT_COUNT_EVENTS},
};

typedef void (*info_row)(const char *name, const char *value, void *context);

static bool tell_numbers(struct database *database, info_row row, void *context, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(info_rows); i++) {
        int64_t number;
        if (!database_number(database, info_rows[i].statement, &number, error))
            return false;
        g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, number);
        row(info_rows[i].name, value, context);
    }
    return true;
}

static bool tell_newest(struct database *database, info_row row, void *context, GError **error)
{
    bool failed = false;
    sqlite3_stmt *rows = database_query(database, error, STATEMENT_NEWEST_STARTED, "");
    if (!rows)
        return false;
    while (database_next(database, rows, &failed, error)) {
        row("newest run started", column_text(rows, 0), context);
        row("newest run's root", column_text(rows, 1), context);
    }
    return !failed;
}

bool maintain_info(const char *path, info_row row, void *context, GError **error)
{
    struct database *database = database_open(path, ACCESS_READ, error);
    if (!database)
        return false;
    bool told = tell_numbers(database, row, context, error) && tell_newest(database, row, context, error);
    database_close(database);
    return told;
}

static bool tell_integrity(struct database *database, void (*fault)(const char *, void *), void *context,
                           GError **error)
{
    bool failed = false;
    sqlite3_stmt *rows = database_query(database, error, STATEMENT_INTEGRITY_CHECK, "");
    if (!rows)
        return false;
    while (database_next(database, rows, &failed, error))
        if (!g_str_equal(column_text(rows, 0), "ok"))
            fault(column_text(rows, 0), context);
    return !failed;
}

static bool tell_orphans(struct database *database, void (*fault)(const char *, void *), void *context, GError **error)
{
    bool failed = false;
    sqlite3_stmt *rows = database_query(database, error, STATEMENT_FOREIGN_KEY_CHECK, "");
    if (!rows)
        return false;
    while (database_next(database, rows, &failed, error)) {
        g_autofree char *text =
            g_strdup_printf("a row of %s belongs to no %s", column_text(rows, 0), column_text(rows, 2));
        fault(text, context);
    }
    return !failed;
}

bool maintain_check(const char *path, void (*fault)(const char *text, void *context), void *context, GError **error)
{
    struct database *database = database_open(path, ACCESS_READ, error);
    if (!database)
        return false;
    bool checked = tell_integrity(database, fault, context, error) && tell_orphans(database, fault, context, error);
    database_close(database);
    return checked;
}

bool maintain_vacuum(const char *path, unsigned keep, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return database_refuse(path, DB_ERROR_OPEN, error, "no such file; name the database with --db");
    struct database *database = database_open(path, ACCESS_WRITE, error);
    if (!database)
        return false;
    bool done = database_migrate(database, error) &&
                (keep == 0 || database_run(database, error, STATEMENT_DROP_OLD_RUNS, "u", (uint32_t)keep)) &&
                database_run(database, error, STATEMENT_JOURNAL_DELETE, "") &&
                database_run(database, error, STATEMENT_VACUUM, "");
    database_close(database);
    return done;
}

/* SQLite makes the copy in a file of its own; a rename puts it in place. */
static bool copy_beside(struct database *database, const char *to, GError **error)
{
    g_autofree char *beside = g_strconcat(to, ".new", NULL);
    g_unlink(beside);
    bool copied = database_run(database, error, STATEMENT_VACUUM_INTO, "s", beside);
    if (copied && g_rename(beside, to) != 0)
        copied = database_refuse(to, DB_ERROR_OTHER, error, "%s", g_strerror(errno));
    if (!copied)
        g_unlink(beside);
    return copied;
}

/* What stands at `to` may be replaced: nothing, or a database of ours. */
static bool may_replace(const char *to, GError **error)
{
    if (!g_file_test(to, G_FILE_TEST_EXISTS))
        return true;
    struct database *old = database_open(to, ACCESS_READ, error);
    bool ours = old != NULL;
    database_close(old);
    return ours;
}

bool maintain_copy(const char *path, const char *to, GError **error)
{
    if (!may_replace(to, error))
        return false;
    struct database *database = database_open(path, ACCESS_READ, error);
    bool copied = database && copy_beside(database, to, error);
    database_close(database);
    return copied;
}
