/* The probe's file: every kind of record, then the same cut at each byte, and with each field turned into nonsense. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mpx-probe/event.h"
#include "trace/jsonl.h"

struct bytes {
    const uint8_t *at;
    size_t left;
};

static ssize_t read_bytes(void *data, void *into, size_t size, GError **error)
{
    (void)error;
    struct bytes *bytes = data;
    size_t n = MIN(size, bytes->left);
    memcpy(into, bytes->at, n);
    bytes->at += n;
    bytes->left -= n;
    return (ssize_t)n;
}

static void add_frame(GByteArray *file, uint32_t kind, const void *head, size_t head_size, const void *tail,
                      size_t tail_size)
{
    static const uint8_t zeros[8];
    struct frame frame = {.kind = kind, .size = (uint32_t)(head_size + tail_size)};
    g_byte_array_append(file, (const guint8 *)&frame, sizeof frame);
    g_byte_array_append(file, head, (guint)head_size);
    if (tail_size)
        g_byte_array_append(file, tail, (guint)tail_size);
    g_byte_array_append(file, zeros, -frame.size & 7);
}

#define ADD(file, kind, head, tail, tail_size) add_frame(file, kind, &(head), sizeof(head), tail, tail_size)

static struct trace_call a_call(void)
{
    struct trace_call call = {.sequence = UINT64_MAX - 1,
                              .entry_ns = 5,
                              .leave_ns = UINT64_MAX,
                              .task = {.pid = 7, .tid = 8, .start_time = 9, .comm = "fifteen bytes!!"},
                              .cpu = 1,
                              .abi = ABI_I386,
                              .probe = 4,
                              .flags = CALL_STACK_SHORT,
                              .number = 56,
                              .result = -38,
                              .pkru = 0x55555554,
                              .pkru_source = PKRU_EXACT,
                              .n_arguments = 2,
                              .stack_size = 3};
    memset(&call.registers, 0x81, sizeof call.registers);
    call.task.comm[15] = '!';
    call.arguments[0] = (struct trace_argument){.value = UINT64_MAX,
                                                .evidence = EVIDENCE_CHANGED,
                                                .size = 4,
                                                .first = 1,
                                                .last = 3,
                                                .entry = {1, 2},
                                                .leave = {1, 9}};
    call.arguments[1] = (struct trace_argument){.value = 4096};
    return call;
}

static struct trace_header a_header(void)
{
    return (struct trace_header){.byte_order = TRACE_BYTE_ORDER,
                                 .version = TRACE_VERSION,
                                 .backend = BACKEND_PTRACE,
                                 .pid = 7,
                                 .monotonic_ns = 1,
                                 .realtime_ns = UINT64_MAX,
                                 .kernel = "6.1",
                                 .catalogue = "ab"};
}

static GByteArray *a_file(void)
{
    GByteArray *file = g_byte_array_new();
    struct trace_header header = a_header();
    struct trace_probe probe = {
        .probe = 4, .state = PROBE_SEEN, .hits = 2, .interface = "mpx", .symbol = "ia32_sys_call"};
    struct trace_maps maps = {.pid = 7, .time_ns = 3, .start_time = 9};
    struct trace_build_id id = {.pid = 7, .id_size = 2, .path_size = 4, .inode = 5};
    struct trace_call call = a_call();
    struct trace_fault fault = {
        .sequence = 1, .abi = ABI_X86_64, .address = 0x7f0000000000, .key = -1, .error_code = 0x27, .stack_size = 1};
    struct trace_process process = {.change = PROCESS_EXIT, .task = {.pid = 7, .tid = 7}};
    struct trace_end end = {.calls = 1, .faults = 1, .exit_status = 256};
    g_byte_array_append(file, (const guint8 *)TRACE_MAGIC, 8);
    ADD(file, FRAME_HEADER, header, NULL, 0);
    ADD(file, FRAME_PROBE, probe, NULL, 0);
    ADD(file, FRAME_MAPS, maps, "1000-2000 r-xp\n", 15);
    ADD(file, FRAME_BUILD_ID, id, "\xff\x01/x/y", 6);
    ADD(file, FRAME_CALL, call, "abc", 3);
    ADD(file, 4711, process, NULL, 0);
    ADD(file, FRAME_FAULT, fault, "z", 1);
    ADD(file, FRAME_PROCESS, process, NULL, 0);
    ADD(file, FRAME_END, end, NULL, 0);
    return file;
}

static bool put(void *data, const char *line, size_t size, GError **error)
{
    (void)error;
    g_string_append_len(data, line, (gssize)size);
    return true;
}

static struct catalogue *catalogue;

static bool dump(const GByteArray *file, size_t size, GString *out, struct trace_totals *totals, GError **error)
{
    /* An exact copy, so that a byte too far is seen. */
    g_autofree uint8_t *exact = g_memdup2(file->data, size);
    struct bytes bytes = {exact, size};
    struct trace_source source = {read_bytes, &bytes};
    struct jsonl *jsonl = jsonl_new(put, out);
    struct trace_sink sink = jsonl_sink(jsonl);
    bool fine = trace_read(&source, catalogue, NULL, &sink, totals, error) && jsonl_end(jsonl, totals, error);
    jsonl_free(jsonl);
    return fine;
}

static const char expected[] =
    "{\"mpx-audit\":\"trace\",\"version\":1,\"format\":\"mpx-audit\",\"backend\":\"ptrace\",\"kernel\":\"6.1\","
    "\"catalogue\":\"ab\",\"pid\":7,\"monotonic_ns\":1,\"realtime_ns\":18446744073709551615}\n"
    "{\"type\":\"probe\",\"probe\":4,\"state\":\"seen\",\"interface\":\"mpx\",\"symbol\":\"ia32_sys_call\",\"hits\":2}"
    "\n"
    "{\"type\":\"maps\",\"pid\":7,\"start_time\":9,\"time_ns\":3,\"text\":\"1000-2000 r-xp\\n\"}\n"
    "{\"type\":\"object\",\"pid\":7,\"inode\":5,\"path\":\"/x/y\",\"build_id\":\"ff01\"}\n"
    "{\"type\":\"call\",\"sequence\":18446744073709551614,\"ts_ns\":5,\"cpu\":1,\"pid\":7,\"tid\":8,\"start_time\":9,"
    "\"comm\":\"fifteen bytes!!!\",\"abi\":\"i386\",\"leave_ns\":18446744073709551615,\"family\":\"mpx\",\"interface\":"
    "\"mpx\",\"number\":56,\"probe\":4,\"arguments\":[{\"name\":\"addr\",\"value\":18446744073709551615,\"evidence\":\"changed\","
    "\"first\":1,\"last\":3,\"entry\":\"01020000\",\"leave\":\"01090000\"},{\"name\":\"len\",\"value\":4096}],"
    "\"result\":"
    "-38,\"pkru\":1431655764,\"pkru_source\":\"exact\",\"registers\":{";

static void test_whole(void **state)
{
    (void)state;
    g_autoptr(GByteArray) file = a_file();
    g_autoptr(GString) out = g_string_new(NULL), again = g_string_new(NULL);
    struct trace_totals totals, again_totals;
    assert_true(dump(file, file->len, out, &totals, NULL));
    assert_true(g_str_has_prefix(out->str, expected));
    assert_non_null(strstr(out->str, ",\"stack\":\"616263\",\"raw\":{\"stack-short\":true}}\n"));
    assert_int_equal(totals.calls + totals.faults, 2);
    assert_int_equal(totals.unknown, 1);
    assert_int_equal(totals.bad, 0);
    assert_true(totals.has_status && totals.status == 256 && !totals.is_truncated);
    assert_null(totals.incomplete);
    g_autoptr(GByteArray) text = g_byte_array_append(g_byte_array_new(), (const guint8 *)out->str, (guint)out->len);
    assert_true(dump(text, text->len, again, &again_totals, NULL));
    assert_string_equal(out->str, again->str);
    assert_null(again_totals.incomplete);
    trace_totals_release(&totals);
    trace_totals_release(&again_totals);
}

/* However much is missing, what is there as a whole is told, and that something is missing. */
static void test_cut(void **state)
{
    (void)state;
    g_autoptr(GByteArray) file = a_file();
    uint64_t last = 0;
    for (size_t size = 8 + sizeof(struct frame) + sizeof(struct trace_header); size < file->len; size++) {
        g_autoptr(GString) out = g_string_new(NULL);
        struct trace_totals totals;
        assert_true(dump(file, size, out, &totals, NULL));
        assert_true(totals.is_truncated && totals.incomplete && totals.bad == 0);
        assert_true(totals.records >= last);
        last = totals.records;
        trace_totals_release(&totals);
    }
    assert_int_equal(last, 8);
}

/* A record that lies is left out, and those behind it are read. */
static void expect_bad(uint32_t kind, const void *head, size_t head_size, size_t tail_size)
{
    static const uint8_t tail[1024];
    GByteArray *file = a_file();
    g_byte_array_set_size(file, file->len - (guint)(sizeof(struct frame) + sizeof(struct trace_end)));
    add_frame(file, kind, head, head_size, tail, tail_size);
    struct trace_end end = {.calls = 1, .faults = 1, .exit_status = -1};
    ADD(file, FRAME_END, end, NULL, 0);
    g_autoptr(GString) out = g_string_new(NULL);
    struct trace_totals totals;
    assert_true(dump(file, file->len, out, &totals, NULL));
    assert_int_equal(totals.bad, 1);
    assert_true(!totals.is_truncated && !totals.has_status);
    assert_non_null(strstr(totals.notes[0], "makes no sense"));
    trace_totals_release(&totals);
    g_byte_array_unref(file);
}

static void test_lies(void **state)
{
    (void)state;
    struct trace_call call = a_call();
    expect_bad(FRAME_CALL, &call, sizeof call - 1, 0);
    expect_bad(FRAME_CALL, &call, sizeof call, 2);
    call.n_arguments = 7;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    call = a_call();
    call.abi = 9;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    call = a_call();
    call.probe = 99;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    call = a_call();
    call.arguments[0].size = 65;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    call = a_call();
    call.arguments[0].last = 4;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    call = a_call();
    call.arguments[1].evidence = 99;
    expect_bad(FRAME_CALL, &call, sizeof call, 3);
    struct trace_build_id id = {.id_size = UINT32_MAX, .path_size = UINT32_MAX};
    expect_bad(FRAME_BUILD_ID, &id, sizeof id, 6);
    struct trace_fault fault = {.stack_size = 9};
    expect_bad(FRAME_FAULT, &fault, sizeof fault, 8);
    struct trace_process process = {.change = 0};
    expect_bad(FRAME_PROCESS, &process, sizeof process, 0);
    struct trace_probe probe = {.state = PROBE_ABSENT + 1};
    expect_bad(FRAME_PROBE, &probe, sizeof probe, 0);
    expect_bad(FRAME_MAPS, &probe, 4, 0);
    expect_bad(FRAME_END, &probe, 4, 0);
}

static void test_a_size_that_is_none(void **state)
{
    (void)state;
    g_autoptr(GByteArray) file = a_file();
    g_autoptr(GString) out = g_string_new(NULL);
    struct frame frame = {.kind = FRAME_CALL, .size = UINT32_MAX};
    struct trace_totals totals;
    g_byte_array_set_size(file, file->len - (guint)(sizeof frame + sizeof(struct trace_end)));
    g_byte_array_append(file, (const guint8 *)&frame, sizeof frame);
    assert_true(dump(file, file->len, out, &totals, NULL));
    assert_true(totals.bad == 1 && totals.is_truncated);
    trace_totals_release(&totals);
}

static void expect_refusal(const struct trace_header *header, uint32_t kind, const char *start)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    struct trace_totals totals;
    g_byte_array_append(file, (const guint8 *)TRACE_MAGIC, 8);
    ADD(file, kind, *header, NULL, 0);
    assert_false(dump(file, file->len, out, &totals, &error));
    assert_true(g_str_has_prefix(error->message, start));
    assert_int_equal(out->len, 0);
    trace_totals_release(&totals);
}

static void test_headers(void **state)
{
    (void)state;
    struct trace_header header = a_header();
    expect_refusal(&header, FRAME_CALL, "the trace's first record is no header");
    header.version = 2;
    expect_refusal(&header, FRAME_HEADER, "the trace has version 2");
    header.byte_order = 0x04030201;
    expect_refusal(&header, FRAME_HEADER, "the trace comes from a machine of the other byte order");
    header.byte_order = 0;
    expect_refusal(&header, FRAME_HEADER, "the trace's header makes no sense");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_cut),
        cmocka_unit_test(test_lies),    cmocka_unit_test(test_a_size_that_is_none),
        cmocka_unit_test(test_headers),
    };
    catalogue = catalogue_load(NULL, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    catalogue_free(catalogue);
    return failed;
}
