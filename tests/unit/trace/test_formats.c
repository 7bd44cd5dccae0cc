/* tests/golden/trace/NAME.in, read and written as JSON Lines, then the totals: NAME.expected. MPX_UPDATE=1 writes what
 * is missing. What was written is read again and must come out the same. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "trace/jsonl.h"

#define FOLDER SOURCE_FOLDER "/tests/golden/trace"

struct bytes {
    const char *at;
    size_t left;
};

/* Seven bytes at a time, so that every record is cut somewhere. */
static ssize_t read_bytes(void *data, void *into, size_t size, GError **error)
{
    (void)error;
    struct bytes *bytes = data;
    size_t n = MIN(MIN(size, bytes->left), 7);
    memcpy(into, bytes->at, n);
    bytes->at += n;
    bytes->left -= n;
    return (ssize_t)n;
}

static bool put(void *data, const char *line, size_t size, GError **error)
{
    (void)error;
    g_string_append_len(data, line, (gssize)size);
    return true;
}

static void append_totals(GString *into, const struct trace_totals *totals)
{
    const struct trace_losses *losses = &totals->losses;
    g_string_append_printf(
        into,
        "records %" PRIu64 " calls %" PRIu64 " faults %" PRIu64 " others %" PRIu64 " ambiguous %" PRIu64
        " unknown %" PRIu64 " bad %" PRIu64 " unpaired %" PRIu64 " dropped %" PRIu64 "%s\n",
        totals->records, totals->calls, totals->faults, totals->others, totals->ambiguous, totals->unknown, totals->bad,
        losses->unpaired, losses->dropped, totals->is_truncated ? " truncated" : "");
    for (const char *const *note = totals->notes; *note; note++)
        g_string_append_printf(into, "note: %s\n", *note);
    if (totals->incomplete)
        g_string_append_printf(into, "incomplete: %s\n", totals->incomplete);
}

static char *dump(const struct catalogue *catalogue, const char *text, enum event_abi abi, GString *totals_text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    struct bytes bytes = {text, strlen(text)};
    struct trace_source source = {read_bytes, &bytes};
    struct trace_options options = {.assumed_abi = abi};
    struct jsonl *jsonl = jsonl_new(put, out);
    struct trace_sink sink = jsonl_sink(jsonl);
    struct trace_totals totals;
    if (!trace_read(&source, catalogue, &options, &sink, &totals, &error))
        fail_msg("%s", error->message);
    assert_true(jsonl_end(jsonl, &totals, NULL));
    append_totals(totals_text, &totals);
    trace_totals_release(&totals);
    jsonl_free(jsonl);
    return g_strdup(out->str);
}

static bool check(const struct catalogue *catalogue, const char *name)
{
    g_autofree char *in = g_strdup_printf(FOLDER "/%s.in", name), *out = g_strdup_printf(FOLDER "/%s.expected", name);
    g_autofree char *text = NULL, *expected = NULL;
    g_autoptr(GString) totals = g_string_new(NULL), again_totals = g_string_new(NULL);
    assert_true(g_file_get_contents(in, &text, NULL, NULL));
    enum event_abi abi = g_str_has_suffix(name, "-x86_64") ? EVENT_X86_64 : EVENT_ABI_UNKNOWN;
    g_autofree char *written = dump(catalogue, text, abi, totals);
    g_autofree char *again = dump(catalogue, written, EVENT_ABI_UNKNOWN, again_totals);
    assert_string_equal(written, again);
    g_autofree char *whole = g_strconcat(written, totals->str, NULL);
    if (!g_file_get_contents(out, &expected, NULL, NULL) && g_getenv("MPX_UPDATE"))
        return g_file_set_contents(out, whole, -1, NULL);
    if (expected && strcmp(whole, expected) == 0)
        return true;
    print_error("%s differs:\n%s", name, whole);
    return false;
}

static void test_golden(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    g_autoptr(GDir) folder = g_dir_open(FOLDER, 0, NULL);
    unsigned n = 0, n_wrong = 0;
    for (const char *name; (name = g_dir_read_name(folder));) {
        if (!g_str_has_suffix(name, ".in"))
            continue;
        g_autofree char *base = g_strndup(name, strlen(name) - strlen(".in"));
        n++;
        n_wrong += !check(catalogue, base);
    }
    catalogue_free(catalogue);
    assert_true(n >= 10);
    assert_int_equal(n_wrong, 0);
}

static void expect_refusal(const char *text, const char *expected)
{
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct bytes bytes = {text, strlen(text)};
    struct trace_source source = {read_bytes, &bytes};
    struct trace_sink sink = {0};
    struct trace_totals totals;
    g_autoptr(GError) error = NULL;
    assert_false(trace_read(&source, catalogue, NULL, &sink, &totals, &error));
    if (!g_str_has_prefix(error->message, expected))
        fail_msg("%s", error->message);
    trace_totals_release(&totals);
    catalogue_free(catalogue);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refusal("", "this is no trace of a known form");
    expect_refusal("root:x:0:0:root:/root:/bin/bash\n", "this is no trace of a known form");
    expect_refusal("{\"mpx-audit\":\"trace\",\"version\":2}\n", "the trace has version 2");
    expect_refusal("{ this is no JSON\n", "no line of it is a JSON object");
}

static bool stop(void *data, const struct event *event, GError **error)
{
    (void)event;
    if (++*(unsigned *)data < 2)
        return true;
    g_set_error_literal(error, TRACE_ERROR, 0, "enough");
    return false;
}

static void test_the_sink_may_stop(void **state)
{
    (void)state;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    const char *text = "munmap(0x1000, 4096) = 0\nmunmap(0x2000, 4096) = 0\nmunmap(0x3000, 4096) = 0\n";
    struct bytes bytes = {text, strlen(text)};
    struct trace_source source = {read_bytes, &bytes};
    unsigned n = 0;
    struct trace_sink sink = {.data = &n, .event = stop};
    struct trace_totals totals;
    g_autoptr(GError) error = NULL;
    assert_false(trace_read(&source, catalogue, NULL, &sink, &totals, &error));
    assert_string_equal(error->message, "enough");
    assert_int_equal(n, 2);
    assert_string_equal(totals.incomplete, "it was not read to its end");
    trace_totals_release(&totals);
    catalogue_free(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_the_sink_may_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
