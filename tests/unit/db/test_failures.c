/* Everything that can be wrong with a file gives an error that names the file and says what to try, and a file that is
 * not ours stays as it is. */
#include "runs.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/maintain.h"

static char *folder, *path;

static int begin(void **state)
{
    (void)state;
    folder = fresh_folder();
    path = g_build_filename(folder, "t.db", NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_folder(folder);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&path, g_free);
    return 0;
}

static void expect_error(GError **error, enum db_error code, const char *advice)
{
    assert_non_null(*error);
    if ((*error)->domain != DB_ERROR || (*error)->code != (int)code)
        fail_msg("not error %d: %s", (int)code, (*error)->message);
    assert_non_null(strstr((*error)->message, path));
    if (!strstr((*error)->message, advice))
        fail_msg("no \"%s\" in: %s", advice, (*error)->message);
    g_clear_error(error);
}

static void expect_refused(enum db_error code, const char *advice)
{
    GError *error = NULL;
    assert_null(store_open(path, &error));
    expect_error(&error, code, advice);
    assert_null(reader_open(path, 0, &error));
    expect_error(&error, code, advice);
    assert_false(maintain_vacuum(path, 1, &error));
    expect_error(&error, code, advice);
}

static void put(const void *bytes, size_t length)
{
    assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

static void expect_bytes(const char *bytes, size_t length)
{
    g_autofree char *now = NULL;
    size_t size = 0;
    assert_true(g_file_get_contents(path, &now, &size, NULL));
    assert_int_equal(size, length);
    assert_memory_equal(now, bytes, length);
}

static void text_file_is_left_alone(void **state)
{
    (void)state;
    put("int main(void) { return 0; }\n", 29);
    expect_refused(DB_ERROR_NOT_OURS, "--db");
    expect_bytes("int main(void) { return 0; }\n", 29);
}

static void make_foreign(const char *sql)
{
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void foreign_database_is_left_alone(void **state)
{
    (void)state;
    make_foreign("CREATE TABLE t(x); PRAGMA journal_mode = WAL; INSERT INTO t VALUES (1)");
    g_autofree char *before = NULL;
    size_t length = 0;
    assert_true(g_file_get_contents(path, &before, &length, NULL));
    expect_refused(DB_ERROR_NOT_OURS, "another program");
    expect_bytes(before, length);
}

static void newer_schema_is_left_alone(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    make_foreign("PRAGMA user_version = 99");
    g_autofree char *before = NULL;
    size_t length = 0;
    assert_true(g_file_get_contents(path, &before, &length, NULL));
    expect_refused(DB_ERROR_NEWER, "newer");
    expect_bytes(before, length);
}

static void missing_file_and_folder(void **state)
{
    (void)state;
    GError *error = NULL;
    assert_null(reader_open(path, 0, &error));
    expect_error(&error, DB_ERROR_OPEN, "run a scan first");
    assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    assert_false(maintain_vacuum(path, 1, &error));
    expect_error(&error, DB_ERROR_OPEN, "no such file");
    g_autofree char *inside = g_build_filename(path, "x.db", NULL);
    assert_null(store_open(inside, &error));
    expect_error(&error, DB_ERROR_OPEN, "--db");
}

static void not_a_regular_file(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_refused(DB_ERROR_OPEN, "not a regular file");
}

static void empty_database_has_no_run(void **state)
{
    (void)state;
    struct store *store = NULL;
    put("", 0); /* as mktemp makes it */
    assert_done(store = store_open(path, &error_));
    assert_done(store_close(store, &error_));
    GError *error = NULL;
    assert_null(reader_open(path, 0, &error));
    expect_error(&error, DB_ERROR_OPEN, "run a scan first");
}

static bool ignore_finding(const struct stored_finding *row, void *context)
{
    (void)row;
    (void)context;
    return true;
}

static bool ignore_site(const struct site *row, void *context)
{
    (void)row;
    (void)context;
    return true;
}

static void ignore_fault(const char *text, void *faults)
{
    (void)text;
    ++*(unsigned *)faults;
}

/* Reads all there is. True when every part was readable. */
static bool read_whole(GError **error)
{
    struct reader *reader = reader_open(path, 0, error);
    if (!reader)
        return false;
    bool whole = reader_findings(reader, ignore_finding, NULL, error) && reader_sites(reader, ignore_site, NULL, error);
    reader_close(reader);
    return whole;
}

static void write_many(void)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 800; i++) {
        g_ptr_array_add(pairs, g_strdup_printf("fingerprint-%d", i));
        g_ptr_array_add(pairs, g_strdup_printf("moved-%d", i));
    }
    g_ptr_array_add(pairs, NULL);
    write_run(path, (const char *const *)pairs->pdata);
}

static void truncated_is_corrupt(void **state)
{
    (void)state;
    write_many();
    g_autofree char *whole = NULL;
    size_t length = 0;
    assert_true(g_file_get_contents(path, &whole, &length, NULL));
    const size_t cuts[] = {20, 99, 100, 512, 4096, 4097, length / 2, length - 4096};
    for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
        put(whole, cuts[i]);
        GError *error = NULL;
        assert_false(read_whole(&error));
        expect_error(&error, DB_ERROR_CORRUPT, "restore a copy");
        assert_null(store_open(path, &error));
        expect_error(&error, DB_ERROR_CORRUPT, "restore a copy");
    }
}

/* Whatever bytes are changed, reading ends, without a crash; and when it ends badly, with a corruption error. */
static void random_bytes_never_crash(void **state)
{
    (void)state;
    write_many();
    g_autofree char *whole = NULL;
    size_t length = 0;
    assert_true(g_file_get_contents(path, &whole, &length, NULL));
    g_autoptr(GRand) dice = g_rand_new_with_seed(7);
    unsigned noticed = 0;
    for (int round = 0; round < 150; round++) {
        g_autofree char *spoilt = g_memdup2(whole, length);
        size_t at = 100 + g_rand_int_range(dice, 0, (int)length - 700);
        for (size_t i = 0; i < 600; i++)
            spoilt[at + i] = (char)g_rand_int(dice);
        put(spoilt, length);
        GError *error = NULL;
        if (!read_whole(&error)) {
            expect_error(&error, DB_ERROR_CORRUPT, "restore a copy");
            noticed++;
        }
        unsigned faults = 0;
        if (!maintain_check(path, ignore_fault, &faults, &error))
            expect_error(&error, DB_ERROR_CORRUPT, "restore a copy");
    }
    assert_true(noticed > 20);
}

/* A table taken away, a word that is none of ours, a view in the place of a table: the hostile kinds. */
static void foreign_hands_in_our_file(void **state)
{
    (void)state;
    static const char *const spoils[] = {
        "DROP TABLE step; DROP TABLE finding",
        "UPDATE finding SET level = 'catastrophic'",
        "UPDATE step SET role = ''",
        ("ALTER TABLE finding RENAME TO hidden; CREATE VIEW finding AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL "
         "SELECT x FROM c) SELECT x AS run FROM c"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_unlink(path);
        write_run(path, (const char *const[]){"a", "ma", NULL});
        make_foreign(spoils[i]);
        GError *error = NULL;
        assert_false(read_whole(&error));
        expect_error(&error, DB_ERROR_CORRUPT, "restore a copy");
    }
}

/* A trigger that somebody planted does not run when we write. */
static void triggers_stay_asleep(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    make_foreign("CREATE TRIGGER t AFTER INSERT ON finding BEGIN DELETE FROM run; END");
    write_run(path, (const char *const[]){"a", "ma", NULL});
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_int_equal(reader_run_number(reader), 2);
    reader_close(reader);
}

static void second_writer_is_told(void **state)
{
    (void)state;
    struct store *first = NULL, *second = NULL;
    assert_done(first = store_open(path, &error_));
    assert_done(store_begin(first, &a_run, &error_));
    gint64 start = g_get_monotonic_time();
    GError *error = NULL;
    assert_done(second = store_open(path, &error_));
    assert_false(store_begin(second, &a_run, &error));
    assert_true(g_get_monotonic_time() - start >= G_USEC_PER_SEC);
    expect_error(&error, DB_ERROR_BUSY, "another process");
    assert_done(store_close(second, &error_));
    assert_done(store_commit(first, &(struct run_totals){0}, &error_));
    assert_done(store_close(first, &error_));
    assert_true(read_whole(&error));
}

/* Runs `body` in a child, as somebody who is not root, so that permissions hold. */
static void in_child(void (*body)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
            _exit(9);
        body();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define must(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            print_error("line %d: %s\n", __LINE__, #condition);                                                        \
            _exit(1);                                                                                                  \
        }                                                                                                              \
    } while (0)

static void refused_to_write(void)
{
    GError *error = NULL;
    struct store *store = store_open(path, &error);
    must(!store);
    must(g_error_matches(error, DB_ERROR, DB_ERROR_OPEN));
    must(strstr(error->message, "--db"));
    g_clear_error(&error);
}

static void readable_nonetheless(void)
{
    refused_to_write();
    GError *error = NULL;
    bool whole = read_whole(&error);
    if (!whole)
        print_error("%s\n", error->message);
    must(whole);
}

static void read_only_folder(void **state)
{
    (void)state;
    assert_int_equal(chmod(folder, 0555), 0);
    in_child(refused_to_write);
    assert_int_equal(chmod(folder, 0755), 0);
    write_run(path, (const char *const[]){"a", "ma", NULL});
    assert_int_equal(chmod(folder, 0555), 0);
    assert_int_equal(chmod(path, 0444), 0);
    in_child(readable_nonetheless);
    assert_int_equal(chmod(folder, 0755), 0);
}

/* The main file of a killed writer, copied alone into a folder that is read-only. */
static void wal_header_in_read_only_folder(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    make_foreign("PRAGMA journal_mode = WAL");
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    in_child(readable_nonetheless);
    assert_int_equal(chmod(folder, 0755), 0);
}

static bool fill(struct store *store, GError **error)
{
    if (!store_begin(store, &a_run, error))
        return false;
    for (int i = 0; i < 100000; i++) {
        g_autofree char *name = g_strdup_printf("%d", i);
        struct finding finding = a_finding(name, name);
        if (!store_finding(store, &finding, error))
            return false;
    }
    return store_commit(store, &(struct run_totals){0}, error);
}

static void fill_until_full(void)
{
    signal(SIGXFSZ, SIG_IGN);
    must(setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, 1 << 20}) == 0);
    GError *error = NULL;
    struct store *store = store_open(path, &error);
    must(store);
    must(!fill(store, &error));
    if (!g_error_matches(error, DB_ERROR, DB_ERROR_FULL) || !strstr(error->message, path))
        print_error("%s\n", error->message);
    must(g_error_matches(error, DB_ERROR, DB_ERROR_FULL));
    must(strstr(error->message, path));
    g_clear_error(&error);
    store_close(store, NULL);
}

static void full_disk_keeps_the_previous_run(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    assert_int_equal(chmod(folder, 0777), 0);
    assert_int_equal(chmod(path, 0666), 0);
    in_child(fill_until_full);
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_int_equal(reader_run_number(reader), 1);
    reader_close(reader);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(text_file_is_left_alone),
                                       CASE(foreign_database_is_left_alone),
                                       CASE(newer_schema_is_left_alone),
                                       CASE(missing_file_and_folder),
                                       CASE(not_a_regular_file),
                                       CASE(empty_database_has_no_run),
                                       CASE(truncated_is_corrupt),
                                       CASE(random_bytes_never_crash),
                                       CASE(foreign_hands_in_our_file),
                                       CASE(triggers_stay_asleep),
                                       CASE(second_writer_is_told),
                                       CASE(read_only_folder),
                                       CASE(wal_header_in_read_only_folder),
                                       CASE(full_disk_keeps_the_previous_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
