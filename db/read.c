#include "db/reader.h"

#include "db/migrate.h"
#include "db/part.h"

uint32_t row_number(const struct row *row, int column)
{
    return (uint32_t)CLAMP(sqlite3_column_int64(row->rows, column), 0, (int64_t)UINT32_MAX);
}

static uint64_t count_at(const struct row *row, int column)
{
    return (uint64_t)MAX(sqlite3_column_int64(row->rows, column), 0);
}

bool reader_each(struct reader *reader, sqlite3_stmt *rows, take_row take, void *context, GError **error)
{
    bool failed = false, stop = false;
    if (!rows)
        return false;
    while (!stop && database_next(reader->database, rows, &failed, error)) {
        struct row row = {.rows = rows};
        if (!take(reader, &row, context, &stop, error)) {
            failed = true;
            break;
        }
    }
    sqlite3_reset(rows);
    sqlite3_clear_bindings(rows);
    return !failed;
}

static const char *keep(struct reader *reader, struct row *row, int column)
{
    return g_string_chunk_insert(reader->kept, column_text(row->rows, column));
}

static bool take_run(struct reader *reader, struct row *row, void *found, bool *stop, GError **error)
{
    (void)stop;
    (void)error;
    struct run_totals *totals = &reader->totals;
    *(bool *)found = true;
    reader->run = sqlite3_column_int64(row->rows, 0);
    reader->info = (struct run_info){.started = keep(reader, row, 1),
                                     .root = keep(reader, row, 2),
                                     .tool_version = keep(reader, row, 3),
                                     .catalogue = keep(reader, row, 4),
                                     .command = keep(reader, row, 5)};
    uint32_t *const units[] = {&totals->units, &totals->ok, &totals->degraded, &totals->failed, &totals->skipped};
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        *units[i] = row_number(row, 6 + (int)i);
    uint64_t *const counts[] = {
        &totals->functions,      &totals->functions_degraded, &totals->instructions, &totals->unknowns,
        &totals->sites,          &totals->findings,           &totals->elapsed_ms,   &totals->peak_parent_kib,
        &totals->peak_worker_kib};
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        *counts[i] = count_at(row, 11 + (int)i);
    return true;
}

static bool load_run(struct reader *reader, int64_t run, GError **error)
{
    bool found = false;
    bool newest = run == 0;
    if (newest && !database_number(reader->database, STATEMENT_NEWEST_RUN, &run, error))
        return false;
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_RUN, "i", run);
    if (!reader_each(reader, rows, take_run, &found, error))
        return false;
    if (found)
        return true;
    if (newest)
        return database_refuse(reader->database->path, DB_ERROR_OPEN, error, "holds no run yet; run a scan first");
    return database_refuse(reader->database->path, DB_ERROR_OPEN, error,
                           "has no run %" G_GINT64_FORMAT "; `db info` lists its runs", run);
}

static bool take_part(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)context;
    (void)stop;
    (void)error;
    bool is_merged = row_number(row, 0) == 0;
    reader->part = (struct run_part){
        .shard = row_number(row, 0), .shards = row_number(row, 1), .missing = is_merged ? keep(reader, row, 2) : NULL};
    return true;
}

static bool load_part(struct reader *reader, GError **error)
{
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_PART, "i", reader->run);
    return reader_each(reader, rows, take_part, NULL, error);
}

/* An older schema is brought up to date by the next scan; until then its tables may not be the ones that we ask for. */
static bool right_schema(struct database *database, GError **error)
{
    int64_t version;
    if (!database_number(database, STATEMENT_SCHEMA, &version, error))
        return false;
    if (version == database_schema())
        return true;
    return database_refuse(database->path, version > database_schema() ? DB_ERROR_NEWER : DB_ERROR_OPEN, error,
                           "has schema %d, this version reads %d; %s", (int)version, (int)database_schema(),
                           version > database_schema() ? "use a newer mpx-audit" : "scan once more to migrate it");
}

struct reader *reader_open(const char *path, int64_t run, GError **error)
{
    struct database *database = database_open(path, ACCESS_READ, error);
    if (!database)
        return NULL;
    struct reader *reader = g_new0(struct reader, 1);
    reader->database = database;
    reader->kept = g_string_chunk_new(1024);
    reader->scratch = g_string_chunk_new(4096);
    /* One read transaction: a scan that commits meanwhile changes nothing of what we see. */
    if (database_run(database, error, STATEMENT_BEGIN_READ, "") && right_schema(database, error) &&
        load_run(reader, run, error) && load_part(reader, error))
        return reader;
    reader_close(reader);
    return NULL;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    database_close(reader->database); /* which ends the transaction */
    g_string_chunk_free(reader->kept);
    g_string_chunk_free(reader->scratch);
    g_free(reader);
}

const struct run_info *reader_run(const struct reader *reader)
{
    return &reader->info;
}

const struct run_totals *reader_totals(const struct reader *reader)
{
    return &reader->totals;
}

const struct run_part *reader_part(const struct reader *reader)
{
    return &reader->part;
}

int64_t reader_run_number(const struct reader *reader)
{
    return reader->run;
}

int64_t reader_schema(const struct reader *reader)
{
    (void)reader;
    return database_schema(); /* right_schema refused every other */
}
