#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

#include "mpx-probe/writer.h"

struct fixture {
    struct writer writer;
    FILE *file;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->file = tmpfile();
    writer_init(&fixture->writer, fileno(fixture->file));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fclose(fixture->file);
    free(fixture);
    return 0;
}

/* Walks over the file's frames, checks that they are whole and padded with zeros, counts those of a kind. */
static unsigned frames(struct fixture *fixture, uint32_t kind, struct trace_end *ret_end)
{
    static uint8_t bytes[4 << 20];
    ssize_t size = pread(fileno(fixture->file), bytes, sizeof bytes, 0);
    unsigned n = 0;
    assert_true(size >= 8);
    assert_memory_equal(bytes, TRACE_MAGIC, 8);
    for (ssize_t at = 8; at < size;) {
        struct frame frame;
        memcpy(&frame, bytes + at, sizeof frame);
        at += (ssize_t)sizeof frame;
        assert_true(at + frame.size <= size);
        n += frame.kind == kind;
        if (frame.kind == FRAME_END && ret_end)
            memcpy(ret_end, bytes + at, sizeof *ret_end);
        for (at += frame.size; at % 8; at++)
            assert_int_equal(bytes[at], 0);
    }
    return n;
}

static void frames_are_padded_and_counted(void **state)
{
    struct fixture *fixture = *state;
    struct trace_call call = {.sequence = writer_sequence(&fixture->writer)};
    struct trace_fault fault = {.sequence = writer_sequence(&fixture->writer)};
    struct trace_end end;
    assert_int_equal(fault.sequence, 1);
    for (unsigned i = 0; i < 20; i++)
        writer_record(&fixture->writer, FRAME_CALL, &call, sizeof call, "0123456789abcdefghij", i);
    writer_record(&fixture->writer, FRAME_FAULT, &fault, sizeof fault, NULL, 0);
    fixture->writer.loss.full = 3;
    assert_true(writer_finish(&fixture->writer, 0x2a00));
    assert_int_equal(frames(fixture, FRAME_CALL, &end), 20);
    assert_int_equal(end.calls, 20);
    assert_int_equal(end.faults, 1);
    assert_int_equal(end.loss.full, 3);
    assert_int_equal(end.loss.not_written, 0);
    assert_int_equal(end.exit_status, 0x2a00);
}

static void frames_larger_than_the_buffer_are_whole(void **state)
{
    struct fixture *fixture = *state;
    struct trace_maps maps = {.pid = 1};
    size_t size = 3 * WRITER_BUFFER + 5;
    char *text = malloc(size);
    memset(text, 'x', size);
    writer_record(&fixture->writer, FRAME_MAPS, &maps, sizeof maps, text, size);
    writer_record(&fixture->writer, FRAME_MAPS, &maps, sizeof maps, text, 17);
    free(text);
    assert_true(writer_finish(&fixture->writer, -1));
    assert_int_equal(frames(fixture, FRAME_MAPS, NULL), 2);
}

static void more_frames_than_the_buffer_holds(void **state)
{
    struct fixture *fixture = *state;
    struct trace_call call = {.sequence = 0};
    uint8_t stack[TRACE_STACK] = {1};
    for (unsigned i = 0; i < 500; i++)
        writer_record(&fixture->writer, FRAME_CALL, &call, sizeof call, stack, sizeof stack);
    assert_true(writer_finish(&fixture->writer, -1));
    assert_int_equal(frames(fixture, FRAME_CALL, NULL), 500);
}

/* A file that may not grow: what is there stays whole, what is missing is counted, and the end still says so once there
 * is room again. */
static void a_full_disk_loses_frames_and_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct trace_call call = {.sequence = 0};
    struct trace_end end;
    struct rlimit before, limit;
    uint8_t stack[TRACE_STACK] = {1};
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    for (unsigned i = 0; i < 200; i++)
        writer_record(&fixture->writer, FRAME_CALL, &call, sizeof call, stack, sizeof stack);
    writer_flush(&fixture->writer);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(writer_finish(&fixture->writer, -1));
    unsigned kept = frames(fixture, FRAME_CALL, &end);
    assert_true(kept > 0 && kept < 200);
    assert_int_equal(end.calls, 200);
    assert_int_equal(kept + end.loss.not_written, 200);
}

static void a_pipe_that_nobody_reads_is_given_up(void **state)
{
    static struct writer writer;
    struct trace_call call = {.sequence = 0};
    int ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    writer_init(&writer, ends[1]);
    for (unsigned i = 0; i < 300; i++)
        writer_record(&writer, FRAME_CALL, &call, sizeof call, NULL, 0);
    assert_false(writer_finish(&writer, -1));
    assert_true(writer.is_broken);
    assert_int_equal(writer.loss.not_written, 301); /* and the end */
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(frames_are_padded_and_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(frames_larger_than_the_buffer_are_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_frames_than_the_buffer_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_disk_loses_frames_and_says_so, set_up, tear_down),
        cmocka_unit_test(a_pipe_that_nobody_reads_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
