/* The table of what supports what: an event, the site that it was joined with, and whether a finding is confirmed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "join/confirm.h"

#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        GError *error_ = NULL;                                                                                         \
        bool done_ = (call);                                                                                           \
        if (!done_)                                                                                                    \
            fail_msg("%s: %s", #call, error_ ? error_->message : "no error set");                                      \
        assert_null(error_);                                                                                           \
    } while (0)

static char *folder, *path;

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("mpx-confirm-XXXXXX", NULL);
    assert_non_null(folder);
    path = g_build_filename(folder, "t.db", NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}

/* ---- a run with findings, and one event -------------------------------------------------------------------------- */

static struct finding finding_of(const char *rule, const char *file, const char *function)
{
    return (struct finding){.rule = rule,
                            .level = LEVEL_HIGH,
                            .severity = LEVEL_HIGH,
                            .confidence = CONFIDENCE_HIGH,
                            .verdict = VERDICT_LIVE,
                            .message = "m",
                            .key = file,
                            .file = file,
                            .line = 9,
                            .col = 5,
                            .function = function,
                            .fingerprint = file,
                            .fingerprint_moved = file};
}

static void write_run(const struct finding *findings, unsigned n)
{
    const struct run_info run = {"2026-01-02T03:04:05Z", "/src", "0", "c", "x"};
    struct store *store = NULL;
    g_unlink(path);
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &run, &error_));
    for (unsigned i = 0; i < n; i++)
        assert_done(store_finding(store, &findings[i], &error_));
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_close(store, &error_));
}

static bool add(const struct stored_finding *finding, void *confirm)
{
    confirm_add(confirm, finding);
    return true;
}

static bool count(const struct stored_finding *finding, void *text)
{
    g_string_append_printf(text, "%s%u of %u", ((GString *)text)->len ? ", " : "", finding->confirmed, finding->hits);
    return true;
}

static void each_finding(bool (*row)(const struct stored_finding *, void *), void *context)
{
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(reader_findings(reader, row, context, &error_));
    reader_close(reader);
}

/* "CONFIRMED of HITS" of each finding. */
static char *told(const struct finding *findings, unsigned n, const struct place_site *site, const struct event *event)
{
    GString *text = g_string_new(NULL);
    struct confirm *confirm = confirm_new();
    struct store *store = NULL;
    uint32_t confirmed;
    bool stored;
    write_run(findings, n);
    each_finding(add, confirm);
    assert_done(store = store_open(path, &error_));
    assert_done(store_trace(store, 0, "t", "2026-01-02T03:04:06Z", &error_));
    assert_done(store_event(store, &(struct stored_event){.event = event, .match = MATCH_EXACT}, &stored, &error_));
    assert_done(confirm_event(confirm, store, site, event, &error_));
    assert_done(confirm_store(confirm, store, &confirmed, &error_));
    assert_done(store_trace_commit(store, &(struct trace_totals){0}, &(struct match_totals){0}, &error_));
    assert_done(store_close(store, &error_));
    confirm_free(confirm);
    each_finding(count, text);
    assert_int_equal(confirmed > 0, strstr(text->str, "1 of") != NULL);
    return g_string_free(text, FALSE);
}

#define ARG(argument, number, ...)                                                                                     \
    {                                                                                                                  \
        .name = argument, .value = number, .is_known = true, __VA_ARGS__                                               \
    }
#define EVENT(called, returned, ...)                                                                                   \
    {                                                                                                                  \
        .sequence = 3, .comm = "", .family = "", .interface = called, .has_result = true, .result = returned,          \
        .key = -1, .n_arguments = 2, .arguments = {                                                                    \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

/* ---- at a line of the finding ------------------------------------------------------------------------------------ */

static const struct line_case {
    const char *rule, *interface;
    struct event event;
    const char *wanted;
} lines[] = {
    {"double-fetch", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_CHANGED)), "1 of 1"},
    {"double-load", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_CHANGED)), "1 of 1"},
    {"shared-argument", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_CHANGED)), "1 of 1"},
    {"double-fetch", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_UNCHANGED)), "0 of 1"},
    {"double-fetch", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_UNREADABLE)), "0 of 1"},
    {"double-fetch", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_REMAPPED)), "0 of 1"},
    {"range-race", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_REMAPPED)), "1 of 1"},
    {"range-race", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_UNMAPPED)), "1 of 1"},
    {"range-race", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_KEY)), "1 of 1"},
    {"range-race", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_PROTECTION)), "1 of 1"},
    {"range-race", "mpx", EVENT("mpx", 0, ARG("addr", 1, .evidence = SEEN_CHANGED)), "0 of 1"},
    {"key-unchecked", "pkey_mprotect", EVENT("pkey_mprotect", 0, ARG("pkey", UINT64_MAX)), "1 of 1"},
    {"key-unchecked", "pkey_mprotect", EVENT("mprotect", 0, ARG("addr", 1)), "1 of 1"},
    {"key-unchecked", "pkey_mprotect", EVENT("pkey_mprotect", 0, ARG("pkey", 3)), "0 of 1"},
    {"key-zero", "pkey_mprotect", EVENT("pkey_mprotect", 0, ARG("pkey", 0)), "1 of 1"},
    {"key-zero", "pkey_mprotect", EVENT("pkey_mprotect", 0, ARG("pkey", 1)), "0 of 1"},
    {"key-range", "pkey_mprotect", EVENT("pkey_mprotect", -EINVAL, ARG("pkey", 99)), "1 of 1"},
    {"key-range", "pkey_mprotect", EVENT("pkey_mprotect", -EACCES, ARG("pkey", 99)), "0 of 1"},
    {"result-ignored", "mprotect", EVENT("mprotect", -ENOMEM, ARG("addr", 1)), "1 of 1"},
    {"result-ignored", "mmap", EVENT("mmap", INT64_MIN, ARG("addr", 1)), "0 of 1"},
    {"address-unaligned", "mprotect", EVENT("mprotect", -EINVAL, ARG("addr", 0x1001)), "1 of 1"},
    {"address-unaligned", "mprotect", EVENT("mprotect", -EINVAL, ARG("addr", 0x1000)), "0 of 1"},
    {"address-unaligned", "mprotect", EVENT("mprotect", 0, ARG("addr", 0x1001)), "0 of 1"},
    {"writable-executable", "mprotect", EVENT("mprotect", 0, ARG("prot", 7)), "1 of 1"},
    {"writable-executable", "mprotect", EVENT("mprotect", -EACCES, ARG("prot", 7)), "0 of 1"},
    {"writable-executable", "mprotect", EVENT("mprotect", 0, ARG("prot", 3)), "0 of 1"},
    {"intel-mpx-removed", "prctl", EVENT("prctl", -EINVAL, ARG("a", 1)), "1 of 1"},
    {"mpx-not-implemented", "mpx", EVENT("mpx", -ENOSYS, ARG("addr", 1)), "1 of 1"},
    {"mpx-not-implemented", "mpx", EVENT("mpx", -EINVAL, ARG("addr", 1)), "0 of 1"},
    {"key-leak", "mpx", EVENT("mpx", -ENOSYS, ARG("addr", 1, .evidence = SEEN_CHANGED)), "0 of 1"},
};

static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const struct line_case *one = &lines[i];
        struct finding finding = finding_of(one->rule, "a.c", "f");
        struct place_site site = {.interface = (char *)(uintptr_t)one->interface,
                                  .function = (char *)(uintptr_t) "f",
                                  .file = "a.c",
                                  .kind = SITE_CALL,
                                  .line = 9};
        g_autofree char *found = told(&finding, 1, &site, &one->event);
        if (!g_str_equal(found, one->wanted))
            fail_msg("row %zu, %s: %s instead of %s", i, one->rule, found, one->wanted);
    }
}

/* ---- inside of the function that serves the call ----------------------------------------------------------------- */

static const uint8_t zeros[64], late[64] = {[13] = 1}, early[64] = {[0] = 1, [40] = 1};

/* serve(addr, op) hands addr + 8 to f's second parameter when op is 2, and addr to g of another unit. */
static const struct site_reach reached[] = {{.argument = "addr", .function = "serve", .file = "a.c"},
                                            {.argument = "addr",
                                             .function = "f",
                                             .file = "a.c",
                                             .parameter = 1,
                                             .offset = 8,
                                             .limits = {{"op", 2, 2}},
                                             .n_limits = 1},
                                            {.argument = "addr", .function = "g"}};

static char *served(const struct finding *findings, unsigned n, struct event event)
{
    struct place_site site = {.interface = (char *)(uintptr_t) "mpx",
                              .function = (char *)(uintptr_t) "serve",
                              .file = "a.c",
                              .kind = SITE_IMPLEMENTATION,
                              .side = SIDE_KERNEL,
                              .line = 1};
    site.reach = g_array_new(FALSE, FALSE, sizeof(struct site_reach));
    g_array_append_vals(site.reach, reached, G_N_ELEMENTS(reached));
    char *text = told(findings, n, &site, &event);
    g_array_unref(site.reach);
    return text;
}

#define BYTES(from, to, ...) ARG("addr", 0x1000, .evidence = SEEN_CHANGED, .first = from, .last = to, __VA_ARGS__)
#define MPX(op, ...) (struct event) EVENT("mpx", 0, __VA_ARGS__, ARG("op", op))
#define expect(wanted, findings, n, event)                                                                             \
    do {                                                                                                               \
        g_autofree char *found_ = served(findings, n, event);                                                          \
        assert_string_equal(found_, wanted);                                                                           \
    } while (0)

static struct finding twice(const char *file, const char *function, uint32_t parameter, int64_t low, int64_t high)
{
    struct finding finding = finding_of("double-fetch", file, function);
    finding.memory = (struct finding_memory){true, parameter, low, high};
    return finding;
}

static void bytes_must_be_those_of_the_finding(void **state)
{
    (void)state;
    const struct finding finding = twice("a.c", "f", 1, 4, 8); /* 12 to 15 behind addr */
    expect("1 of 1", &finding, 1, MPX(2, BYTES(12, 12, )));
    expect("1 of 1", &finding, 1, MPX(2, BYTES(15, 15, )));
    expect("0 of 1", &finding, 1, MPX(2, BYTES(11, 11, )));
    expect("0 of 1", &finding, 1, MPX(2, BYTES(16, 16, )));
    /* Between the first and the last byte that differ only those that were kept are known. */
    expect("1 of 1", &finding, 1, MPX(2, BYTES(0, 40, .entry = zeros, .leave = late, .size = 64)));
    expect("0 of 1", &finding, 1, MPX(2, BYTES(0, 40, .entry = zeros, .leave = early, .size = 64)));
    expect("0 of 1", &finding, 1, MPX(2, BYTES(0, 40, )));
    const struct finding open = twice("a.c", "f", 1, 4, INT64_MAX);
    expect("1 of 1", &open, 1, MPX(2, BYTES(60, 60, )));
    expect("0 of 1", &open, 1, MPX(2, BYTES(11, 11, )));
}

static void the_way_must_lead_there(void **state)
{
    (void)state;
    const struct finding finding = twice("a.c", "f", 1, 4, 8);
    expect("0 of 0", &finding, 1, MPX(3, BYTES(12, 12, )));
    expect("1 of 1", &finding, 1, MPX(0xffffffff00000002, BYTES(12, 12, ))); /* an int in a register */
    const struct finding parameter = twice("a.c", "f", 0, 4, 8), file = twice("b.c", "f", 1, 4, 8);
    expect("0 of 0", &parameter, 1, MPX(2, BYTES(12, 12, )));
    expect("0 of 0", &file, 1, MPX(2, BYTES(12, 12, )));
    const struct finding unknown = finding_of("double-fetch", "a.c", "f");
    expect("0 of 0", &unknown, 1, MPX(2, BYTES(12, 12, )));
    const struct finding itself = twice("a.c", "serve", 0, 4, 8);
    expect("1 of 1", &itself, 1, MPX(7, BYTES(4, 4, )));
}

static void other_evidence_is_none(void **state)
{
    (void)state;
    const struct finding finding = twice("a.c", "f", 1, 4, 8);
    expect("0 of 1", &finding, 1, MPX(2, ARG("addr", 1, .evidence = SEEN_REMAPPED, .first = 12, .last = 12)));
    expect("0 of 1", &finding, 1, MPX(2, ARG("other", 1, .evidence = SEEN_CHANGED, .first = 12, .last = 12)));
    struct finding result = finding_of("mpx-not-implemented", "a.c", "serve");
    struct event event = MPX(2, BYTES(12, 12, ));
    expect("0 of 0", &result, 1, event);
    event.result = -ENOSYS;
    expect("1 of 0", &result, 1, event);
}

static void functions_of_other_units_are_known_by_name(void **state)
{
    (void)state;
    const struct finding two[] = {twice("c.c", "g", 0, 0, 4), twice("d.c", "g", 0, 0, 4)};
    expect("1 of 1", two, 1, MPX(5, BYTES(2, 2, )));
    expect("0 of 0, 0 of 0", two, 2, MPX(5, BYTES(2, 2, )));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_must_be_those_of_the_finding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_way_must_lead_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_evidence_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_of_other_units_are_known_by_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
