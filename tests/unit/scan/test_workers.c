/* Workers that die in every way: each costs one unit, the others arrive, in order. */
#include <glib.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "scan/frame.h"
#include "scan/workers.h"

#define N_UNITS 40
#define BAD_UNIT 17
#define SOCKET 3 /* where a worker has it */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

typedef void (*misdeed)(void);

struct trial {
    misdeed misdeed;      /* of unit BAD_UNIT */
    bool only_in_company; /* only in a worker that has served before */
    pid_t parent;
    GString *log; /* one line a unit */
    enum unit_status bad_status;
    char *bad_reason;
    uint32_t stop_at;
};

static const struct workers_limits quick = {
    .jobs = 2, .cpu_seconds = 1, .wall_seconds = 30, .memory_bytes = 1ull << 29, .recycle = 8};

static bool run(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    static unsigned served; /* of this process */
    const struct trial *trial = context;
    served++;
    if (unit == BAD_UNIT && trial->misdeed && (!trial->only_in_company || served > 1))
        trial->misdeed();
    if (unit % 10 == 9) {
        *ret_reason = g_strdup_printf("unit %u is a nine", unit);
        return false;
    }
    g_usleep(unit % 7 * 1000); /* so that later units overtake earlier ones */
    g_autofree char *text = g_strdup_printf("payload of %u", unit);
    g_byte_array_append(payload, (const guint8 *)text, (guint)strlen(text));
    return true;
}

static bool deliver(const struct worker_result *result, void *context)
{
    struct trial *trial = context;
    assert_int_equal(getpid(), trial->parent);
    if (result->unit == BAD_UNIT) {
        trial->bad_status = result->status;
        trial->bad_reason = g_strdup(result->reason);
    } else {
        g_string_append_printf(trial->log, "%u %s %.*s %s\n", result->unit, unit_status_name(result->status),
                               (int)result->payload_size, (const char *)result->payload,
                               result->reason ? result->reason : "-");
    }
    return trial->stop_at == 0 || result->unit < trial->stop_at;
}

static char *expected_log(void)
{
    GString *log = g_string_new(NULL);
    for (unsigned unit = 0; unit < N_UNITS; unit++) {
        if (unit == BAD_UNIT)
            continue;
        if (unit % 10 == 9)
            g_string_append_printf(log, "%u failed  unit %u is a nine\n", unit, unit);
        else
            g_string_append_printf(log, "%u ok payload of %u -\n", unit, unit);
    }
    return g_string_free(log, FALSE);
}

/* All units but the bad one arrive, in order. */
static void run_trial(struct trial *trial, const struct workers_limits *limits)
{
    g_autofree char *expected = expected_log();
    g_autoptr(GError) error = NULL;
    trial->parent = getpid();
    trial->log = g_string_new(NULL);
    assert_true(workers_run_all(limits, N_UNITS, run, deliver, trial, &error));
    assert_null(error);
    assert_string_equal(trial->log->str, expected);
}

/* The bad one ends with this status and reason. */
static void expect(struct trial trial, const struct workers_limits *limits, enum unit_status status, const char *reason)
{
    run_trial(&trial, limits);
    assert_string_equal(unit_status_name(trial.bad_status), unit_status_name(status));
    if (reason && (!trial.bad_reason || !strstr(trial.bad_reason, reason)))
        fail_msg("the reason is \"%s\", not \"%s\"", trial.bad_reason, reason);
    g_string_free(trial.log, TRUE);
    g_free(trial.bad_reason);
}

/* The C library's fault in one place, which neither compiler nor sanitizer may see through. */
static void fault(void)
{
    signal(SIGSEGV, SIG_DFL);
    fputs("about to fault\n", stderr);
    raise(SIGSEGV);
}

static void abort_it(void)
{
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void spin(void)
{
    for (volatile unsigned long i = 0;; i++)
        ;
}

static void spin_stubbornly(void)
{
    signal(SIGXCPU, SIG_IGN);
    spin();
}

static void eat_memory(void)
{
    for (;;)
        memset(g_malloc(64 << 20), 1, 64 << 20);
}

/* So many frames of 4 KiB. */
static unsigned nest(unsigned frames)
{
    volatile char frame[4096];
    frame[frames % sizeof(frame)] = (char)frames;
    return frames ? nest(frames - 1) + (unsigned)frame[frames % sizeof(frame)] : 0;
}

static void nest_deeply(void)
{
    nest((400u << 20) / 4096 / (SANITIZED ? 4 : 1));
}

static void nest_without_end(void)
{
    nest(UINT32_MAX);
}

static void leave(void)
{
    _exit(0);
}

static void leave_with_message(void)
{
    fputs("\n  cannot go on \n", stderr);
    _exit(7);
}

static void sleep_on(void)
{
    for (;;)
        sleep(1000);
}

static void write_garbage(void)
{
    static const char garbage[4096] = "no frame at all";
    (void)!write(SOCKET, garbage, sizeof(garbage));
    sleep_on();
}

static void write_another_unit(void)
{
    frame_send(SOCKET, (struct frame_header){.unit = 3, .status = UNIT_OK}, NULL, NULL);
    sleep_on();
}

static void write_odd_status(void)
{
    frame_send(SOCKET, (struct frame_header){.unit = BAD_UNIT, .status = 77}, NULL, NULL);
    sleep_on();
}

/* A true answer, and then one more: the second must not count for the next unit. */
static void write_twice(void)
{
    g_autoptr(GByteArray) payload = g_byte_array_new();
    frame_send(SOCKET, (struct frame_header){.unit = BAD_UNIT, .status = UNIT_OK}, NULL, payload);
    frame_send(SOCKET, (struct frame_header){.unit = BAD_UNIT, .status = UNIT_OK}, NULL, payload);
    sleep_on();
}

static void write_half(void)
{
    static const char half[8] = "MPXF";
    (void)!write(SOCKET, half, sizeof(half));
    _exit(0);
}

static void claim_too_much(void)
{
    struct frame_header header = {.unit = BAD_UNIT, .status = UNIT_OK};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        _exit(1);
    frame_send(ends[0], header, NULL, NULL); /* a sound header, to be spoilt */
    (void)!read(ends[1], &header, sizeof(header));
    header.payload_size = UINT32_MAX;
    (void)!write(SOCKET, &header, sizeof(header));
    sleep_on();
}

static void close_and_sleep(void)
{
    close(SOCKET);
    close(2);
    sleep_on();
}

static void talk_without_end(void)
{
    for (unsigned i = 0; i < 100000; i++)
        fputs("this line is said a hundred thousand times, which is more than any pipe holds\n", stderr);
    _exit(3);
}

static void kill_itself(void)
{
    raise(SIGKILL);
}

static void test_all_well(void **state)
{
    (void)state;
    expect((struct trial){0}, &quick, UNIT_OK, NULL);
}

static void test_death(void **state)
{
    (void)state;
    expect((struct trial){.misdeed = fault}, &quick, UNIT_CRASHED, "signal SIGSEGV in its worker: about to fault");
    expect((struct trial){.misdeed = abort_it}, &quick, UNIT_CRASHED, "signal SIGABRT");
    expect((struct trial){.misdeed = kill_itself}, &quick, UNIT_CRASHED, "signal SIGKILL");
    expect((struct trial){.misdeed = leave}, &quick, UNIT_CRASHED, "ended with status 0");
    expect((struct trial){.misdeed = leave_with_message}, &quick, UNIT_CRASHED, "ended with status 7: cannot go on");
    expect((struct trial){.misdeed = talk_without_end}, &quick, UNIT_CRASHED, "ended with status 3: this line is said");
}

static void test_time(void **state)
{
    (void)state;
    struct workers_limits impatient = quick;
    impatient.wall_seconds = 3;
    expect((struct trial){.misdeed = spin}, &quick, UNIT_TIMEOUT, "more than 1 s of CPU time");
    expect((struct trial){.misdeed = sleep_on}, &impatient, UNIT_TIMEOUT, "no result after 3 s");
    expect((struct trial){.misdeed = spin_stubbornly}, &impatient, UNIT_TIMEOUT, "no result after 3 s");
}

static void test_memory(void **state)
{
    (void)state;
    struct workers_limits roomy = quick;
    roomy.memory_bytes = SANITIZED ? 2ull << 30 : 1ull << 29;
    roomy.cpu_seconds = 120, roomy.wall_seconds = 300;
    g_autofree char *reason = g_strdup_printf("more than %u MiB of memory", (unsigned)(roomy.memory_bytes >> 20));
    expect((struct trial){.misdeed = eat_memory}, &roomy, UNIT_FAILED, reason);
}

static void test_stack(void **state)
{
    (void)state;
    struct workers_limits roomy = quick;
    roomy.memory_bytes = 4ull << 30;
    roomy.cpu_seconds = 120, roomy.wall_seconds = 300; /* a million page faults are slow on a busy guest */
    expect((struct trial){.misdeed = nest_deeply}, &roomy, UNIT_OK, NULL);
    if (SANITIZED)
        expect((struct trial){.misdeed = nest_without_end}, &roomy, UNIT_CRASHED, NULL);
    else
        expect((struct trial){.misdeed = nest_without_end}, &roomy, UNIT_FAILED, "nested too deeply");
}

static void test_garbage(void **state)
{
    (void)state;
    static const misdeed misdeeds[] = {write_garbage, write_another_unit, write_odd_status, claim_too_much};
    for (size_t i = 0; i < G_N_ELEMENTS(misdeeds); i++)
        expect((struct trial){.misdeed = misdeeds[i]}, &quick, UNIT_CRASHED, "something that is no result");
    expect((struct trial){.misdeed = write_half}, &quick, UNIT_CRASHED, "ended with status 0");
}

/* The second answer may come together with the first or later; it never counts for another unit. */
static void test_answer_twice(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        struct trial trial = {.misdeed = write_twice};
        run_trial(&trial, &quick);
        g_string_free(trial.log, TRUE);
        g_free(trial.bad_reason);
    }
}

static void test_closed_socket(void **state)
{
    (void)state;
    expect((struct trial){.misdeed = close_and_sleep}, &quick, UNIT_CRASHED, "something that is no result");
}

/* What an earlier unit left behind in its worker is not held against a unit. */
static void test_second_try(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct workers_limits limits = quick;
        limits.jobs = jobs;
        expect((struct trial){.misdeed = fault, .only_in_company = true}, &limits, UNIT_OK, NULL);
    }
}

static void test_jobs_make_no_difference(void **state)
{
    (void)state;
    static const unsigned jobs[] = {1, 2, 4, 16, 64};
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
        for (unsigned recycle = 1; recycle < 100; recycle *= 8) {
            struct workers_limits limits = quick;
            limits.jobs = jobs[i];
            limits.recycle = recycle;
            expect((struct trial){.misdeed = fault}, &limits, UNIT_CRASHED,
                   "signal SIGSEGV in its worker: about to fault");
        }
}

static void test_stop(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    struct trial trial = {.parent = getpid(), .log = g_string_new(NULL), .stop_at = 5};
    assert_false(workers_run_all(&quick, N_UNITS, run, deliver, &trial, &error));
    assert_null(error);
    assert_non_null(strstr(trial.log->str, "5 ok"));
    assert_null(strstr(trial.log->str, "6 ok"));
    g_string_free(trial.log, TRUE);
}

static void test_no_units(void **state)
{
    (void)state;
    struct trial trial = {0};
    assert_true(workers_run_all(&quick, 0, run, deliver, &trial, NULL));
}

/* A worker inherits no descriptor but its own three and the socket, and cannot write files. */
static bool look_around(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    (void)context, (void)ret_reason, (void)unit;
    GString *seen = g_string_new(NULL);
    for (int fd = 0; fd < 1000; fd++)
        if (dup2(fd, fd) == fd)
            g_string_append_printf(seen, "%d ", fd);
    char c;
    g_string_append_printf(seen, "stdin %d ", (int)read(0, &c, 1));
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strdup_printf("%s/worker-%d", g_get_tmp_dir(), (int)getpid());
    FILE *file = fopen(path, "w");
    int written = file ? fputs("x", file) : -1;
    int flushed = file ? fclose(file) : -1;
    g_string_append_printf(seen, "wrote %d", written >= 0 && flushed == 0);
    unlink(path);
    g_byte_array_append(payload, (const guint8 *)seen->str, (guint)seen->len);
    g_string_free(seen, TRUE);
    return true;
}

static bool note_view(const struct worker_result *result, void *context)
{
    char **ret_view = context;
    *ret_view = g_strndup((const char *)result->payload, result->payload_size);
    return true;
}

static void test_isolation(void **state)
{
    (void)state;
    char *view = NULL;
    assert_true(workers_run_all(&quick, 1, look_around, note_view, &view, NULL));
    assert_string_equal(view, "0 1 2 3 stdin 0 wrote 0");
    g_free(view);
}

static bool make_large(uint32_t unit, GByteArray *payload, char **ret_reason, void *context)
{
    (void)context, (void)ret_reason;
    g_byte_array_set_size(payload, 8 << 20);
    memset(payload->data, (int)unit, payload->len);
    return true;
}

static bool check_large(const struct worker_result *result, void *context)
{
    (void)context;
    assert_int_equal(result->payload_size, 8 << 20);
    for (size_t i = 0; i < result->payload_size; i += 4093)
        assert_int_equal(result->payload[i], result->unit);
    return true;
}

static void test_large_payloads(void **state)
{
    (void)state;
    assert_true(workers_run_all(&quick, 20, make_large, check_large, NULL, NULL));
}

static void test_unpack_hostile(void **state)
{
    (void)state;
    g_autoptr(GByteArray) zeros = g_byte_array_new();
    g_byte_array_set_size(zeros, 1 << 20);
    memset(zeros->data, 0, zeros->len);
    g_autoptr(GByteArray) packed = frame_pack(zeros);
    assert_in_range(packed->len, 1, 4096);
    g_autoptr(GByteArray) back = frame_unpack(packed->data, packed->len, 1 << 20);
    assert_int_equal(back->len, 1 << 20);
    assert_null(frame_unpack(packed->data, packed->len, (1 << 20) - 1));
    for (size_t n = 0; n < packed->len; n++)
        assert_null(frame_unpack(packed->data, n, 1 << 20));
    assert_null(frame_unpack((const uint8_t *)"not zstd at all", 15, 1 << 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_well),       cmocka_unit_test(test_death),
        cmocka_unit_test(test_time),           cmocka_unit_test(test_memory),
        cmocka_unit_test(test_garbage),        cmocka_unit_test(test_closed_socket),
        cmocka_unit_test(test_answer_twice),   cmocka_unit_test(test_second_try),
        cmocka_unit_test(test_stop),           cmocka_unit_test(test_jobs_make_no_difference),
        cmocka_unit_test(test_no_units),       cmocka_unit_test(test_isolation),
        cmocka_unit_test(test_large_payloads), cmocka_unit_test(test_unpack_hostile),
        cmocka_unit_test(test_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
