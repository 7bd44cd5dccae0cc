/* What is written comes back, whatever the strings hold; the views are the contract; speed. */
#include "runs.h"

#include <sqlite3.h>

/* Markup, quotes, escapes, a newline, and bytes that are no UTF-8. */
#define NASTY "<b>\"'; DROP TABLE run;--\n\x1b[31m\xff\xc0\x80]]>"

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

static bool check_rule(const struct rule_row *rule, void *count)
{
    assert_string_equal(rule->id, "double-fetch");
    assert_int_equal(rule->severity, LEVEL_HIGH);
    assert_int_equal(rule->cwe, 367);
    assert_string_equal(rule->help, NASTY);
    ++*(int *)count;
    return true;
}

static bool check_unit(const struct unit_report *unit, void *count)
{
    assert_string_equal(unit->file, NASTY);
    assert_int_equal(unit->status, UNIT_DEGRADED);
    assert_string_equal(unit->reason, NASTY);
    assert_int_equal(unit->instructions, 4000000000u);
    assert_true(unit->cached);
    ++*(int *)count;
    return true;
}

static bool check_site(const struct site *site, void *count)
{
    assert_string_equal(site->interface, "pkey_mprotect");
    assert_int_equal(site->kind, SITE_SYSCALL);
    assert_int_equal(site->side, SIDE_KERNEL);
    assert_int_equal(site->n_args, 2);
    assert_string_equal(site->args[0].text, NASTY);
    assert_string_equal(site->args[1].value, "4096");
    assert_null(site->args[0].value);
    assert_null(site->value);
    ++*(int *)count;
    return true;
}

static bool check_finding(const struct stored_finding *row, void *count)
{
    assert_string_equal(row->finding.message, NASTY);
    assert_int_equal(row->finding.level, LEVEL_MEDIUM);
    assert_int_equal(row->finding.severity, LEVEL_HIGH);
    assert_int_equal(row->finding.verdict, VERDICT_LIVE);
    assert_int_equal(row->finding.n_steps, 2);
    assert_int_equal(row->finding.steps[1].role, ROLE_USE);
    assert_string_equal(row->finding.steps[1].why, "n is relied on");
    assert_string_equal(row->finding.suppressed, NASTY);
    assert_string_equal(row->finding.line_hash, "abc:1");
    assert_null(row->finding.reason);
    assert_int_equal(row->state, STATE_NEW);
    ++*(int *)count;
    return true;
}

static bool check_excerpt(const struct excerpt *excerpt, void *count)
{
    assert_int_equal(excerpt->line, 7 + *(int *)count);
    assert_string_equal(excerpt->text, NASTY);
    ++*(int *)count;
    return true;
}

static void write_nasty(void)
{
    struct store *store = NULL;
    const struct run_info run = {"2026-01-02T03:04:05Z", NASTY, "0.1.0", "c0ffee", NASTY};
    const struct rule_row rule = {"double-fetch", "toctou", LEVEL_HIGH, 367, "Fetched twice", NASTY};
    const struct unit_report unit = {.file = NASTY,
                                     .status = UNIT_DEGRADED,
                                     .mode = "database",
                                     .reason = NASTY,
                                     .instructions = 4000000000u,
                                     .cached = true};
    const struct site_argument args[] = {{"addr", NASTY, NULL, "U,TOCTOU"}, {"len", "4096", "4096", "U"}};
    const struct site site = {.fingerprint = "s",
                              .family = "pkeys",
                              .interface = "pkey_mprotect",
                              .kind = SITE_SYSCALL,
                              .file = "a.c",
                              .line = 1,
                              .col = 2,
                              .function = "",
                              .side = SIDE_KERNEL,
                              .args = args,
                              .n_args = 2,
                              .confidence = CONFIDENCE_HIGH};
    struct finding finding = a_finding("f", "m");
    finding.message = finding.suppressed = NASTY;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &run, &error_));
    assert_done(store_rule(store, &rule, &error_));
    assert_done(store_unit(store, &unit, &error_));
    assert_done(store_site(store, &site, &error_));
    assert_done(store_finding(store, &finding, &error_));
    assert_done(store_excerpt(store, &(struct excerpt){"a.c", 8, NASTY}, &error_));
    assert_done(store_excerpt(store, &(struct excerpt){"a.c", 7, NASTY}, &error_));
    assert_done(store_excerpt(store, &(struct excerpt){"a.c", 7, "the first stays"}, &error_));
    assert_done(
        store_commit(store, &(struct run_totals){.units = 1, .degraded = 1, .elapsed_ms = 5000000000u}, &error_));
    assert_done(store_close(store, &error_));
}

static void round_trip(void **state)
{
    (void)state;
    write_nasty();
    struct reader *reader = NULL;
    int rules = 0, units = 0, sites = 0, findings = 0, excerpts = 0;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_int_equal(reader_run_number(reader), 1);
    assert_string_equal(reader_run(reader)->root, NASTY);
    assert_string_equal(reader_run(reader)->catalogue, "c0ffee");
    assert_int_equal(reader_totals(reader)->degraded, 1);
    assert_int_equal(reader_totals(reader)->elapsed_ms, 5000000000u);
    assert_done(reader_rules(reader, check_rule, &rules, &error_));
    assert_done(reader_units(reader, check_unit, &units, &error_));
    assert_done(reader_sites(reader, check_site, &sites, &error_));
    assert_done(reader_findings(reader, check_finding, &findings, &error_));
    assert_done(reader_excerpts(reader, "a.c", check_excerpt, &excerpts, &error_));
    assert_int_equal(rules + units + sites + findings, 4);
    assert_int_equal(excerpts, 2);
    g_autoptr(GHashTable) set = NULL;
    assert_done(set = reader_fingerprints(reader, &error_));
    assert_true(g_hash_table_contains(set, "f") && g_hash_table_contains(set, "m"));
    assert_int_equal(g_hash_table_size(set), 2);
    reader_close(reader);
}

static bool first_only(const struct stored_finding *row, void *seen)
{
    g_string_append(seen, row->finding.fingerprint);
    return false;
}

/* A callback that answers false ends the walk, without an error. */
static void stops_when_told(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"b", "mb", "a", "ma", NULL});
    g_autoptr(GString) seen = g_string_new(NULL);
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(reader_findings(reader, first_only, seen, &error_));
    assert_done(reader_findings(reader, first_only, seen, &error_));
    assert_string_equal(seen->str, "aa");
    reader_close(reader);
}

static bool append_fingerprint(const struct stored_finding *row, void *seen)
{
    g_string_append_printf(seen, "%s ", row->finding.fingerprint);
    return true;
}

static void gravest_first(void **state)
{
    (void)state;
    static const struct {
        const char *name, *file;
        enum level level;
        uint32_t line;
    } rows[] = {{"none", "a.c", LEVEL_NONE, 1},  {"low", "a.c", LEVEL_LOW, 1},      {"crit", "z.c", LEVEL_CRITICAL, 1},
                {"note", "a.c", LEVEL_NOTE, 1},  {"high10", "b.c", LEVEL_HIGH, 10}, {"high9", "b.c", LEVEL_HIGH, 9},
                {"med", "a.c", LEVEL_MEDIUM, 1}, {"higha", "a.c", LEVEL_HIGH, 50}};
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct finding finding = a_finding(rows[i].name, rows[i].name);
        finding.file = rows[i].file;
        finding.level = rows[i].level;
        finding.line = rows[i].line;
        assert_done(store_finding(store, &finding, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_close(store, &error_));
    g_autoptr(GString) seen = g_string_new(NULL);
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(reader_findings(reader, append_fingerprint, seen, &error_));
    assert_string_equal(seen->str, "crit higha high9 high10 med low note none ");
    reader_close(reader);
}

static void rolled_back_leaves_no_run(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    assert_done(store_close(store, &error_));
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_int_equal(reader_run_number(reader), 1);
    reader_close(reader);
    GError *error = NULL;
    assert_null(reader_open(path, 2, &error));
    assert_non_null(error);
    assert_non_null(strstr(error->message, "no run 2"));
    g_clear_error(&error);
}

/* A reader's run stays as it was while another one is committed. */
static void reader_sees_one_state(void **state)
{
    (void)state;
    write_run(path, (const char *const[]){"a", "ma", NULL});
    struct reader *reader = NULL;
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    g_autoptr(GString) seen = g_string_new(NULL);
    assert_done(reader_findings(reader, append_fingerprint, seen, &error_));
    assert_string_equal(seen->str, "a ");
    reader_close(reader);
    assert_done(store_close(store, &error_));
}

static char *columns_of(sqlite3 *handle, const char *view)
{
    GString *text = g_string_new(NULL);
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s", view);
    sqlite3_stmt *rows = NULL;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &rows, NULL), SQLITE_OK);
    for (int i = 0; i < sqlite3_column_count(rows); i++)
        g_string_append_printf(text, "%s%s", i ? " " : "", sqlite3_column_name(rows, i));
    sqlite3_finalize(rows);
    return g_string_free(text, FALSE);
}

static void views_are_the_contract(void **state)
{
    (void)state;
    static const char *const views[][2] = {
        {"v_run", "run started root tool_version catalogue units units_ok units_degraded units_failed elapsed_ms"},
        {"v_unit", "run file status mode reason functions functions_degraded parse_ms cached"},
        {"v_site", "run fingerprint family interface kind file line col function side args value tags confidence hits"},
        {"v_finding", "run finding fingerprint rule level severity confidence verdict reason file line col function "
                      "message state suppressed confirmed hits"},
        {"v_step", "finding ord role file line col text why"},
        {"v_event", "trace event ts_ns pid tid comm family interface args ret evidence site_fingerprint match "
                    "kind abi leave_ns cpu pkru pkru_source address key access stack"},
    };
    write_nasty();
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
        g_autofree char *columns = columns_of(handle, views[i][0]);
        assert_string_equal(columns, views[i][1]);
    }
    sqlite3_close(handle);
}

static char *one_text(const char *sql)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *rows = NULL;
    assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &rows, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
    char *text = g_strdup((const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    sqlite3_close(handle);
    return text;
}

static void site_view_shows_arguments(void **state)
{
    (void)state;
    write_nasty();
    g_autofree char *tags = one_text("SELECT tags FROM v_site");
    assert_string_equal(tags, "addr[U,TOCTOU], len[U]");
    g_autofree char *value = one_text("SELECT json_extract(args, '$[1].value') FROM v_site");
    assert_string_equal(value, "4096");
}

static void one_plain_file_at_rest(void **state)
{
    (void)state;
    write_nasty();
    g_autofree char *wal = g_strconcat(path, "-wal", NULL), *shm = g_strconcat(path, "-shm", NULL);
    assert_false(g_file_test(wal, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(shm, G_FILE_TEST_EXISTS));
    g_autofree char *mode = one_text("PRAGMA journal_mode");
    assert_string_equal(mode, "delete");
    g_autofree char *sound = one_text("PRAGMA integrity_check");
    assert_string_equal(sound, "ok");
}

static bool count_site(const struct site *site, void *count)
{
    (void)site;
    ++*(unsigned *)count;
    return true;
}

/* 300,000 rows: 100,000 sites of two arguments each. The limit is generous because of sanitizers and busy machines. */
static void fast_enough(void **state)
{
    (void)state;
    const struct site_argument args[] = {{"addr", "p", NULL, "U,TOCTOU"}, {"len", "4096", "4096", "U"}};
    gint64 start = g_get_monotonic_time();
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    for (uint32_t i = 0; i < 100000; i++) {
        char fingerprint[40];
        g_snprintf(fingerprint, sizeof fingerprint, "%032u", i);
        const struct site site = {.fingerprint = fingerprint,
                                  .family = "pkeys",
                                  .interface = "pkey_mprotect",
                                  .file = "drivers/gpu/drm/a/long/path/to/a/file.c",
                                  .line = i,
                                  .col = 2,
                                  .function = "some_function",
                                  .args = args,
                                  .n_args = 2};
        assert_done(store_site(store, &site, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){.sites = 100000}, &error_));
    assert_done(store_close(store, &error_));
    gint64 written = g_get_monotonic_time();
    unsigned count = 0;
    struct reader *reader = NULL;
    assert_done(reader = reader_open(path, 0, &error_));
    assert_done(reader_sites(reader, count_site, &count, &error_));
    reader_close(reader);
    gint64 done = g_get_monotonic_time();
    assert_int_equal(count, 100000);
    print_message("300,000 rows: written in %d ms, read in %d ms\n", (int)((written - start) / 1000),
                  (int)((done - written) / 1000));
    assert_true(done - start < 60 * G_USEC_PER_SEC);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(round_trip),
        CASE(stops_when_told),
        CASE(gravest_first),
        CASE(rolled_back_leaves_no_run),
        CASE(reader_sees_one_state),
        CASE(views_are_the_contract),
        CASE(site_view_shows_arguments),
        CASE(one_plain_file_at_rest),
        CASE(fast_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
