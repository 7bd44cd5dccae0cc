/* What a schema does not say of SARIF, and GitHub does. */
#include "sample.h"

#include <json-c/json.h>

static struct sample sample;

static struct json_object *get(struct json_object *object, const char *name)
{
    struct json_object *found = NULL;
    if (!json_object_object_get_ex(object, name, &found))
        fail_msg("no member %s", name);
    return found;
}

static const char *text(struct json_object *object, const char *name)
{
    return json_object_get_string(get(object, name));
}

static struct json_object *item(struct json_object *array, size_t index)
{
    assert_true(index < json_object_array_length(array));
    return json_object_array_get_idx(array, index);
}

static struct json_object *log_of(struct report_options options)
{
    g_autofree char *sarif = sample_written(&sample, "sarif", options);
    struct json_object *log = json_tokener_parse(sarif);
    assert_non_null(log);
    assert_string_equal(text(log, "version"), "2.1.0");
    assert_int_equal(json_object_array_length(get(log, "runs")), 1);
    return log;
}

static struct json_object *run_of(struct json_object *log)
{
    return item(get(log, "runs"), 0);
}

static struct json_object *result_of(struct json_object *log, const char *fingerprint)
{
    struct json_object *results = get(run_of(log), "results");
    for (size_t i = 0; i < json_object_array_length(results); i++)
        if (g_str_equal(text(get(item(results, i), "fingerprints"), "mpxAudit/v1"), fingerprint))
            return item(results, i);
    fail_msg("no result %s", fingerprint);
    return NULL;
}

/* A relative URI of legal characters under SRCROOT, or an absolute file one without; positive regions. */
static void check_location(struct json_object *location)
{
    struct json_object *physical = get(location, "physicalLocation"), *artifact = get(physical, "artifactLocation");
    const char *uri = text(artifact, "uri");
    bool absolute = g_str_has_prefix(uri, "file:///");
    assert_true(absolute || (uri[0] != '/' && !strchr(uri, ':')));
    assert_true(json_object_object_get_ex(artifact, "uriBaseId", NULL) == !absolute);
    for (const char *at = uri; *at; at++)
        assert_true(g_ascii_isgraph(*at) && !strchr("<>\"{}|\\^`[]", *at));
    struct json_object *region = get(physical, "region"), *column = NULL;
    assert_true(json_object_get_int64(get(region, "startLine")) > 0);
    if (json_object_object_get_ex(region, "startColumn", &column))
        assert_true(json_object_get_int64(column) > 0);
}

static void check_result(struct json_object *result, struct json_object *rules, GHashTable *seen)
{
    struct json_object *rule = item(rules, (size_t)json_object_get_int64(get(result, "ruleIndex")));
    assert_string_equal(text(rule, "id"), text(result, "ruleId"));
    assert_true(g_hash_table_add(seen, g_strdup(text(get(result, "fingerprints"), "mpxAudit/v1"))));
    assert_string_equal(text(get(result, "partialFingerprints"), "primaryLocationLineHash"), "abc:1");
    assert_true(strlen(text(get(result, "message"), "text")) > 0);
    assert_null(strstr(text(get(result, "message"), "text"), "]("));
    check_location(item(get(result, "locations"), 0));
    struct json_object *related = get(result, "relatedLocations");
    struct json_object *flow = get(item(get(item(get(result, "codeFlows"), 0), "threadFlows"), 0), "locations");
    assert_int_equal(json_object_array_length(related), 2);
    assert_int_equal(json_object_array_length(flow), 2);
    for (size_t i = 0; i < 2; i++) {
        check_location(item(related, i));
        check_location(get(item(flow, i), "location"));
        assert_int_equal(json_object_get_int64(get(item(related, i), "id")), i + 1);
    }
}

static void every_result_is_sound(void **state)
{
    (void)state;
    struct json_object *log = log_of((struct report_options){0});
    struct json_object *results = get(run_of(log), "results");
    struct json_object *rules = get(get(get(run_of(log), "tool"), "driver"), "rules");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    assert_int_equal(json_object_array_length(results), 7); /* without the fixed one */
    for (size_t i = 0; i < json_object_array_length(results); i++)
        check_result(item(results, i), rules, seen);
    json_object_put(log);
}

static void rules_say_what_github_reads(void **state)
{
    (void)state;
    struct json_object *log = log_of((struct report_options){0});
    struct json_object *rules = get(get(get(run_of(log), "tool"), "driver"), "rules");
    for (size_t i = 0; i < json_object_array_length(rules); i++) {
        struct json_object *rule = item(rules, i);
        assert_true(strlen(text(get(rule, "shortDescription"), "text")) > 0);
        assert_true(strlen(text(get(rule, "fullDescription"), "text")) <= 1024);
        assert_true(strlen(text(get(rule, "help"), "text")) > 0);
        assert_true(strlen(text(get(rule, "help"), "markdown")) > 0);
    }
    struct json_object *properties = get(item(rules, 0), "properties");
    assert_string_equal(text(properties, "security-severity"), "8.0");
    assert_non_null(strstr(json_object_to_json_string_ext(get(properties, "tags"), JSON_C_TO_STRING_NOSLASHESCAPE),
                           "external/cwe/cwe-367"));
    json_object_put(log);
}

static void levels_and_kinds(void **state)
{
    (void)state;
    static const char *const expected[][3] = {
        {"critical", "error", "fail"},  {"high", "error", "fail"}, {"old", "warning", "fail"},
        {"nowhere", "warning", "fail"}, {"noted", "note", "fail"}, {"safe", "none", "pass"},
    };
    struct json_object *log = log_of((struct report_options){0});
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        struct json_object *result = result_of(log, expected[i][0]);
        assert_string_equal(text(result, "level"), expected[i][1]);
        assert_string_equal(text(result, "kind"), expected[i][2]);
    }
    json_object_put(log);
}

static void states_and_suppressions(void **state)
{
    (void)state;
    struct json_object *log = log_of((struct report_options){0});
    assert_string_equal(text(result_of(log, "old"), "baselineState"), "unchanged");
    assert_string_equal(text(result_of(log, "high"), "baselineState"), "new");
    assert_int_equal(json_object_array_length(get(result_of(log, "high"), "suppressions")), 0);
    struct json_object *suppression = item(get(result_of(log, "suppressed"), "suppressions"), 0);
    assert_string_equal(text(suppression, "kind"), "inSource");
    assert_true(g_str_has_prefix(text(suppression, "justification"), "reason <img"));
    json_object_put(log);
}

static void the_run_is_described(void **state)
{
    (void)state;
    struct json_object *log = log_of((struct report_options){0}), *run = run_of(log);
    struct json_object *invocation = item(get(run, "invocations"), 0);
    assert_string_equal(text(get(run, "automationDetails"), "id"), "mpx-audit/run-2");
    assert_string_equal(text(get(get(run, "originalUriBaseIds"), "SRCROOT"), "uri"), "file:///src/my%20tree/");
    assert_false(json_object_get_boolean(get(invocation, "executionSuccessful"))); /* a unit crashed */
    assert_int_equal(json_object_array_length(get(invocation, "toolExecutionNotifications")), 1);
    json_object_put(log);
}

static void store_many(const char *path, unsigned n)
{
    struct store *store = NULL;
    const struct run_info run = {"2026-01-02T03:04:05Z", "/src", "0.1.0", "c0ffee", "mpx-audit ."};
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &run, &error_));
    for (unsigned i = 0; i < n; i++) {
        char name[16];
        g_snprintf(name, sizeof name, "%u", i);
        const struct finding finding = {.rule = "key-zero",
                                        .severity = LEVEL_LOW,
                                        .message = "m",
                                        .file = "a.c",
                                        .function = "",
                                        .line = i + 1,
                                        .level = i < 5 ? LEVEL_CRITICAL : LEVEL_LOW,
                                        .fingerprint = name,
                                        .fingerprint_moved = name};
        assert_done(store_finding(store, &finding, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_close(store, &error_));
}

/* GitHub refuses more than 25,000 results: the mildest are cut, and the log says so. */
static void capped_with_a_notice(void **state)
{
    (void)state;
    struct sample few = sample;
    g_autofree char *path = g_build_filename(sample.folder, "many.db", NULL);
    store_many(path, 25010);
    sample.database = path;
    struct json_object *log = log_of((struct report_options){0});
    sample = few;
    assert_int_equal(json_object_array_length(get(run_of(log), "results")), 25000);
    assert_string_equal(text(result_of(log, "0"), "level"), "error");
    struct json_object *notices = get(item(get(run_of(log), "invocations"), 0), "toolExecutionNotifications");
    assert_true(g_str_has_prefix(text(get(item(notices, 0), "message"), "text"), "10 findings"));
    json_object_put(log);
}

int main(void)
{
    sample = sample_make();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_result_is_sound), cmocka_unit_test(rules_say_what_github_reads),
        cmocka_unit_test(levels_and_kinds),      cmocka_unit_test(states_and_suppressions),
        cmocka_unit_test(the_run_is_described),  cmocka_unit_test(capped_with_a_notice),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sample_remove(&sample);
    return failed;
}
