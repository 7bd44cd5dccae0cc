/* What the tests of this room share: a run made through the store, with strings that try to break out of every format.
 */
#ifndef TESTS_REPORTS_SAMPLE_H
#define TESTS_REPORTS_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "db/read.h"
#include "db/store.h"
#include "db/traces.h"
#include "reports/reports.h"

#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        GError *error_ = NULL;                                                                                         \
        bool done_ = (call);                                                                                           \
        if (!done_)                                                                                                    \
            fail_msg("%s: %s", #call, error_ ? error_->message : "no error set");                                      \
        assert_null(error_);                                                                                           \
    } while (0)

/* Markup, quotes, a newline, an escape sequence, bytes that are no UTF-8, ends of CDATA, script and comment, U+2028, a
 * right-to-left override, and a template that shells and browsers would like. */
#define NASTY                                                                                                          \
    "<img src=x onerror=alert(1)>\"'&amp;\n\x1b[31m\x01\xff\xc0\x80]]></script><!-- --><script>alert(2)</script>"      \
    "\xe2\x80\xa8\xe2\x80\xae[a](b) {0} ${x} {alert(3)}"

struct sample {
    char *folder, *database;
};

static inline void sample_store_finding(struct store *store, const char *fingerprint, enum level level,
                                        const char *file, uint32_t line, const char *suppressed)
{
    const struct step steps[] = {{ROLE_FETCH, file, line, 5, "get(&n, p); " NASTY, "n is read " NASTY},
                                 {ROLE_USE, "b dir/b%.c", 9, 7, "put(p, n);", "n is relied on"}};
    const struct finding finding = {.rule = level == LEVEL_NOTE ? "key-zero" : "double-fetch",
                                    .confidence = CONFIDENCE_HIGH,
                                    .severity = level,
                                    .level = level,
                                    .verdict = level == LEVEL_NONE ? VERDICT_SAFE : VERDICT_LIVE,
                                    .reason = level == LEVEL_NONE ? "overridden" : NULL,
                                    .message = "twice: " NASTY,
                                    .gain = NASTY,
                                    .repair = "copy once",
                                    .key = NASTY,
                                    .file = file,
                                    .line = line,
                                    .col = 5,
                                    .function = "f",
                                    .steps = steps,
                                    .n_steps = 2,
                                    .fingerprint = fingerprint,
                                    .fingerprint_moved = fingerprint,
                                    .line_hash = "abc:1",
                                    .suppressed = suppressed};
    assert_done(store_finding(store, &finding, &error_));
}

static inline void sample_store_rest(struct store *store)
{
    const struct rule_row rules[] = {{"double-fetch", "toctou", LEVEL_HIGH, 367, "Fetched twice " NASTY,
                                      "# Double fetch\n\n" NASTY "\n\n```c\na;\n```\n"},
                                     {"key-zero", "keys", LEVEL_MEDIUM, 1188, "Key 0", ""}};
    const struct unit_report units[] = {{.file = "a.c", .status = UNIT_OK, .mode = "database", .functions = 3},
                                        {.file = NASTY, .status = UNIT_CRASHED, .mode = "buildless", .reason = NASTY}};
    const struct site_argument args[] = {{"addr", NASTY, NULL, "U,TOCTOU"}, {"len", "4096", "4096", "U"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        assert_done(store_rule(store, &rules[i], &error_));
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        assert_done(store_unit(store, &units[i], &error_));
    for (uint32_t i = 0; i < 3; i++) {
        const struct site site = {.fingerprint = "s",
                                  .family = "pkeys",
                                  .interface = "pkey_mprotect",
                                  .kind = SITE_SYSCALL,
                                  .file = i ? NASTY : "a.c",
                                  .line = i,
                                  .col = 2,
                                  .function = i ? NASTY : "",
                                  .side = SIDE_KERNEL,
                                  .args = args,
                                  .n_args = 2,
                                  .value = "329",
                                  .confidence = CONFIDENCE_HIGH};
        assert_done(store_site(store, &site, &error_));
    }
    for (uint32_t line = 1; line <= 60; line++)
        assert_done(store_excerpt(store, &(struct excerpt){"a.c", line, line == 3 ? NASTY : "line"}, &error_));
}

static const uint8_t sample_entry[] = {1, 2, 3}, sample_leave[] = {1, 9, 3};

static inline void sample_store_events(struct store *store)
{
    const struct frame_place places[] = {
        {.object = NASTY, .offset = 0x10, .function = NASTY, .file = NASTY, .line = 3, .is_inlined = true},
        {.object = "/bin/a", .function = "", .file = "", .is_tail = true, .unresolved = "it has no debug information"}};
    struct event event = {.sequence = 1,
                          .ts_ns = 5,
                          .comm = NASTY,
                          .interface = "pkey_mprotect",
                          .n_arguments = 2,
                          .arguments = {{.name = NASTY,
                                         .value = UINT64_MAX,
                                         .is_known = true,
                                         .evidence = SEEN_CHANGED,
                                         .first = 1,
                                         .last = 1,
                                         .entry = sample_entry,
                                         .leave = sample_leave,
                                         .size = 3},
                                        {.name = "len"}},
                          .has_result = true,
                          .result = -22,
                          .key = -1};
    bool stored;
    int64_t stack;
    assert_done(store_stack(store, places, 2, &stack, &error_));
    struct stored_event row = {.event = &event, .stack = stack, .site = "s", .match = MATCH_EXACT};
    assert_done(store_event(store, &row, &stored, &error_));
    event.sequence = 2;
    row.site = NULL;
    row.match = MATCH_UNRESOLVED;
    assert_done(store_event(store, &row, &stored, &error_));
    event = (struct event){.sequence = 3, .kind = EVENT_FAULT, .address = UINT64_MAX, .key = 2};
    row.match = -1;
    assert_done(store_event(store, &row, &stored, &error_));
}

/* One trace with everything that it may hold; "critical" is confirmed by it. */
static inline void sample_store_trace(struct store *store, int64_t confirmed)
{
    static const uint64_t events[] = {1, 2};
    static const char *const notes[] = {NASTY, NULL};
    assert_done(store_trace(store, 0, NASTY, "2026-01-02T03:04:06Z", &error_));
    assert_done(store_origin(store, &(struct trace_origin){.format = "perf", .tool = NASTY, .kernel = NASTY}, &error_));
    for (uint32_t i = 0; i <= PROBE_IS_ABSENT; i++)
        assert_done(store_probe(store,
                                &(struct probe_report){.probe = i,
                                                       .outcome = (enum probe_outcome)i,
                                                       .interface = NASTY,
                                                       .symbol = NASTY,
                                                       .reason = i ? "" : NASTY},
                                &error_));
    sample_store_events(store);
    assert_done(store_hits(store, "s", 1, &error_));
    assert_done(store_observation(
        store, &(struct observation){.rule = "key-zero", .message = NASTY, .key = 3, .events = events, .n_events = 2},
        &error_));
    assert_done(
        store_confirmation(store, &(struct confirmation){.finding = confirmed, .event = 1, .why = NASTY}, &error_));
    assert_done(store_finding_seen(store, confirmed, 1, 1, &error_));
    assert_done(store_trace_commit(store,
                                   &(struct trace_totals){.calls = 2, .faults = 1, .incomplete = NASTY, .notes = notes},
                                   &(struct match_totals){.matched = {1, 0, 0, 0, 1}, .elsewhere = 1}, &error_));
}

/* Two runs: "gone" is fixed in the second, "old" unchanged, the others new. */
static inline struct sample sample_make(void)
{
    struct sample sample = {.folder = g_dir_make_tmp("mpx-reports-XXXXXX", NULL)};
    const struct run_info run = {"2026-01-02T03:04:05Z", "/src/my tree", "0.1.0", "c0ffee", "mpx-audit " NASTY};
    sample.database = g_build_filename(sample.folder, "t.db", NULL);
    struct store *store = NULL;
    assert_done(store = store_open(sample.database, &error_));
    assert_done(store_begin(store, &run, &error_));
    sample_store_finding(store, "gone", LEVEL_HIGH, "a.c", 3, NULL);
    sample_store_finding(store, "old", LEVEL_MEDIUM, "a.c", 4, NULL);
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_begin(store, &run, &error_));
    sample_store_rest(store);
    sample_store_finding(store, "old", LEVEL_MEDIUM, "a.c", 4, NULL);
    sample_store_finding(store, "high", LEVEL_HIGH, NASTY, 3, NULL);
    sample_store_finding(store, "critical", LEVEL_CRITICAL, "a.c", 3, NULL);
    sample_store_finding(store, "suppressed", LEVEL_HIGH, "a.c", 7, "reason " NASTY);
    sample_store_finding(store, "noted", LEVEL_NOTE, "a.c", 8, NULL);
    sample_store_finding(store, "safe", LEVEL_NONE, "a.c", 9, NULL);
    sample_store_finding(store, "nowhere", LEVEL_LOW, "/usr/include/x:y.h", 0, NULL);
    assert_done(store_commit(store, &(struct run_totals){.units = 2, .ok = 1, .failed = 1}, &error_));
    sample_store_trace(store, 5); /* "critical": the fifth finding that was stored */
    assert_done(store_close(store, &error_));
    return sample;
}

/* A database with a run without anything. */
static inline struct sample sample_make_empty(void)
{
    struct sample sample = {.folder = g_dir_make_tmp("mpx-reports-XXXXXX", NULL)};
    const struct run_info run = {"2026-01-02T03:04:05Z", "/src", "0.1.0", "c0ffee", "mpx-audit ."};
    sample.database = g_build_filename(sample.folder, "t.db", NULL);
    struct store *store = NULL;
    assert_done(store = store_open(sample.database, &error_));
    assert_done(store_begin(store, &run, &error_));
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_close(store, &error_));
    return sample;
}

static inline void sample_remove(struct sample *sample)
{
    g_autoptr(GDir) dir = g_dir_open(sample->folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(sample->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(sample->folder);
    g_clear_pointer(&sample->folder, g_free);
    g_clear_pointer(&sample->database, g_free);
}

/* The report in one format. g_free. */
static inline char *sample_written(const struct sample *sample, const char *format, struct report_options options)
{
    struct report *report = NULL;
    options.database = sample->database;
    assert_done(report = report_load(&options, &error_));
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_done(report_write(report, format, out, &error_));
    assert_int_equal(fclose(out), 0);
    report_free(report);
    assert_int_equal(strlen(text), length);
    assert_true(g_utf8_validate(text, (gssize)length, NULL));
    return text;
}

#endif
