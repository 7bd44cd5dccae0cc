#include "db/seen.h"

#include <string.h>

#include "db/event_json.h"
#include "db/reader.h"

static uint64_t whole(const struct row *row, int column)
{
    return (uint64_t)sqlite3_column_int64(row->rows, column);
}

/* A word of model/event_words.h; what is in no vocabulary spoils the row. */
static int word(struct row *row, int column, int (*parse)(const char *))
{
    const char *text = column_text(row->rows, column);
    int value = parse(text);
    if (value < 0)
        row->unknown = text;
    return MAX(value, 0);
}

CALL(stored_trace);
CALL(probe_report);
CALL(stored_event);
CALL(stray);
CALL(frame_place);
CALL(observation);
CALL(confirmation);

static bool take_trace(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)error;
    struct call_stored_trace *call = context;
    sqlite3_stmt *rows = row->rows;
    struct stored_trace trace = {
        .id = sqlite3_column_int64(rows, 0), .label = column_text(rows, 1), .stored = column_text(rows, 2)};
    const char **const texts[] = {&trace.origin.format, &trace.origin.backend, &trace.origin.tool,
                                  &trace.origin.kernel, &trace.origin.machine, &trace.origin.catalogue};
    for (int i = 0; i < (int)G_N_ELEMENTS(texts); i++)
        *texts[i] = column_text(rows, 3 + i);
    trace.origin.pid = row_number(row, 9);
    struct trace_totals *totals = &trace.totals;
    struct trace_losses *losses = &totals->losses;
    uint64_t *const counts[] = {&trace.origin.monotonic_ns,
                                &trace.origin.realtime_ns,
                                &totals->records,
                                &totals->calls,
                                &totals->faults,
                                &totals->others,
                                &totals->ambiguous,
                                &totals->unknown,
                                &totals->bad,
                                &losses->missed,
                                &losses->skipped,
                                &losses->full,
                                &losses->not_written,
                                &losses->unpaired,
                                &losses->dropped};
    for (int i = 0; i < (int)G_N_ELEMENTS(counts); i++)
        *counts[i] = whole(row, 10 + i);
    totals->is_truncated = sqlite3_column_int64(rows, 25) != 0;
    totals->has_status = sqlite3_column_type(rows, 26) != SQLITE_NULL;
    totals->status = (int32_t)sqlite3_column_int64(rows, 26);
    totals->stated = whole(row, 27);
    totals->incomplete = column_text_or_null(rows, 28);
    for (int i = 0; i <= MATCH_UNRESOLVED; i++)
        trace.matches.matched[i] = whole(row, 29 + i);
    trace.matches.elsewhere = whole(row, 34);
    trace.matches.repeated = whole(row, 35);
    *stop = !call->row(&trace, call->context);
    return true;
}

bool reader_traces(struct reader *reader, bool (*row)(const struct stored_trace *, void *), void *context,
                   GError **error)
{
    struct call_stored_trace call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_TRACES, "i", reader->run);
    return reader_each(reader, rows, take_trace, &call, error);
}

struct call_text {
    bool (*row)(const char *text, void *context);
    void *context;
};

static bool take_note(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader, (void)error;
    struct call_text *call = context;
    *stop = !call->row(column_text(row->rows, 0), call->context);
    return true;
}

bool reader_trace_notes(struct reader *reader, int64_t trace, bool (*row)(const char *text, void *), void *context,
                        GError **error)
{
    struct call_text call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_TRACE_NOTES, "i", trace);
    return reader_each(reader, rows, take_note, &call, error);
}

static bool take_probe(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_probe_report *call = context;
    struct probe_report probe = {.probe = row_number(row, 0),
                                 .interface = column_text(row->rows, 1),
                                 .symbol = column_text(row->rows, 2),
                                 .outcome = (enum probe_outcome)word(row, 3, probe_outcome_parse),
                                 .reason = column_text(row->rows, 4),
                                 .hits = whole(row, 5),
                                 .missed = whole(row, 6),
                                 .ran = whole(row, 7)};
    if (row_is_spoiled(reader, row, error))
        return false;
    *stop = !call->row(&probe, call->context);
    return true;
}

bool reader_probes(struct reader *reader, int64_t trace, bool (*row)(const struct probe_report *, void *),
                   void *context, GError **error)
{
    struct call_probe_report call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_PROBES, "i", trace);
    return reader_each(reader, rows, take_probe, &call, error);
}

static bool is_null(const struct row *row, int column)
{
    return sqlite3_column_type(row->rows, column) == SQLITE_NULL;
}

static struct event event_at(struct row *row)
{
    sqlite3_stmt *rows = row->rows;
    const char *access = column_text(rows, 21);
    return (struct event){.sequence = whole(row, 1),
                          .ts_ns = whole(row, 2),
                          .leave_ns = whole(row, 3),
                          .cpu = row_number(row, 4),
                          .pid = row_number(row, 5),
                          .tid = row_number(row, 6),
                          .start_time = whole(row, 7),
                          .comm = column_text(rows, 8),
                          .kind = (enum event_kind)word(row, 9, event_kind_parse),
                          .abi = (enum event_abi)word(row, 10, event_abi_parse),
                          .family = column_text(rows, 11),
                          .interface = column_text(rows, 12),
                          .number = sqlite3_column_int64(rows, 13),
                          .probe = row_number(row, 26),
                          .has_result = !is_null(row, 15),
                          .result = sqlite3_column_int64(rows, 15),
                          .has_pkru = !is_null(row, 17),
                          .pkru = row_number(row, 17),
                          .pkru_source = column_text_or_null(rows, 18),
                          .address = whole(row, 19),
                          .key = is_null(row, 20) ? -1 : (int32_t)row_number(row, 20),
                          .is_write = g_str_has_prefix(access, "write"),
                          .in_kernel = strstr(access, "kernel") != NULL,
                          .is_forged = strstr(access, "forged") != NULL,
                          .raw = column_text_or_null(rows, 22)};
}

static bool take_event(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_stored_event *call = context;
    struct event event = event_at(row);
    struct stored_event stored = {.event = &event,
                                  .trace = sqlite3_column_int64(row->rows, 0),
                                  .args = column_text(row->rows, 14),
                                  .evidence = column_text_or_null(row->rows, 16),
                                  .stack = sqlite3_column_int64(row->rows, 23),
                                  .site = column_text_or_null(row->rows, 24),
                                  .match = is_null(row, 25) ? -1 : word(row, 25, match_parse)};
    g_string_chunk_clear(reader->scratch);
    if (!event_json_read(stored.args, stored.evidence, reader->scratch, &event))
        row->unknown = "arguments of an event";
    if (row_is_spoiled(reader, row, error))
        return false;
    *stop = !call->row(&stored, call->context);
    return true;
}

bool reader_events(struct reader *reader, int64_t trace, bool (*row)(const struct stored_event *, void *),
                   void *context, GError **error)
{
    struct call_stored_event call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_EVENTS, "i", trace);
    return reader_each(reader, rows, take_event, &call, error);
}

bool reader_event(struct reader *reader, int64_t trace, uint64_t event,
                  bool (*row)(const struct stored_event *, void *), void *context, GError **error)
{
    struct call_stored_event call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_EVENT, "ii", trace, (int64_t)event);
    return reader_each(reader, rows, take_event, &call, error);
}

bool reader_site_events(struct reader *reader, const char *site, uint32_t limit,
                        bool (*row)(const struct stored_event *, void *), void *context, GError **error)
{
    struct call_stored_event call = {row, context};
    sqlite3_stmt *rows =
        database_query(reader->database, error, STATEMENT_SELECT_SITE_EVENTS, "isu", reader->run, site, limit);
    return reader_each(reader, rows, take_event, &call, error);
}

static bool take_stray(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader, (void)error;
    struct call_stray *call = context;
    struct stray stray = {.trace = sqlite3_column_int64(row->rows, 0),
                          .interface = column_text(row->rows, 1),
                          .kind = column_text(row->rows, 2),
                          .match = column_text(row->rows, 3),
                          .stack = sqlite3_column_int64(row->rows, 4),
                          .events = whole(row, 5),
                          .first = whole(row, 6)};
    *stop = !call->row(&stray, call->context);
    return true;
}

bool reader_strays(struct reader *reader, uint32_t limit, bool (*row)(const struct stray *, void *), void *context,
                   GError **error)
{
    struct call_stray call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_STRAYS, "iu", reader->run, limit);
    return reader_each(reader, rows, take_stray, &call, error);
}

static bool take_frame(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader, (void)error;
    struct call_frame_place *call = context;
    struct frame_place place = {.object = column_text(row->rows, 0),
                                .build_id = column_text_or_null(row->rows, 1),
                                .offset = whole(row, 2),
                                .function = column_text(row->rows, 3),
                                .file = column_text(row->rows, 4),
                                .line = row_number(row, 5),
                                .col = row_number(row, 6),
                                .is_inlined = row_number(row, 7) != 0,
                                .is_tail = row_number(row, 8) != 0,
                                .unresolved = column_text_or_null(row->rows, 9)};
    *stop = !call->row(&place, call->context);
    return true;
}

bool reader_frames(struct reader *reader, int64_t stack, bool (*row)(const struct frame_place *, void *), void *context,
                   GError **error)
{
    struct call_frame_place call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_FRAMES, "i", stack);
    return reader_each(reader, rows, take_frame, &call, error);
}

struct call_hits {
    bool (*row)(const char *site, uint64_t hits, void *context);
    void *context;
};

static bool take_hits(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader, (void)error;
    struct call_hits *call = context;
    *stop = !call->row(column_text(row->rows, 0), whole(row, 1), call->context);
    return true;
}

bool reader_hits(struct reader *reader, bool (*row)(const char *site, uint64_t hits, void *), void *context,
                 GError **error)
{
    struct call_hits call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_HITS, "i", reader->run);
    return reader_each(reader, rows, take_hits, &call, error);
}

static bool take_number(struct reader *reader, struct row *row, void *numbers, bool *stop, GError **error)
{
    (void)reader, (void)stop, (void)error;
    uint64_t number = whole(row, 0);
    g_array_append_val((GArray *)numbers, number);
    return true;
}

static bool take_observation(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_observation *call = context;
    g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_OBSERVATION_EVENTS, "i",
                                        (int64_t)sqlite3_column_int64(row->rows, 0));
    if (!reader_each(reader, rows, take_number, events, error))
        return false;
    struct observation observation = {.rule = column_text(row->rows, 1),
                                      .pid = row_number(row, 2),
                                      .tid = row_number(row, 3),
                                      .ts_ns = whole(row, 4),
                                      .key = is_null(row, 5) ? -1 : (int32_t)sqlite3_column_int64(row->rows, 5),
                                      .message = column_text(row->rows, 6),
                                      .events = (const uint64_t *)(const void *)events->data,
                                      .n_events = events->len};
    *stop = !call->row(&observation, call->context);
    return true;
}

bool reader_observations(struct reader *reader, int64_t trace, uint32_t limit,
                         bool (*row)(const struct observation *, void *), void *context, GError **error)
{
    struct call_observation call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_OBSERVATIONS, "iu", trace, limit);
    return reader_each(reader, rows, take_observation, &call, error);
}

static bool take_confirmation(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader, (void)error;
    struct call_confirmation *call = context;
    struct confirmation confirmation = {.finding = sqlite3_column_int64(row->rows, 0),
                                        .trace = sqlite3_column_int64(row->rows, 1),
                                        .event = whole(row, 2),
                                        .why = column_text(row->rows, 3)};
    *stop = !call->row(&confirmation, call->context);
    return true;
}

bool reader_confirmations(struct reader *reader, int64_t finding, bool (*row)(const struct confirmation *, void *),
                          void *context, GError **error)
{
    struct call_confirmation call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_CONFIRMATIONS, "i", finding);
    return reader_each(reader, rows, take_confirmation, &call, error);
}
