/* new, unchanged, reopened, fixed: what a finding is to the runs before it. */
#include "runs.h"

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

static bool append(const struct stored_finding *row, void *text)
{
    g_string_append_printf(text, "%s=%s ", row->finding.fingerprint, state_name(row->state));
    return true;
}

static char *states_of(int64_t run)
{
    GString *text = g_string_new(NULL);
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, run, &error_));
    assert_done(reader_findings(reader, append, text, &error_));
    reader_close(reader);
    return g_string_free(text, FALSE);
}

static void expect(int64_t run, const char *states)
{
    g_autofree char *found = states_of(run);
    assert_string_equal(found, states);
}

#define RUN(...) write_run(path, (const char *const[]){__VA_ARGS__, NULL, NULL})

static void first_run_is_new(void **state)
{
    (void)state;
    RUN("a", "ma", "b", "mb");
    expect(0, "a=new b=new ");
}

static void gone_is_fixed_once_and_may_reopen(void **state)
{
    (void)state;
    RUN("a", "ma", "b", "mb");
    RUN("a", "ma");
    expect(0, "a=unchanged b=fixed ");
    RUN("a", "ma");
    expect(0, "a=unchanged ");
    RUN("a", "ma", "b", "mb");
    expect(0, "a=unchanged b=reopened ");
    RUN("a", "ma", "b", "mb");
    expect(0, "a=unchanged b=unchanged ");
    expect(2, "a=unchanged b=fixed ");
}

static void fixed_then_back_at_once(void **state)
{
    (void)state;
    RUN("a", "ma");
    RUN(NULL, NULL);
    expect(0, "a=fixed ");
    RUN("a", "ma");
    expect(0, "a=reopened ");
}

static void renamed_file_is_unchanged(void **state)
{
    (void)state;
    RUN("a", "m", "x", "mx");
    RUN("b", "m", "x", "mx");
    expect(0, "b=unchanged x=unchanged ");
    RUN("c", "m", "x", "mx");
    expect(0, "c=unchanged x=unchanged ");
}

static void copied_function_is_new(void **state)
{
    (void)state;
    RUN("a", "m");
    RUN("a", "m", "b", "m");
    expect(0, "a=unchanged b=new ");
}

static void ambiguous_move_is_new_and_fixed(void **state)
{
    (void)state;
    RUN("a", "m");
    RUN("b", "m", "c", "m");
    expect(0, "a=fixed b=new c=new ");
}

static void renamed_and_reopened(void **state)
{
    (void)state;
    RUN("a", "m");
    RUN("x", "mx");
    RUN("b", "m", "x", "mx");
    expect(0, "b=reopened x=unchanged ");
}

static void same_fingerprint_twice_is_one(void **state)
{
    (void)state;
    RUN("a", "m", "a", "m");
    expect(0, "a=new ");
}

/* A unit that crashed says nothing about its findings. */
static void not_fixed_where_not_analysed(void **state)
{
    (void)state;
    RUN("a", "ma");
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    assert_done(store_scope(store, ".", &error_));
    struct unit_report unit = {.file = "a.c", .status = UNIT_CRASHED, .mode = "database", .reason = "signal 11"};
    assert_done(store_unit(store, &unit, &error_));
    assert_done(store_commit(store, &(struct run_totals){.units = 1, .failed = 1}, &error_));
    assert_done(store_close(store, &error_));
    expect(0, "");
}

/* A run over a part: its scope (NULL: none, as a shard), its units, and the findings, each in the file of its name. */
static void run_part(const char *root, const char *scope, const char *const *units, const char *const *findings)
{
    struct run_info run = a_run;
    run.root = root;
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &run, &error_));
    if (scope)
        assert_done(store_scope(store, scope, &error_));
    for (size_t i = 0; units[i]; i++) {
        struct unit_report unit = {.file = units[i], .status = UNIT_OK, .mode = "database"};
        assert_done(store_unit(store, &unit, &error_));
    }
    for (size_t i = 0; findings[i]; i++) {
        struct finding finding = a_finding(findings[i], findings[i]);
        finding.file = findings[i];
        assert_done(store_finding(store, &finding, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){.units = 1, .ok = 1}, &error_));
    assert_done(store_close(store, &error_));
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
static const char *const nothing[] = {NULL};

static void outside_of_the_scope_nothing_is_fixed(void **state)
{
    (void)state;
    run_part("/src", ".", LIST("fs/a.c", "mm/b.c"), LIST("fs/a.c", "include/h.h", "mm/b.c"));
    run_part("/src", "fs", LIST("fs/a.c"), nothing);
    expect(0, "fs/a.c=fixed ");
    run_part("/src", ".", LIST("fs/a.c", "mm/b.c"), LIST("include/h.h", "mm/b.c"));
    expect(0, "include/h.h=unchanged mm/b.c=unchanged ");
    run_part("/src", "f", LIST("fs/a.c"), LIST("fs/a.c"));
    expect(0, "fs/a.c=reopened ");
}

static void in_the_scope_deleted_files_and_headers_are_fixed(void **state)
{
    (void)state;
    run_part("/src", "fs", LIST("fs/a.c", "fs/b.c"), LIST("fs/b.c", "include/h.h"));
    run_part("/src", "fs/ext4", LIST("fs/ext4/c.c"), nothing);
    expect(0, "");
    run_part("/elsewhere", "fs", LIST("fs/a.c"), nothing);
    expect(0, "fs/b.c=fixed include/h.h=fixed ");
}

static void a_shard_vouches_for_its_units(void **state)
{
    (void)state;
    run_part("/src", ".", LIST("a.c", "b.c"), LIST("a.c", "b.c"));
    run_part("/src", NULL, LIST("a.c"), nothing);
    expect(0, "a.c=fixed ");
    run_part("/src", NULL, LIST("b.c"), LIST("b.c"));
    expect(0, "b.c=unchanged ");
}

/* The same file has two names, so its findings may look gone. */
static void roots_inside_each_other_fix_nothing(void **state)
{
    (void)state;
    run_part("/src", ".", LIST("fs/a.c"), LIST("fs/a.c"));
    run_part("/src/fs", ".", LIST("a.c"), LIST("a.c"));
    expect(0, "a.c=new ");
    run_part("/src", ".", LIST("fs/a.c"), LIST("fs/a.c"));
    expect(0, "fs/a.c=unchanged ");
}

static void renamed_twice_is_fixed_once(void **state)
{
    (void)state;
    RUN("a", "m");
    RUN("b", "m");
    RUN("b", "m");
    RUN(NULL, NULL);
    expect(0, "b=fixed ");
    RUN(NULL, NULL);
    expect(0, "");
}

static char **numbered(const char *prefix, int n)
{
    GPtrArray *pairs = g_ptr_array_new();
    for (int i = 0; i < n; i++) {
        g_ptr_array_add(pairs, g_strdup_printf("%s%d", prefix, i));
        g_ptr_array_add(pairs, g_strdup_printf("moved%d", i));
    }
    g_ptr_array_add(pairs, NULL);
    return (char **)g_ptr_array_free(pairs, FALSE);
}

static bool check_unchanged(const struct stored_finding *row, void *count)
{
    assert_int_equal(row->state, STATE_UNCHANGED);
    ++*(int *)count;
    return true;
}

/* Ten thousand findings under new names are settled by indexes; without, it took sixty times the writing. */
static void many_renamed_are_quick(void **state)
{
    (void)state;
    g_auto(GStrv) before = numbered("a", 10000), after = numbered("b", 10000);
    gint64 start = g_get_monotonic_time();
    write_run(path, (const char *const *)before);
    gint64 between = g_get_monotonic_time();
    write_run(path, (const char *const *)after);
    assert_true(g_get_monotonic_time() - between < 20 * (between - start));
    int count = 0;
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(reader_findings(reader, check_unchanged, &count, &error_));
    assert_int_equal(count, 10000);
    reader_close(reader);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(first_run_is_new),
                                       CASE(gone_is_fixed_once_and_may_reopen),
                                       CASE(fixed_then_back_at_once),
                                       CASE(renamed_file_is_unchanged),
                                       CASE(copied_function_is_new),
                                       CASE(ambiguous_move_is_new_and_fixed),
                                       CASE(renamed_and_reopened),
                                       CASE(same_fingerprint_twice_is_one),
                                       CASE(not_fixed_where_not_analysed),
                                       CASE(outside_of_the_scope_nothing_is_fixed),
                                       CASE(in_the_scope_deleted_files_and_headers_are_fixed),
                                       CASE(a_shard_vouches_for_its_units),
                                       CASE(roots_inside_each_other_fix_nothing),
                                       CASE(renamed_twice_is_fixed_once),
                                       CASE(many_renamed_are_quick)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
