#include "db/store.h"

#include "db/part.h"
#include "db/settle.h"
#include "db/migrate.h"
#include "db/storing.h"

enum { CLOSE_BUSY_MS = 1000 };

/* A blob's parts: well below the longest value that database.c lets pass. */
enum { IR_PART = 4 << 20 };

/* In WAL mode readers go on reading the previous runs while we write; where a file system cannot have it, SQLite stays
 * with its rollback journal, which is as safe. */
struct store *store_open(const char *path, GError **error)
{
    struct database *database = database_open(path, ACCESS_WRITE, error);
    if (!database)
        return NULL;
    if (!database_migrate(database, error) || !database_run(database, error, STATEMENT_JOURNAL_WAL, "") ||
        !database_run(database, error, STATEMENT_SYNCHRONOUS, "")) {
        database_close(database);
        return NULL;
    }
    struct store *store = g_new0(struct store, 1);
    store->database = database;
    return store;
}

/* Another process that has the file open will do it when it closes; only our own writing obliges us to say so. */
static bool leave_plain_file(struct store *store, GError **error)
{
    g_autoptr(GError) busy = NULL;
    sqlite3_busy_timeout(store->database->handle, CLOSE_BUSY_MS);
    if (database_run(store->database, &busy, STATEMENT_JOURNAL_DELETE, ""))
        return true;
    if (g_error_matches(busy, DB_ERROR, DB_ERROR_BUSY) && !store->committed)
        return true;
    g_propagate_error(error, g_steal_pointer(&busy));
    return false;
}

bool store_close(struct store *store, GError **error)
{
    if (!store)
        return true;
    if (!sqlite3_get_autocommit(store->database->handle))
        database_run(store->database, NULL, STATEMENT_ROLLBACK, "");
    bool plain = leave_plain_file(store, error);
    database_close(store->database);
    g_free(store);
    return plain;
}

bool store_begin(struct store *store, const struct run_info *run, GError **error)
{
    g_assert(!store->in_run);
    if (!database_run(store->database, error, STATEMENT_BEGIN_WRITE, "") ||
        !database_run(store->database, error, STATEMENT_INSERT_RUN, "sssss", run->started, run->root, run->tool_version,
                      run->catalogue, run->command))
        return false;
    store->run = sqlite3_last_insert_rowid(store->database->handle);
    store->in_run = true;
    store->is_shard = false;
    return true;
}

bool store_scope(struct store *store, const char *path, GError **error)
{
    g_assert(store->in_run);
    return database_run(store->database, error, STATEMENT_INSERT_SCOPE, "is", store->run, path);
}

bool store_part(struct store *store, const struct run_part *part, GError **error)
{
    g_assert(store->in_run);
    store->is_shard = part->shard > 0;
    return database_run(store->database, error, STATEMENT_INSERT_PART, "iuus", store->run, part->shard, part->shards,
                        part->missing);
}

bool store_rule(struct store *store, const struct rule_row *rule, GError **error)
{
    g_assert(store->in_run);
    return database_run(store->database, error, STATEMENT_INSERT_RULE, "isssiss", store->run, rule->id, rule->family,
                        level_name(rule->severity), (int64_t)rule->cwe, rule->title, rule->help);
}

bool store_unit(struct store *store, const struct unit_report *unit, GError **error)
{
    g_assert(store->in_run);
    bool done = database_run(store->database, error, STATEMENT_INSERT_UNIT, "issssuuuuuu", store->run, unit->file,
                             unit_status_name(unit->status), unit->mode, unit->reason, unit->functions,
                             unit->functions_degraded, unit->instructions, unit->unknowns, unit->parse_ms,
                             (uint32_t)unit->cached);
    store->unit = sqlite3_last_insert_rowid(store->database->handle);
    store->ir_parts = 0;
    return done;
}

bool store_ir(struct store *store, const uint8_t *bytes, size_t n, GError **error)
{
    g_assert(store->in_run);
    while (n > 0) {
        size_t size = MIN(n, (size_t)IR_PART);
        if (!database_run(store->database, error, STATEMENT_INSERT_UNIT_IR, "iub", store->unit, store->ir_parts++,
                          bytes, size))
            return false;
        bytes += size;
        n -= size;
    }
    return true;
}

bool store_suppression(struct store *store, const struct suppression_mark *mark, GError **error)
{
    g_assert(store->in_run && store->is_shard);
    return database_run(store->database, error, STATEMENT_INSERT_SUPPRESSION, "isussu", store->run, mark->file,
                        mark->ord, mark->fault, mark->unused, (uint32_t)mark->is_used);
}

static bool store_reach(struct store *store, int64_t row, const struct site *site, GError **error)
{
    for (uint32_t i = 0; i < site->n_reach; i++) {
        const struct site_reach *reach = &site->reach[i];
        if (!database_run(store->database, error, STATEMENT_INSERT_REACH, "iusssui", row, i, reach->argument,
                          reach->function, reach->file, reach->parameter, reach->offset))
            return false;
        for (uint32_t l = 0; l < reach->n_limits; l++)
            if (!database_run(store->database, error, STATEMENT_INSERT_REACH_LIMIT, "iusii", row, i,
                              reach->limits[l].argument, reach->limits[l].low, reach->limits[l].high))
                return false;
    }
    return true;
}

bool store_site(struct store *store, const struct site *site, GError **error)
{
    g_assert(store->in_run);
    if (!database_run(store->database, error, STATEMENT_INSERT_SITE, "isssssuussss", store->run, site->fingerprint,
                      site->family, site->interface, site_kind_name(site->kind), site->file, site->line, site->col,
                      site->function, side_name(site->side), site->value, confidence_name(site->confidence)))
        return false;
    int64_t row = sqlite3_last_insert_rowid(store->database->handle);
    for (uint32_t i = 0; i < site->n_args; i++) {
        const struct site_argument *arg = &site->args[i];
        if (!database_run(store->database, error, STATEMENT_INSERT_SITE_ARGUMENT, "iussss", row, i, arg->name,
                          arg->text, arg->value, arg->tags))
            return false;
    }
    if (!store_reach(store, row, site, error))
        return false;
    return !store->is_shard || database_run(store->database, error, STATEMENT_INSERT_SHARD_SITE, "iisu", store->unit,
                                            row, site->identity, site->occurrence);
}

static bool store_steps(struct store *store, int64_t row, const struct finding *finding, GError **error)
{
    for (uint32_t i = 0; i < finding->n_steps; i++) {
        const struct step *step = &finding->steps[i];
        if (!database_run(store->database, error, STATEMENT_INSERT_STEP, "iussuuss", row, i, step_role_name(step->role),
                          step->file, step->line, step->col, step->text, step->why))
            return false;
    }
    return true;
}

bool store_finding(struct store *store, const struct finding *finding, GError **error)
{
    g_assert(store->in_run);
    const char *verdict = finding->verdict == VERDICT_NONE ? NULL : verdict_name(finding->verdict);
    const struct finding_memory *memory = &finding->memory;
    int64_t parameter = memory->parameter;
    bool is_bounded = memory->is_known && memory->high != INT64_MAX;
    if (!database_run(store->database, error, STATEMENT_INSERT_FINDING,
                      "isssssssss"
                      "uusssssssnnn",
                      store->run, finding->fingerprint, finding->fingerprint_moved, finding->rule,
                      level_name(finding->level), level_name(finding->severity), confidence_name(finding->confidence),
                      verdict, finding->reason, finding->file, finding->line, finding->col, finding->function,
                      finding->message, finding->gain, finding->repair, finding->key, finding->line_hash,
                      finding->suppressed, memory->is_known ? &parameter : NULL, memory->is_known ? &memory->low : NULL,
                      is_bounded ? &memory->high : NULL))
        return false;
    if (sqlite3_changes(store->database->handle) == 0)
        return true; /* it is there already */
    int64_t row = sqlite3_last_insert_rowid(store->database->handle);
    return store_steps(store, row, finding, error) &&
           (!store->is_shard ||
            database_run(store->database, error, STATEMENT_INSERT_SHARD_FINDING, "iissu", store->unit, row,
                         finding->identity, finding->identity_moved, finding->occurrence));
}

bool store_excerpt(struct store *store, const struct excerpt *excerpt, GError **error)
{
    g_assert(store->in_run);
    return database_run(store->database, error, STATEMENT_INSERT_EXCERPT, "isus", store->run, excerpt->file,
                        excerpt->line, excerpt->text);
}

bool store_commit(struct store *store, const struct run_totals *totals, GError **error)
{
    g_assert(store->in_run);
    if (!settle_states(store->database, store->run, error) ||
        !database_run(store->database, error, STATEMENT_UPDATE_TOTALS, "iuuuuuiiiiiiiii", store->run, totals->units,
                      totals->ok, totals->degraded, totals->failed, totals->skipped, (int64_t)totals->functions,
                      (int64_t)totals->functions_degraded, (int64_t)totals->instructions, (int64_t)totals->unknowns,
                      (int64_t)totals->sites, (int64_t)totals->findings, (int64_t)totals->elapsed_ms,
                      (int64_t)totals->peak_parent_kib, (int64_t)totals->peak_worker_kib) ||
        !database_run(store->database, error, STATEMENT_COMMIT, ""))
        return false;
    store->in_run = false;
    store->committed = true;
    return true;
}
