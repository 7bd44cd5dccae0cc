/* kill -9 at any moment: the runs before are intact and the file is readable. */
#include "runs.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/maintain.h"

enum { KILLS = 30, FINDINGS = 500, LONGEST = 8000000 /* µs */ };

static char *folder, *path;

/* Writes runs until it is killed. */
static void write_for_ever(void)
{
    for (;;) {
        struct store *store = store_open(path, NULL);
        if (!store || !store_begin(store, &a_run, NULL))
            _exit(1);
        for (int i = 0; i < FINDINGS; i++) {
            g_autofree char *name = g_strdup_printf("%d", i);
            struct finding finding = a_finding(name, name);
            if (!store_finding(store, &finding, NULL))
                _exit(2);
        }
        if (!store_commit(store, &(struct run_totals){.findings = FINDINGS}, NULL) || !store_close(store, NULL))
            _exit(3);
    }
}

static void kill_after(unsigned microseconds)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        write_for_ever();
    g_usleep(microseconds);
    assert_int_equal(kill(child, SIGKILL), 0);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static bool count(const struct stored_finding *row, void *findings)
{
    assert_int_equal(row->finding.n_steps, 2);
    ++*(unsigned *)findings;
    return true;
}

static void fault(const char *text, void *context)
{
    (void)context;
    fail_msg("integrity: %s", text);
}

/* The number of the newest run, 0 when there is none yet; every run must be whole. */
static int64_t newest_whole_run(void)
{
    GError *error = NULL;
    struct reader *reader = reader_open(path, 0, &error);
    if (!reader) {
        bool none_yet = !g_file_test(path, G_FILE_TEST_EXISTS) || g_error_matches(error, DB_ERROR, DB_ERROR_OPEN) ||
                        g_error_matches(error, DB_ERROR, DB_ERROR_NOT_OURS);
        if (!none_yet)
            fail_msg("%s", error->message);
        g_clear_error(&error);
        return 0;
    }
    int64_t newest = reader_run_number(reader);
    reader_close(reader);
    for (int64_t run = 1; run <= newest; run++) {
        unsigned findings = 0;
        assert_done(reader = reader_open(path, run, &error_));
        assert_int_equal(reader_totals(reader)->findings, FINDINGS);
        assert_done(reader_findings(reader, count, &findings, &error_));
        assert_int_equal(findings, FINDINGS);
        reader_close(reader);
    }
    return newest;
}

/* A machine may be too slow or too busy for any run to be done in time: then it is given longer. */
static void killed_at_random_points(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(11);
    int64_t newest = 0;
    int kills = 0;
    for (int longest = 60000; newest == 0 && longest < LONGEST; longest *= 2)
        for (int i = 0; i < KILLS; i++, kills++) {
            kill_after((unsigned)g_rand_int_range(dice, 200, longest));
            int64_t now = newest_whole_run();
            assert_true(now >= newest);
            newest = now;
        }
    assert_true(newest > 0);
    assert_done(maintain_check(path, fault, NULL, &error_));
    write_run(path, (const char *const[]){"0", "0", NULL}); /* and it can be written on, to one plain file */
    g_autofree char *wal = g_strconcat(path, "-wal", NULL);
    assert_false(g_file_test(wal, G_FILE_TEST_EXISTS));
    print_message("%d kills, %d runs survived\n", kills, (int)newest);
}

/* Killed while the very first tables are made: the next one starts over. */
static void killed_while_created(void **state)
{
    (void)state;
    g_autoptr(GRand) dice = g_rand_new_with_seed(5);
    for (int i = 0; i < KILLS; i++) {
        g_unlink(path);
        g_autofree char *wal = g_strconcat(path, "-wal", NULL), *shm = g_strconcat(path, "-shm", NULL),
                        *journal = g_strconcat(path, "-journal", NULL);
        g_unlink(wal);
        g_unlink(shm);
        g_unlink(journal);
        kill_after((unsigned)g_rand_int_range(dice, 100, 12000));
        write_run(path, (const char *const[]){"a", "ma", NULL});
        struct reader *reader = NULL;
        assert_done(reader = reader_open(path, 0, &error_));
        reader_close(reader);
    }
}

int main(void)
{
    folder = fresh_folder();
    path = g_build_filename(folder, "t.db", NULL);
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_random_points),
                                       cmocka_unit_test(killed_while_created)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_folder(folder);
    g_free(folder);
    g_free(path);
    return failed;
}
