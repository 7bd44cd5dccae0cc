/* Shards become one run: what several told counts once, ordinals count over all, and what does not belong together is
 * refused before anything is written. That the result is what one scan stores, tests/cli/shard.sh shows on real scans.
 */
#include "runs.h"

#include <sqlite3.h>
#include <string.h>

#include "db/merge.h"
#include "db/part.h"
#include "db/traces.h"
#include "model/fingerprint.h"

static char *folder, *out;
static char *in[4]; /* 1 to 3 */

static int begin(void **state)
{
    (void)state;
    folder = fresh_folder();
    out = g_build_filename(folder, "out.db", NULL);
    for (int i = 1; i <= 3; i++) {
        g_autofree char *name = g_strdup_printf("s%d.db", i);
        in[i] = g_build_filename(folder, name, NULL);
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_folder(folder);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&out, g_free);
    for (int i = 1; i <= 3; i++)
        g_clear_pointer(&in[i], g_free);
    return 0;
}

/* ---- shards ---- */

/* A shard being written; the strings of model nouns are literals. */
static struct store *open_shard_of(int number, int of, const struct run_info *run)
{
    struct store *store = NULL;
    assert_done(store = store_open(in[number], &error_));
    assert_done(store_begin(store, run, &error_));
    struct run_part part = {.shard = (uint32_t)number, .shards = (uint32_t)of};
    assert_done(store_part(store, &part, &error_));
    assert_done(store_scope(store, ".", &error_));
    return store;
}

static struct store *open_shard(int number)
{
    return open_shard_of(number, 3, &a_run);
}

static void tell_unit(struct store *store, const char *file)
{
    struct unit_report unit = {
        .file = file, .status = UNIT_OK, .mode = "database", .functions = 2, .instructions = 10, .unknowns = 1};
    assert_done(store_unit(store, &unit, &error_));
}

static void tell_site(struct store *store, const char *file, uint32_t line, const char *identity, uint32_t occurrence)
{
    static const struct site_argument args[] = {{"addr", "p", NULL, "U"}, {"len", "4096", "4096", "U,TOCTOU"}};
    struct site site = {.fingerprint = "of the shard",
                        .family = "pkeys",
                        .interface = "pkey_mprotect",
                        .file = file,
                        .line = line,
                        .col = 1,
                        .function = "f",
                        .args = args,
                        .n_args = 2,
                        .identity = identity,
                        .occurrence = occurrence};
    assert_done(store_site(store, &site, &error_));
}

/* With an excerpt of its line and of one that it does not name. */
static void tell_finding(struct store *store, const char *file, uint32_t line, const char *identity)
{
    struct step steps[] = {{ROLE_USE, file, line + 100, 7, "put(p, n);", "n is relied on"}};
    g_autofree char *shard_fingerprint = g_strconcat("shard-", identity, NULL);
    struct finding finding = a_finding(shard_fingerprint, shard_fingerprint);
    finding.file = file;
    finding.line = line;
    finding.steps = steps;
    finding.n_steps = 1;
    finding.identity = identity;
    finding.identity_moved = "moved";
    assert_done(store_finding(store, &finding, &error_));
    const uint32_t lines[] = {line - 5, line, line + 6, line + 105};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct excerpt excerpt = {file, lines[i], "text"};
        assert_done(store_excerpt(store, &excerpt, &error_));
    }
}

static void finish(struct store *store)
{
    assert_done(store_commit(store, &(struct run_totals){.elapsed_ms = 7}, &error_));
    assert_done(store_close(store, &error_));
}

/* Three shards with a unit each: in the order of the files a.c (shard 2), b.c (shard 3), c.c (shard 1). */
static void write_three(void)
{
    struct store *store = open_shard(1);
    tell_unit(store, "c.c");
    tell_site(store, "h.h", 5, "same", 0);
    tell_site(store, "h.h", 5, "same", 1);
    tell_finding(store, "h.h", 10, "known");
    finish(store);
    store = open_shard(2);
    tell_unit(store, "a.c");
    tell_site(store, "h.h", 9, "same", 0);
    tell_finding(store, "a.c", 300, "known");
    finish(store);
    store = open_shard(3);
    tell_unit(store, "b.c");
    tell_site(store, "h.h", 5, "same", 0);
    tell_site(store, "h.h", 9, "same", 0);
    tell_site(store, "h.h", 9, "other", 0);
    tell_finding(store, "h.h", 10, "known");
    finish(store);
}

/* ---- merging ---- */

static bool merge_into(const char *path, const char *const *ins, struct merged *merged, GError **error)
{
    struct merge_options options = {.out = path, .ins = ins, .tool_version = "0.1.0"};
    return merge_shards(&options, merged, error);
}

static void merge_all(struct merged *merged, const char *a, const char *b, const char *c)
{
    const char *const ins[] = {a, b, c, NULL};
    *merged = (struct merged){0};
    assert_done(merge_into(out, ins, merged, &error_));
}

static void expect_refused(enum db_error code, const char *words, const char *a, const char *b)
{
    const char *const ins[] = {a, b, NULL};
    struct merged merged = {0};
    GError *error = NULL;
    assert_false(merge_into(out, ins, &merged, &error));
    assert_non_null(error);
    if (error->domain != DB_ERROR || error->code != (int)code || !strstr(error->message, words))
        fail_msg("not error %d, \"%s\": %d, %s", (int)code, words, error->code, error->message);
    g_clear_error(&error);
    assert_null(merged.notes);
    assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
}

static void spoil(const char *path, const char *sql)
{
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(handle);
}

/* The rows of a query, columns with '|' between and rows with ' '. */
static char *ask(const char *path, const char *sql)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *rows = NULL;
    GString *text = g_string_new(NULL);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &rows, NULL), SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            g_string_append_printf(text, "%s%s",
                                   i           ? "|"
                                   : text->len ? " "
                                               : "",
                                   (const char *)sqlite3_column_text(rows, i));
    sqlite3_finalize(rows);
    sqlite3_close(handle);
    return g_string_free(text, FALSE);
}

static void expect(const char *sql, const char *wanted)
{
    g_autofree char *found = ask(out, sql);
    assert_string_equal(found, wanted);
}

/* ---- what counts, once ---- */

static void told_once_in_the_order_of_files(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[1], in[2], in[3]);
    assert_null(merged.missing);
    assert_int_equal(merged.totals.units, 3);
    assert_int_equal(merged.totals.ok, 3);
    assert_int_equal(merged.totals.instructions, 30);
    assert_int_equal(merged.totals.sites, 4);
    assert_int_equal(merged.totals.findings, 2);
    assert_int_equal(merged.totals.elapsed_ms, 7);
    expect("SELECT file FROM unit ORDER BY unit", "a.c b.c c.c");
    /* a.c tells line 9; b.c line 5 and another thing; c.c the second of two at line 5 */
    expect("SELECT line FROM site ORDER BY site", "9 5 9 5");
    expect("SELECT units, sites, findings, elapsed_ms FROM run", "3|4|2|7");
    expect("SELECT count(*), (SELECT group_concat(path) FROM scope) FROM part", "0|.");
    merged_clear(&merged);
}

static void ordinals_count_over_all(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[3], in[1], in[2]);
    GString *wanted = g_string_new(NULL);
    static const struct {
        const char *identity;
        uint32_t ordinal;
    } order[] = {{"same", 0}, {"same", 1}, {"other", 0}, {"same", 2}};
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autofree char *fingerprint = fingerprint_numbered(order[i].identity, order[i].ordinal);
        g_string_append_printf(wanted, "%s%s", i ? " " : "", fingerprint);
    }
    expect("SELECT fingerprint FROM site ORDER BY site", wanted->str);
    g_string_free(wanted, TRUE);
    g_autofree char *first = fingerprint_numbered("known", 0), *second = fingerprint_numbered("known", 1);
    g_autofree char *moved = fingerprint_numbered("moved", 0), *moved_too = fingerprint_numbered("moved", 1);
    g_autofree char *findings = g_strdup_printf("a.c|%s|%s h.h|%s|%s", first, moved, second, moved_too);
    expect("SELECT file, fingerprint, fingerprint_moved FROM finding ORDER BY finding", findings);
    merged_clear(&merged);
}

static void excerpts_of_what_is_kept(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[1], in[2], in[3]);
    expect("SELECT file, line FROM excerpt ORDER BY file, line", "a.c|295 a.c|300 a.c|405 h.h|5 h.h|10 h.h|115");
    expect("SELECT s.file, s.line FROM step AS s ORDER BY finding", "a.c|400 h.h|110");
    expect("SELECT count(*) FROM site_argument", "8");
    merged_clear(&merged);
}

/* Where an implementation's arguments go, and which bytes a finding is about. */
static void what_joins_with_traces_travels(void **state)
{
    (void)state;
    struct merged merged;
    struct store *store = open_shard_of(1, 1, &a_run);
    const struct site_reach reach[] = {{.argument = "addr", .function = "serve", .file = "a.c"},
                                       {.argument = "addr",
                                        .function = "take",
                                        .parameter = 1,
                                        .offset = -4,
                                        .limits = {{"key", 0, 15}, {"op", 2, INT64_MAX}},
                                        .n_limits = 2}};
    struct site site = {.fingerprint = "of the shard",
                        .family = "mpx",
                        .interface = "mpx",
                        .kind = SITE_IMPLEMENTATION,
                        .file = "a.c",
                        .function = "serve",
                        .side = SIDE_KERNEL,
                        .reach = reach,
                        .n_reach = 2,
                        .identity = "id"};
    struct finding finding = a_finding("bounded", "moved");
    tell_unit(store, "a.c");
    assert_done(store_site(store, &site, &error_));
    finding.memory = (struct finding_memory){true, 1, 4, 8};
    finding.identity = finding.identity_moved = "bounded";
    assert_done(store_finding(store, &finding, &error_));
    finding.memory.high = INT64_MAX;
    finding.fingerprint = finding.identity = finding.identity_moved = "open";
    assert_done(store_finding(store, &finding, &error_));
    finish(store);
    const char *const ins[] = {in[1], NULL};
    assert_done(merge_into(out, ins, &merged, &error_));
    expect("SELECT ord, argument, function, coalesce(file, '-'), parameter, offset FROM reach",
           "0|addr|serve|a.c|0|0 1|addr|take|-|1|-4");
    expect("SELECT ord, argument, low, high FROM reach_limit", "1|key|0|15 1|op|2|9223372036854775807");
    expect("SELECT memory_parameter, memory_low, coalesce(memory_high, 'open') FROM finding ORDER BY finding",
           "1|4|8 1|4|open");
    assert_int_equal(merged.notes->len, 0);
    merged_clear(&merged);
}

static void traces_stay_and_are_named(void **state)
{
    (void)state;
    struct merged merged;
    struct store *store;
    write_three();
    assert_done(store = store_open(in[2], &error_));
    assert_done(store_trace(store, 0, "t.mpxt", "2026-01-02T03:04:06Z", &error_));
    assert_done(store_trace_commit(store, &(struct trace_totals){0}, &(struct match_totals){0}, &error_));
    assert_done(store_close(store, &error_));
    merge_all(&merged, in[1], in[2], in[3]);
    assert_int_equal(merged.notes->len, 1);
    assert_true(g_str_has_prefix(merged.notes->pdata[0], in[2]) && strstr(merged.notes->pdata[0], "1 trace is left"));
    expect("SELECT count(*) FROM trace", "0");
    merged_clear(&merged);
}

static void order_of_naming_is_nothing(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    static const int orders[][3] = {{1, 2, 3}, {3, 2, 1}, {2, 3, 1}};
    g_autofree char *first = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
        g_unlink(out);
        merge_all(&merged, in[orders[i][0]], in[orders[i][1]], in[orders[i][2]]);
        merged_clear(&merged);
        char *all = ask(out, "SELECT started, command, (SELECT group_concat(fingerprint) FROM site),"
                             " (SELECT group_concat(fingerprint) FROM finding) FROM run");
        if (first) {
            assert_string_equal(all, first);
            g_free(all);
        } else {
            first = all;
        }
    }
}

static void ir_travels(void **state)
{
    (void)state;
    size_t n = (9 << 20) + 5;
    g_autofree uint8_t *bytes = g_malloc(n);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(i * 2654435761u >> 13);
    struct store *store = open_shard_of(1, 1, &a_run);
    tell_unit(store, "a.c");
    assert_done(store_ir(store, bytes, n, &error_));
    tell_unit(store, "b.c");
    assert_done(store_ir(store, bytes, 0, &error_));
    tell_unit(store, "c.c");
    assert_done(store_ir(store, bytes, 3, &error_));
    finish(store);
    struct merged merged;
    merge_all(&merged, in[1], NULL, NULL);
    expect("SELECT file, sum(length(bytes)) FROM unit_ir JOIN unit USING (unit) GROUP BY file", "a.c|9437189 c.c|3");
    sqlite3 *handle = NULL;
    sqlite3_stmt *rows = NULL;
    assert_int_equal(sqlite3_open(out, &handle), SQLITE_OK);
    sqlite3_prepare_v2(handle, "SELECT bytes FROM unit_ir WHERE unit = 1 ORDER BY part", -1, &rows, NULL);
    size_t at = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        size_t size = (size_t)sqlite3_column_bytes(rows, 0);
        assert_true(at + size <= n);
        assert_memory_equal(bytes + at, sqlite3_column_blob(rows, 0), size);
        at += size;
    }
    assert_int_equal(at, n);
    sqlite3_finalize(rows);
    sqlite3_close(handle);
    merged_clear(&merged);
}

static void unused_by_all_is_unused(void **state)
{
    (void)state;
    const struct suppression_mark used = {.file = "h.h", .ord = 0, .unused = "h.h:1: unused", .is_used = true};
    const struct suppression_mark not_used = {.file = "h.h", .ord = 0, .unused = "h.h:1: unused"};
    const struct suppression_mark nowhere = {.file = "h.h", .ord = 1, .unused = "h.h:9: unused"};
    const struct suppression_mark wrong = {.file = "a.h", .ord = 0, .fault = "a.h:3: wrong"};
    const struct suppression_mark *told[][3] = {{&not_used, &nowhere, &wrong}, {&used, &nowhere, NULL}};
    for (int i = 0; i < 2; i++) {
        struct store *store = open_shard_of(i + 1, 2, &a_run);
        for (int j = 0; j < 3 && told[i][j]; j++)
            assert_done(store_suppression(store, told[i][j], &error_));
        finish(store);
    }
    struct merged merged;
    merge_all(&merged, in[2], in[1], NULL);
    assert_int_equal(merged.notes->len, 2);
    assert_string_equal(merged.notes->pdata[0], "a.h:3: wrong");
    assert_string_equal(merged.notes->pdata[1], "h.h:9: unused");
    merged_clear(&merged);
}

/* ---- states ---- */

static void settled_against_the_run_in_out(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
    g_unlink(in[2]);
    struct store *store = open_shard(2);
    tell_unit(store, "a.c");
    tell_finding(store, "a.c", 500, "come");
    finish(store);
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
    /* That of h.h is now the first with its identity: the one of a.c is gone. */
    expect("SELECT file, line, state FROM finding WHERE run = 2 ORDER BY finding",
           "a.c|500|new h.h|10|unchanged h.h|10|fixed");
}

static void missing_shards_fix_nothing(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
    merge_all(&merged, in[3], NULL, NULL);
    assert_string_equal(merged.missing, "1, 2");
    assert_int_equal(merged.shards, 3);
    merged_clear(&merged);
    expect("SELECT count(*) FROM finding WHERE state = 'fixed'", "0");
    struct reader *reader = NULL;
    assert_done(reader = reader_open(out, 0, &error_));
    assert_string_equal(reader_part(reader)->missing, "1, 2");
    assert_int_equal(reader_part(reader)->shard, 0);
    reader_close(reader);
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
    expect("SELECT DISTINCT state FROM finding WHERE run = 3", "unchanged");
    assert_done(reader = reader_open(out, 0, &error_));
    assert_null(reader_part(reader)->missing);
    reader_close(reader);
}

static void stopped_stores_nothing(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
    const volatile sig_atomic_t stop = 2;
    const char *const ins[] = {in[1], in[2], in[3], NULL};
    struct merge_options options = {.out = out, .ins = ins, .tool_version = "0.1.0", .stop = &stop};
    g_autoptr(GError) error = NULL;
    assert_false(merge_shards(&options, &merged, &error));
    assert_non_null(error);
    expect("SELECT count(*) FROM run", "1");
}

/* ---- refusals ---- */

static void strangers_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *words;
    } cases[] = {
        {"UPDATE run SET root = '/else'", "another root"},
        {"UPDATE run SET catalogue = 'other'", "another catalogue"},
        {"UPDATE run SET tool_version = '0.2.0'", "by mpx-audit 0.2.0"},
        {"UPDATE part SET shards = 4", "shard 2 of 4"},
        {"UPDATE part SET shard = 1", "is shard 1, and so is"},
        {"UPDATE part SET shard = 4", "which no scan makes"},
        {"UPDATE part SET shard = -2", "no shard"},
        {"UPDATE part SET shards = 4000000000", "which no scan makes"},
        {"DELETE FROM part", "no shard"},
        {"INSERT INTO scope VALUES (1, 'src')", "other paths"},
        {"INSERT INTO rule VALUES (1, 'key-zero', 'keys', 'high', 7, 't', 'h')", "other rules"},
        {"UPDATE unit SET file = 'c.c'", "holds the unit /src/c.c"},
        {"UPDATE unit SET file = 'x/../c.c'", "holds the unit /src/c.c"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int j = 1; j <= 3; j++)
            g_unlink(in[j]);
        write_three();
        spoil(in[2], cases[i].sql);
        expect_refused(DB_ERROR_MISMATCH, cases[i].words, in[1], in[2]);
    }
}

static void whole_runs_are_refused(void **state)
{
    (void)state;
    write_run(in[1], (const char *const[]){"a", "ma", NULL});
    expect_refused(DB_ERROR_MISMATCH, "no shard", in[1], NULL);
    expect_refused(DB_ERROR_OPEN, "No such file", in[2], NULL);
}

static void not_into_itself(void **state)
{
    (void)state;
    write_three();
    const char *const ins[] = {in[1], in[2], NULL};
    struct merged merged = {0};
    GError *error = NULL;
    assert_false(merge_into(in[2], ins, &merged, &error));
    assert_true(g_error_matches(error, DB_ERROR, DB_ERROR_MISMATCH));
    g_clear_error(&error);
}

/* ---- hostile hands ---- */

static void foreign_tables_are_refused(void **state)
{
    (void)state;
    static const char *const spoils[] = {
        "DROP TABLE shard_site",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON site (line)",
        "CREATE TRIGGER t AFTER INSERT ON site BEGIN DELETE FROM run; END",
        "DROP VIEW v_site; CREATE VIEW v_site AS SELECT 1",
        ("ALTER TABLE shard_site RENAME TO hidden; CREATE TABLE shard_site (unit, site, identity, occurrence);"
         "INSERT INTO shard_site SELECT * FROM hidden; DROP TABLE hidden"),
        "INSERT INTO unit SELECT 50, run, 'z.c', status, mode, reason, 1, 1, 1, 1, 1, 0 FROM unit;"
        "INSERT INTO shard_site SELECT 50, site, 'again', 0 FROM shard_site",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE"
        " name = 'site') WHERE name = 'site_argument'",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(spoils); i++) {
        for (int j = 1; j <= 3; j++)
            g_unlink(in[j]);
        write_three();
        spoil(in[1], spoils[i]);
        expect_refused(DB_ERROR_CORRUPT, in[1], in[1], in[2]);
    }
}

/* What analysing leaves behind is no change of ours. */
static void statistics_do_no_harm(void **state)
{
    (void)state;
    struct merged merged;
    write_three();
    spoil(in[1], "ANALYZE");
    merge_all(&merged, in[1], in[2], in[3]);
    merged_clear(&merged);
}

/* Words, numbers and texts that no scan writes, in rows that are sound to SQLite. */
static void strange_rows_are_refused_or_carried(void **state)
{
    (void)state;
    static const char *const spoils[] = {
        "UPDATE finding SET level = 'catastrophic'",
        "UPDATE step SET role = ''",
        "UPDATE unit SET status = 'fine'",
        "UPDATE shard_site SET occurrence = -1, identity = ''",
        "UPDATE site SET line = -5, col = 9000000000000",
        "UPDATE step SET line = 4294967295",
        "UPDATE excerpt SET text = zeroblob(3) WHERE 0; UPDATE step SET file = '../../' || char(10)",
        "DELETE FROM site",
        "UPDATE shard_finding SET finding = 77",
        "UPDATE run SET root = 'relative'; UPDATE unit SET file = '/../..//x'",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(spoils); i++) {
        for (int j = 1; j <= 3; j++)
            g_unlink(in[j]);
        g_unlink(out);
        write_three();
        spoil(in[1], spoils[i]);
        const char *const ins[] = {in[1], NULL};
        struct merged merged = {0};
        g_autoptr(GError) error = NULL;
        if (!merge_into(out, ins, &merged, &error))
            assert_int_equal(error->domain, DB_ERROR);
        merged_clear(&merged);
    }
}

/* Whatever bytes are changed, merging ends without a crash, and OUT stays sound. */
static void random_bytes_never_crash(void **state)
{
    (void)state;
    write_three();
    g_autofree char *whole = NULL;
    size_t length = 0;
    assert_true(g_file_get_contents(in[1], &whole, &length, NULL));
    g_autoptr(GRand) dice = g_rand_new_with_seed(11);
    unsigned refused = 0;
    for (int round = 0; round < 150; round++) {
        g_autofree char *spoilt = g_memdup2(whole, length);
        size_t at = 100 + (size_t)g_rand_int_range(dice, 0, (int)length - 1600);
        for (size_t i = 0; i < 1500; i++)
            spoilt[at + i] = (char)g_rand_int(dice);
        assert_true(g_file_set_contents(in[1], spoilt, (gssize)length, NULL));
        const char *const ins[] = {in[1], in[2], in[3], NULL};
        struct merged merged = {0};
        g_autoptr(GError) error = NULL;
        g_unlink(out);
        refused += !merge_into(out, ins, &merged, &error);
        merged_clear(&merged);
        if (g_file_test(out, G_FILE_TEST_EXISTS))
            expect("PRAGMA integrity_check", "ok");
    }
    assert_true(refused > 20);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(told_once_in_the_order_of_files),
                                       CASE(ordinals_count_over_all),
                                       CASE(excerpts_of_what_is_kept),
                                       CASE(what_joins_with_traces_travels),
                                       CASE(traces_stay_and_are_named),
                                       CASE(order_of_naming_is_nothing),
                                       CASE(ir_travels),
                                       CASE(unused_by_all_is_unused),
                                       CASE(settled_against_the_run_in_out),
                                       CASE(missing_shards_fix_nothing),
                                       CASE(stopped_stores_nothing),
                                       CASE(strangers_are_refused),
                                       CASE(whole_runs_are_refused),
                                       CASE(not_into_itself),
                                       CASE(foreign_tables_are_refused),
                                       CASE(statistics_do_no_harm),
                                       CASE(strange_rows_are_refused_or_carried),
                                       CASE(random_bytes_never_crash)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
