#include "runs.h"

#include <string.h>

#include "db/maintain.h"
#include "db/seen.h"

static char *folder, *path;

static const struct site a_site = {.fingerprint = "site-1",
                                   .family = "protect",
                                   .interface = "mprotect",
                                   .kind = SITE_CALL,
                                   .file = "a.c",
                                   .line = 9,
                                   .col = 7,
                                   .function = "f",
                                   .side = SIDE_USER,
                                   .confidence = CONFIDENCE_HIGH};

static const uint8_t before[] = {0, 0xff}, after[] = {1, 0xff};
static const struct event a_call = {
    .sequence = 7,
    .ts_ns = 100,
    .leave_ns = 250,
    .cpu = 1,
    .pid = 10,
    .tid = 11,
    .comm = "a \"b\"\n",
    .kind = EVENT_CALL,
    .abi = EVENT_X86_64,
    .family = "protect",
    .interface = "mprotect",
    .number = 10,
    .n_arguments = 3,
    .arguments =
        {{.name = "addr", .value = 0xffffffffff600000, .is_known = true, .evidence = SEEN_UNREADABLE},
         {.name = "l\"n", .value = 4096, .is_known = true},
         {.name = "prot", .evidence = SEEN_CHANGED, .first = 0, .last = 0, .entry = before, .leave = after, .size = 2}},
    .has_result = true,
    .result = -22,
    .has_pkru = true,
    .pkru = 0x55555554,
    .pkru_source = "exact",
};
static const struct event a_fault = {.sequence = 8,
                                     .kind = EVENT_FAULT,
                                     .family = "",
                                     .interface = "",
                                     .number = -1,
                                     .address = 0xffffffff80000000,
                                     .key = -1,
                                     .is_write = true,
                                     .is_forged = true};

static const struct frame_place places[] = {
    {.object = "/lib/libc.so.6", .build_id = "ab12", .offset = 0x1234, .function = "mprotect", .file = ""},
    {.object = "/bin/a", .function = "f", .file = "a.c", .line = 9, .col = 7, .is_inlined = true},
    {.object = "/bin/a", .function = "g", .file = "", .is_tail = true, .unresolved = "stripped"}};

static struct store *opened(void)
{
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    return store;
}

static void write_site_run(void)
{
    struct store *store = opened();
    struct finding finding = a_finding("finding-1", "moved-1");
    assert_done(store_begin(store, &a_run, &error_));
    assert_done(store_site(store, &a_site, &error_));
    assert_done(store_finding(store, &finding, &error_));
    assert_done(store_commit(store, &(struct run_totals){.units = 1, .ok = 1}, &error_));
    assert_done(store_close(store, &error_));
}

static void write_events(struct store *store)
{
    int64_t stack = 0;
    bool stored = false;
    assert_done(store_stack(store, places, G_N_ELEMENTS(places), &stack, &error_));
    struct stored_event call = {.event = &a_call, .stack = stack, .site = "site-1", .match = MATCH_LINE};
    assert_done(store_event(store, &call, &stored, &error_));
    assert_true(stored);
    assert_done(store_event(store, &call, &stored, &error_));
    assert_false(stored); /* the number is taken */
    assert_done(store_event(store, &(struct stored_event){.event = &a_fault, .match = -1}, &stored, &error_));
    assert_true(stored);
}

static void write_trace(void)
{
    static const char *const notes[] = {"line 3: no number", NULL};
    static const uint64_t events[] = {7, 8};
    struct store *store = opened();
    assert_done(store_trace(store, 0, "./a", "2026-01-02T03:04:06Z", &error_));
    assert_done(
        store_origin(store, &(struct trace_origin){.format = "mpx-audit", .backend = "ptrace", .pid = 10}, &error_));
    struct probe_report probe = {.probe = 2, .outcome = PROBE_IS_ATTACHED, .interface = "mprotect", .symbol = "m"};
    assert_done(store_probe(store, &probe, &error_));
    probe.outcome = PROBE_IS_SEEN;
    probe.hits = 5;
    assert_done(store_probe(store, &probe, &error_));
    write_events(store);
    assert_done(store_hits(store, "site-1", 1, &error_));
    assert_done(store_observation(
        store,
        &(struct observation){
            .rule = "double-fetch", .message = "it changed", .key = -1, .events = events, .n_events = 2},
        &error_));
    assert_done(store_confirmation(store, &(struct confirmation){.finding = 1, .event = 7, .why = "seen"}, &error_));
    assert_done(store_finding_seen(store, 1, 1, 1, &error_));
    struct trace_totals totals = {.records = 9,
                                  .calls = 1,
                                  .faults = 1,
                                  .losses = {.full = 3},
                                  .notes = notes,
                                  .has_status = true,
                                  .status = 256,
                                  .incomplete = "3 lost"};
    assert_done(store_trace_commit(store, &totals,
                                   &(struct match_totals){.matched = {[MATCH_LINE] = 1}, .elsewhere = 1}, &error_));
    assert_done(store_close(store, &error_));
}

static struct reader *reading(void)
{
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    return reader;
}

static bool print_trace(const struct stored_trace *trace, void *text)
{
    g_string_append_printf(
        text, "%s %s %u calls=%u full=%u status=%d line=%u elsewhere=%u %s\n", trace->label, trace->origin.backend,
        trace->origin.pid, (unsigned)trace->totals.calls, (unsigned)trace->totals.losses.full, trace->totals.status,
        (unsigned)trace->matches.matched[MATCH_LINE], (unsigned)trace->matches.elsewhere, trace->totals.incomplete);
    return true;
}

static bool print_note(const char *note, void *text)
{
    g_string_append_printf(text, "%s\n", note);
    return true;
}

static bool print_probe(const struct probe_report *probe, void *text)
{
    g_string_append_printf(text, "%u %s %s %u\n", probe->probe, probe->interface, probe_outcome_name(probe->outcome),
                           (unsigned)probe->hits);
    return true;
}

static void trace_is_read_back(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    struct reader *reader = reading();
    assert_done(reader_traces(reader, print_trace, text, &error_));
    assert_done(reader_trace_notes(reader, 1, print_note, text, &error_));
    assert_done(reader_probes(reader, 1, print_probe, text, &error_));
    reader_close(reader);
    assert_string_equal(text->str, "./a ptrace 10 calls=1 full=3 status=256 line=1 elsewhere=1 3 lost\n"
                                   "line 3: no number\n"
                                   "2 mprotect seen 5\n");
}

/* What is read back is what was stored. */
static void same_arguments(const struct event *event)
{
    assert_int_equal(event->n_arguments, a_call.n_arguments);
    for (uint32_t i = 0; i < event->n_arguments; i++) {
        const struct event_argument *left = &event->arguments[i], *right = &a_call.arguments[i];
        assert_string_equal(left->name, right->name);
        assert_int_equal(left->is_known, right->is_known);
        assert_true(left->value == right->value);
        assert_int_equal(left->evidence, right->evidence);
        assert_int_equal(left->size, right->size);
        if (left->size == 0)
            continue;
        assert_memory_equal(left->entry, right->entry, left->size);
        assert_memory_equal(left->leave, right->leave, left->size);
    }
}

static bool print_event(const struct stored_event *stored, void *text)
{
    const struct event *event = stored->event;
    if (event->kind == EVENT_CALL)
        same_arguments(event);
    g_string_append_printf(
        text, "%u %s %s ret=%d pkru=%x %s %" G_GINT64_MODIFIER "x %d%d%d %s %s\n%s\n%s\n", (unsigned)event->sequence,
        event->comm, event_kind_name(event->kind), (int)event->result, event->pkru, event->pkru_source, event->address,
        event->is_write, event->in_kernel, event->is_forged, stored->site,
        stored->match < 0 ? "-" : match_name((enum match)stored->match), stored->args, stored->evidence);
    return true;
}

static void events_are_read_back(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    struct reader *reader = reading();
    assert_done(reader_events(reader, 1, print_event, text, &error_));
    assert_string_equal(
        text->str,
        "7 a \"b\"\n call ret=-22 pkru=55555554 exact 0 000 site-1 line\n"
        "[{\"name\": \"addr\", \"value\": \"0xffffffffff600000\"}, {\"name\": \"l\\\"n\", \"value\": \"0x1000\"}, "
        "{\"name\": \"prot\", \"value\": null}]\n"
        "[{\"name\": \"addr\", \"seen\": \"unreadable\"}, {\"name\": \"prot\", \"seen\": \"changed\", \"first\": 0, "
        "\"last\": 0, \"entry\": \"00ff\", \"leave\": \"01ff\"}]\n"
        "8  fault ret=0 pkru=0 (null) ffffffff80000000 101 (null) -\n[]\n(null)\n");
    g_string_truncate(text, 0);
    assert_done(reader_site_events(reader, "site-1", 5, print_event, text, &error_));
    assert_true(g_str_has_prefix(text->str, "7 a"));
    reader_close(reader);
}

static bool print_stray(const struct stray *stray, void *text)
{
    g_string_append_printf(text, "%s '%s' %u first=%u\n", stray->kind, stray->match, (unsigned)stray->events,
                           (unsigned)stray->first);
    return true;
}

static bool print_frame(const struct frame_place *place, void *text)
{
    g_string_append_printf(text, "%s %s+%x %s %s:%u:%u %d%d %s\n", place->object, place->build_id,
                           (unsigned)place->offset, place->function, place->file, place->line, place->col,
                           place->is_inlined, place->is_tail, place->unresolved);
    return true;
}

static bool print_hits(const char *site, uint64_t hits, void *text)
{
    g_string_append_printf(text, "%s %u\n", site, (unsigned)hits);
    return true;
}

static bool print_observation(const struct observation *observation, void *text)
{
    g_string_append_printf(text, "%s: %s, %d, %u events\n", observation->rule, observation->message, observation->key,
                           observation->n_events);
    return true;
}

static bool print_confirmation(const struct confirmation *confirmation, void *text)
{
    g_string_append_printf(text, "%u by %u: %s\n", (unsigned)confirmation->finding, (unsigned)confirmation->event,
                           confirmation->why);
    return true;
}

static void rest_is_read_back(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    struct reader *reader = reading();
    assert_done(reader_strays(reader, 9, print_stray, text, &error_));
    assert_done(reader_frames(reader, 1, print_frame, text, &error_));
    assert_done(reader_hits(reader, print_hits, text, &error_));
    assert_done(reader_observations(reader, 1, 9, print_observation, text, &error_));
    assert_done(reader_confirmations(reader, 1, print_confirmation, text, &error_));
    reader_close(reader);
    assert_string_equal(text->str, "fault '' 1 first=8\n"
                                   "/lib/libc.so.6 ab12+1234 mprotect :0:0 00 (null)\n"
                                   "/bin/a (null)+0 f a.c:9:7 10 (null)\n"
                                   "/bin/a (null)+0 g :0:0 01 stripped\n"
                                   "site-1 1\n"
                                   "double-fetch: it changed, -1, 2 events\n"
                                   "1 by 7: seen\n");
}

static bool print_finding(const struct stored_finding *finding, void *text)
{
    g_string_append_printf(text, "%u %u\n", finding->confirmed, finding->hits);
    return true;
}

static void finding_counts_what_supports_it(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    struct reader *reader = reading();
    assert_done(reader_findings(reader, print_finding, text, &error_));
    reader_close(reader);
    assert_string_equal(text->str, "1 1\n");
}

static bool count_row(const struct stored_trace *trace, void *n)
{
    (void)trace;
    ++*(unsigned *)n;
    return true;
}

/* What was not committed has never been: the trace, its events, the hits of sites. */
static void half_a_trace_is_none(void **state)
{
    (void)state;
    unsigned traces = 0;
    struct store *store = opened();
    assert_done(store_trace(store, 0, "half", "now", &error_));
    write_events(store);
    assert_done(store_hits(store, "site-1", 50, &error_));
    assert_done(store_close(store, &error_));
    g_autoptr(GString) text = g_string_new(NULL);
    struct reader *reader = reading();
    assert_done(reader_traces(reader, count_row, &traces, &error_));
    assert_done(reader_hits(reader, print_hits, text, &error_));
    reader_close(reader);
    assert_int_equal(traces, 1);
    assert_string_equal(text->str, "site-1 1\n");
}

static void fault_of_check(const char *line, void *text)
{
    g_string_append_printf(text, "%s\n", line);
}

static void trace_goes_with_its_run(void **state)
{
    (void)state;
    unsigned traces = 0;
    write_site_run();
    assert_done(maintain_vacuum(path, 1, &error_));
    struct reader *reader = reading();
    assert_done(reader_traces(reader, count_row, &traces, &error_));
    g_autoptr(GString) text = g_string_new(NULL);
    assert_done(reader_events(reader, 1, print_event, text, &error_));
    reader_close(reader);
    assert_int_equal(traces, 0);
    assert_string_equal(text->str, "");
    assert_done(maintain_check(path, fault_of_check, text, &error_));
    assert_string_equal(text->str, "");
}

static void no_run_no_trace(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *empty = g_build_filename(folder, "empty.db", NULL);
    struct store *store = NULL;
    assert_done(store = store_open(empty, &error_));
    assert_false(store_trace(store, 0, "a", "now", &error));
    assert_true(g_error_matches(error, DB_ERROR, DB_ERROR_OPEN));
    assert_done(store_close(store, &error_));
}

int main(void)
{
    folder = fresh_folder();
    path = g_build_filename(folder, "t.db", NULL);
    write_site_run();
    write_trace();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_is_read_back),   cmocka_unit_test(events_are_read_back),
        cmocka_unit_test(rest_is_read_back),    cmocka_unit_test(finding_counts_what_supports_it),
        cmocka_unit_test(half_a_trace_is_none), cmocka_unit_test(trace_goes_with_its_run),
        cmocka_unit_test(no_run_no_trace),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_folder(folder);
    g_free(path);
    g_free(folder);
    return failed;
}
