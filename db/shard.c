#include "db/shard.h"

#include "db/reader.h"

static bool is_damaged(struct database *database, GError **error)
{
    return database_refuse(database->path, DB_ERROR_CORRUPT, error,
                           "the file is damaged; restore a copy, or scan its shard again");
}

static bool check_pages(struct database *database, GError **error)
{
    bool failed = false, is_sound = true;
    sqlite3_stmt *rows = database_query(database, error, STATEMENT_FIRST_FAULT, "");
    if (!rows)
        return false;
    while (database_next(database, rows, &failed, error))
        is_sound = is_sound && g_str_equal(column_text(rows, 0), "ok");
    return !failed && (is_sound || is_damaged(database, error));
}

/* The tables, indexes and views; NULL and an error when they cannot be read. */
static char *schema_of(struct database *database, GError **error)
{
    bool failed = false;
    g_autoptr(GString) text = g_string_new(NULL);
    sqlite3_stmt *rows = database_query(database, error, STATEMENT_SELECT_SCHEMA, "");
    if (!rows)
        return NULL;
    while (database_next(database, rows, &failed, error))
        for (int column = 0; column < 4; column++)
            g_string_append_printf(text, "%s\n", column_text(rows, column));
    return failed ? NULL : g_strdup(text->str);
}

static bool check_schema(struct database *database, GError **error)
{
    g_autofree char *found = schema_of(database, error);
    struct database *model = found ? database_model(error) : NULL;
    g_autofree char *ours = model ? schema_of(model, error) : NULL;
    database_close(model);
    return ours && (g_str_equal(found, ours) || is_damaged(database, error));
}

static bool check_repeats(struct database *database, GError **error)
{
    int64_t repeats;
    return database_number(database, STATEMENT_SHARD_REPEATS, &repeats, error) &&
           (repeats == 0 || is_damaged(database, error));
}

bool shard_check(struct reader *reader, GError **error)
{
    struct database *database = reader->database;
    return check_schema(database, error) && check_pages(database, error) && check_repeats(database, error);
}

struct call_file {
    void (*row)(int64_t unit, const char *file, void *context);
    void *context;
};

static bool take_file(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)stop;
    (void)error;
    struct call_file *call = context;
    call->row(sqlite3_column_int64(row->rows, 0), column_text(row->rows, 1), call->context);
    return true;
}

bool shard_files(struct reader *reader, void (*row)(int64_t unit, const char *file, void *context), void *context,
                 GError **error)
{
    struct call_file call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_SHARD_FILES, "i", reader->run);
    return reader_each(reader, rows, take_file, &call, error);
}

#define OF_UNIT(statement) database_query(reader->database, error, statement, "i", unit)

bool shard_unit(struct reader *reader, int64_t unit, bool (*row)(const struct unit_report *, void *), void *context,
                GError **error)
{
    struct call_unit_report call = {row, context};
    return reader_each(reader, OF_UNIT(STATEMENT_SELECT_SHARD_UNIT), take_unit, &call, error);
}

struct call_ir {
    bool (*part)(const uint8_t *bytes, size_t n, void *context);
    void *context;
};

static bool take_ir(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)error;
    struct call_ir *call = context;
    const uint8_t *bytes = sqlite3_column_blob(row->rows, 0);
    *stop = !call->part(bytes, (size_t)sqlite3_column_bytes(row->rows, 0), call->context);
    return true;
}

bool shard_ir(struct reader *reader, int64_t unit, bool (*part)(const uint8_t *bytes, size_t n, void *context),
              void *context, GError **error)
{
    struct call_ir call = {part, context};
    return reader_each(reader, OF_UNIT(STATEMENT_SELECT_SHARD_IR), take_ir, &call, error);
}

bool shard_sites(struct reader *reader, int64_t unit, bool (*row)(const struct site *, void *), void *context,
                 GError **error)
{
    struct call_site call = {row, context};
    return reader_each(reader, OF_UNIT(STATEMENT_SELECT_SHARD_SITES), take_site, &call, error);
}

bool shard_findings(struct reader *reader, int64_t unit, bool (*row)(const struct stored_finding *, void *),
                    void *context, GError **error)
{
    struct call_stored_finding call = {row, context};
    return reader_each(reader, OF_UNIT(STATEMENT_SELECT_SHARD_FINDINGS), take_finding, &call, error);
}

bool shard_excerpts(struct reader *reader, const char *file, uint32_t line, bool (*row)(const struct excerpt *, void *),
                    void *context, GError **error)
{
    struct call_excerpt call = {row, context};
    int64_t first = (int64_t)line - EXCERPT_AROUND, last = (int64_t)line + EXCERPT_AROUND;
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_SHARD_EXCERPTS, "isii", reader->run,
                                        file, first, last);
    return reader_each(reader, rows, take_excerpt, &call, error);
}

struct call_scope {
    void (*row)(const char *path, void *context);
    void *context;
};

static bool take_scope(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)stop;
    (void)error;
    struct call_scope *call = context;
    call->row(column_text(row->rows, 0), call->context);
    return true;
}

bool shard_scopes(struct reader *reader, void (*row)(const char *path, void *context), void *context, GError **error)
{
    struct call_scope call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_SCOPES, "i", reader->run);
    return reader_each(reader, rows, take_scope, &call, error);
}

struct call_mark {
    void (*row)(const struct suppression_mark *, void *);
    void *context;
};

static bool take_mark(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)stop;
    (void)error;
    struct call_mark *call = context;
    struct suppression_mark mark = {.file = column_text(row->rows, 0),
                                    .ord = row_number(row, 1),
                                    .fault = column_text_or_null(row->rows, 2),
                                    .unused = column_text_or_null(row->rows, 3),
                                    .is_used = row_number(row, 4) != 0};
    call->row(&mark, call->context);
    return true;
}

bool shard_suppressions(struct reader *reader, void (*row)(const struct suppression_mark *, void *), void *context,
                        GError **error)
{
    struct call_mark call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_SHARD_SUPPRESSIONS, "i", reader->run);
    return reader_each(reader, rows, take_mark, &call, error);
}
