#include "db/traces.h"

#include "db/event_json.h"
#include "db/storing.h"

enum { PAUSED_BUSY_MS = 120000 };

/* The run whose sites the events are joined with, looked for inside the transaction. */
static bool find_run(struct store *store, int64_t run, GError **error)
{
    if (run == 0 && !database_number(store->database, STATEMENT_NEWEST_RUN, &run, error))
        return false;
    bool failed = false, found = false;
    sqlite3_stmt *rows = database_query(store->database, error, STATEMENT_SELECT_RUN, "i", run);
    if (!rows)
        return false;
    while (database_next(store->database, rows, &failed, error))
        found = true;
    store->run = run;
    return !failed && (found || database_refuse(store->database->path, DB_ERROR_OPEN, error,
                                                "holds no run to join events with; run a scan first"));
}

bool store_trace(struct store *store, int64_t run, const char *label, const char *stored, GError **error)
{
    g_assert(!store->in_run && !store->trace);
    if (!database_run(store->database, error, STATEMENT_BEGIN_WRITE, "") || !find_run(store, run, error) ||
        !database_run(store->database, error, STATEMENT_INSERT_TRACE, "iss", store->run, label, stored))
        return false;
    store->trace = sqlite3_last_insert_rowid(store->database->handle);
    return true;
}

/* The trace's transaction, which a pause ended. */
static bool resume(struct store *store, GError **error)
{
    g_assert(store->trace);
    return !sqlite3_get_autocommit(store->database->handle) ||
           database_run(store->database, error, STATEMENT_BEGIN_WRITE, "");
}

int64_t store_trace_number(const struct store *store)
{
    return store->trace;
}

bool store_origin(struct store *store, const struct trace_origin *origin, GError **error)
{
    if (!resume(store, error))
        return false;
#define OR_NONE(text) ((text) ? (text) : "")
    return database_run(store->database, error, STATEMENT_UPDATE_ORIGIN, "issssssuii", store->trace,
                        OR_NONE(origin->format), OR_NONE(origin->backend), OR_NONE(origin->tool),
                        OR_NONE(origin->kernel), OR_NONE(origin->machine), OR_NONE(origin->catalogue), origin->pid,
                        (int64_t)origin->monotonic_ns, (int64_t)origin->realtime_ns);
}

bool store_probe(struct store *store, const struct probe_report *probe, GError **error)
{
    if (!resume(store, error))
        return false;
    return database_run(store->database, error, STATEMENT_INSERT_PROBE, "iussssiii", store->trace, probe->probe,
                        OR_NONE(probe->interface), OR_NONE(probe->symbol), probe_outcome_name(probe->outcome),
                        OR_NONE(probe->reason), (int64_t)probe->hits, (int64_t)probe->missed, (int64_t)probe->ran);
}

bool store_stack(struct store *store, const struct frame_place *places, uint32_t n, int64_t *ret_stack, GError **error)
{
    if (!resume(store, error))
        return false;
    if (!database_run(store->database, error, STATEMENT_INSERT_STACK, "i", store->trace))
        return false;
    *ret_stack = sqlite3_last_insert_rowid(store->database->handle);
    for (uint32_t i = 0; i < n; i++) {
        const struct frame_place *place = &places[i];
        if (!database_run(store->database, error, STATEMENT_INSERT_FRAME, "iussissuuuus", *ret_stack, i,
                          OR_NONE(place->object), place->build_id, (int64_t)place->offset, OR_NONE(place->function),
                          OR_NONE(place->file), place->line, place->col, (uint32_t)place->is_inlined,
                          (uint32_t)place->is_tail, place->unresolved))
            return false;
    }
    return true;
}

static const char *access_of(const struct event *event)
{
    static const char *const words[] = {"read",  "read kernel",  "read forged",  "read kernel forged",
                                        "write", "write kernel", "write forged", "write kernel forged"};
    return event->kind == EVENT_FAULT ? words[4 * event->is_write + 2 * event->is_forged + event->in_kernel] : NULL;
}

bool store_event(struct store *store, const struct stored_event *stored, bool *ret_stored, GError **error)
{
    if (!resume(store, error))
        return false;
    const struct event *event = stored->event;
    bool is_fault = event->kind == EVENT_FAULT;
    int64_t result = event->result, pkru = event->pkru, address = (int64_t)event->address, key = event->key;
    int64_t probe = event->probe;
    g_autofree char *args = event_json_args(event), *evidence = event_json_evidence(event);
    if (!database_run(store->database, error, STATEMENT_INSERT_EVENT, "iiiiuuuisssssisnsnsnnssnssn", store->trace,
                      (int64_t)event->sequence, (int64_t)event->ts_ns, (int64_t)event->leave_ns, event->cpu, event->pid,
                      event->tid, (int64_t)event->start_time, OR_NONE(event->comm), event_kind_name(event->kind),
                      event_abi_name(event->abi), OR_NONE(event->family), OR_NONE(event->interface), event->number,
                      args, event->has_result ? &result : NULL, evidence, event->has_pkru ? &pkru : NULL,
                      event->pkru_source, is_fault ? &address : NULL, is_fault && key >= 0 ? &key : NULL,
                      access_of(event), event->raw, stored->stack ? &stored->stack : NULL, stored->site,
                      stored->match < 0 ? NULL : match_name((enum match)stored->match),
                      probe ? &probe : NULL))
        return false;
    *ret_stored = sqlite3_changes(store->database->handle) > 0;
    return true;
}

bool store_event_site(struct store *store, uint64_t event, char **ret_site, GError **error)
{
    g_assert(store->trace);
    bool failed = false;
    g_autofree char *site = NULL;
    sqlite3_stmt *rows =
        database_query(store->database, error, STATEMENT_EVENT_SITE, "ii", store->trace, (int64_t)event);
    if (!rows)
        return false;
    while (database_next(store->database, rows, &failed, error)) {
        g_free(site);
        site = g_strdup(column_text_or_null(rows, 0));
    }
    if (!failed)
        *ret_site = g_steal_pointer(&site);
    return !failed;
}

bool store_hits(struct store *store, const char *site, uint64_t hits, GError **error)
{
    if (!resume(store, error))
        return false;
    return database_run(store->database, error, STATEMENT_ADD_HITS, "isi", store->run, site, (int64_t)hits);
}

bool store_observation(struct store *store, const struct observation *observation, GError **error)
{
    if (!resume(store, error))
        return false;
    int64_t key = observation->key;
    if (!database_run(store->database, error, STATEMENT_INSERT_OBSERVATION, "isuuins", store->trace, observation->rule,
                      observation->pid, observation->tid, (int64_t)observation->ts_ns, key < 0 ? NULL : &key,
                      observation->message))
        return false;
    int64_t row = sqlite3_last_insert_rowid(store->database->handle);
    for (uint32_t i = 0; i < observation->n_events; i++)
        if (!database_run(store->database, error, STATEMENT_INSERT_OBSERVATION_EVENT, "iui", row, i,
                          (int64_t)observation->events[i]))
            return false;
    return true;
}

bool store_confirmation(struct store *store, const struct confirmation *confirmation, GError **error)
{
    if (!resume(store, error))
        return false;
    return database_run(store->database, error, STATEMENT_INSERT_CONFIRMATION, "iiis", confirmation->finding,
                        store->trace, (int64_t)confirmation->event, confirmation->why);
}

bool store_finding_seen(struct store *store, int64_t finding, uint64_t hits, uint64_t confirmed, GError **error)
{
    if (!resume(store, error))
        return false;
    return database_run(store->database, error, STATEMENT_ADD_SEEN, "iiii", store->run, finding, (int64_t)hits,
                        (int64_t)confirmed);
}

static bool store_notes(struct store *store, const struct trace_totals *totals, GError **error)
{
    for (uint32_t i = 0; totals->notes && totals->notes[i]; i++)
        if (!database_run(store->database, error, STATEMENT_INSERT_TRACE_NOTE, "ius", store->trace, i,
                          totals->notes[i]))
            return false;
    return true;
}

static bool store_totals(struct store *store, const struct trace_totals *totals, GError **error)
{
    const struct trace_losses *losses = &totals->losses;
    int64_t status = totals->status;
    return database_run(store->database, error, STATEMENT_UPDATE_TRACE, "iiiiiiiiiiiiiiunis", store->trace,
                        (int64_t)totals->records, (int64_t)totals->calls, (int64_t)totals->faults,
                        (int64_t)totals->others, (int64_t)totals->ambiguous, (int64_t)totals->unknown,
                        (int64_t)totals->bad, (int64_t)losses->missed, (int64_t)losses->skipped, (int64_t)losses->full,
                        (int64_t)losses->not_written, (int64_t)losses->unpaired, (int64_t)losses->dropped,
                        (uint32_t)totals->is_truncated, totals->has_status ? &status : NULL, (int64_t)totals->stated,
                        totals->incomplete);
}

static bool store_matches(struct store *store, const struct match_totals *matches, GError **error)
{
    const uint64_t *matched = matches->matched;
    return database_run(store->database, error, STATEMENT_UPDATE_MATCHES, "iiiiiiii", store->trace,
                        (int64_t)matched[MATCH_EXACT], (int64_t)matched[MATCH_LINE], (int64_t)matched[MATCH_FUNCTION],
                        (int64_t)matched[MATCH_TAIL], (int64_t)matched[MATCH_UNRESOLVED], (int64_t)matches->elsewhere,
                        (int64_t)matches->repeated);
}

bool store_trace_pause(struct store *store, uint64_t calls, uint64_t faults, const struct match_totals *matches,
                       GError **error)
{
    /* Whoever writes meanwhile may be a scan. */
    sqlite3_busy_timeout(store->database->handle, PAUSED_BUSY_MS);
    store->committed = true;
    return resume(store, error) &&
           database_run(store->database, error, STATEMENT_UPDATE_SO_FAR, "iii", store->trace, (int64_t)calls,
                        (int64_t)faults) &&
           store_matches(store, matches, error) && database_run(store->database, error, STATEMENT_COMMIT, "");
}

bool store_trace_commit(struct store *store, const struct trace_totals *totals, const struct match_totals *matches,
                        GError **error)
{
    if (!resume(store, error) || !store_notes(store, totals, error) || !store_totals(store, totals, error) ||
        !store_matches(store, matches, error) || !database_run(store->database, error, STATEMENT_COMMIT, ""))
        return false;
    store->trace = 0;
    store->committed = true;
    return true;
}
