/* Text, JSON, GitLab, JUnit and Checkstyle, read back. */
#include "sample.h"

#include <json-c/json.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

static struct sample sample;

static void text_is_plain(void **state)
{
    (void)state;
    g_autofree char *text = sample_written(&sample, "text", (struct report_options){.severity = LEVEL_NOTE});
    assert_non_null(strstr(text, "a.c:3:5: critical: twice: <img"));
    assert_non_null(strstr(text, "\n   2. use      b dir/b%.c:9:7: n is relied on\n        | put(p, n);\n"));
    assert_non_null(strstr(text, "\\u{202e}"));
    for (const char *at = text; *at; at++)
        assert_true((unsigned char)*at >= ' ' || *at == '\n');
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_null(strstr(text, "a.c:7:5: high")); /* suppressed */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) /* no string made a line of its own */
        assert_true(**line == '\0' || **line == ' ' || strstr(*line, "twice: "));
}

/* Files in order, and each from top to bottom. */
static void text_goes_by_file(void **state)
{
    (void)state;
    g_autofree char *text = sample_written(&sample, "text", (struct report_options){.severity = LEVEL_NOTE});
    const char *header = strstr(text, "/usr/include/x:y.h:0:5: low");
    const char *first = strstr(text, "\na.c:3:5: critical"), *second = strstr(text, "\na.c:4:5: medium");
    const char *third = strstr(text, "\na.c:8:5: note");
    assert_true(header && first && second && third);
    assert_true(header < first && first < second && second < third);
}

static void color_only_when_asked(void **state)
{
    (void)state;
    g_autofree char *plain = sample_written(&sample, "text", (struct report_options){0});
    g_autofree char *color = sample_written(&sample, "text", (struct report_options){.color = true});
    assert_null(strchr(plain, '\x1b'));
    assert_non_null(strstr(color, "\x1b[35;1mcritical\x1b[0m"));
}

static void json_has_types(void **state)
{
    (void)state;
    g_autofree char *json = sample_written(&sample, "json", (struct report_options){0});
    struct json_object *root = json_tokener_parse(json), *findings = NULL, *line = NULL, *steps = NULL, *message = NULL;
    assert_non_null(root);
    assert_true(json_object_object_get_ex(root, "findings", &findings));
    assert_int_equal(json_object_array_length(findings), 8);
    struct json_object *first = json_object_array_get_idx(findings, 0);
    assert_true(json_object_object_get_ex(first, "line", &line));
    assert_true(json_object_is_type(line, json_type_int));
    assert_true(json_object_object_get_ex(first, "steps", &steps));
    assert_int_equal(json_object_array_length(steps), 2);
    assert_true(json_object_object_get_ex(first, "message", &message));
    assert_true(json_object_is_type(message, json_type_string));
    json_object_put(root);
}

static void gitlab_has_what_the_widget_needs(void **state)
{
    (void)state;
    g_autofree char *json = sample_written(&sample, "gitlab", (struct report_options){0});
    struct json_object *issues = json_tokener_parse(json), *value = NULL, *location = NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    assert_non_null(issues);
    assert_int_equal(json_object_array_length(issues), 5);
    for (size_t i = 0; i < json_object_array_length(issues); i++) {
        struct json_object *issue = json_object_array_get_idx(issues, i), *begin = NULL, *lines = NULL;
        assert_true(json_object_object_get_ex(issue, "fingerprint", &value));
        assert_true(g_hash_table_add(seen, g_strdup(json_object_get_string(value))));
        assert_true(json_object_object_get_ex(issue, "location", &location));
        assert_true(json_object_object_get_ex(location, "lines", &lines));
        assert_true(json_object_object_get_ex(lines, "begin", &begin));
        assert_true(json_object_get_int64(begin) > 0);
    }
    assert_true(json_object_object_get_ex(json_object_array_get_idx(issues, 0), "severity", &value));
    assert_string_equal(json_object_get_string(value), "blocker");
    json_object_put(issues);
}

static int count(const char *xml, const char *xpath)
{
    xmlDoc *doc = xmlReadMemory(xml, (int)strlen(xml), "x.xml", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    assert_non_null(found);
    int number = found->nodesetval ? found->nodesetval->nodeNr : 0;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
    return number;
}

static void junit_has_one_case_a_finding(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "junit", (struct report_options){0});
    assert_int_equal(count(xml, "/testsuites/testsuite[@tests='7'][@failures='4'][@skipped='1']"), 1);
    assert_int_equal(count(xml, "//testcase"), 7);
    assert_int_equal(count(xml, "//testcase/failure"), 4);
    assert_int_equal(count(xml, "//testcase/skipped"), 1);
    assert_int_equal(count(xml, "//testcase[@name = preceding::testcase/@name]"), 0);
    struct sample empty = sample_make_empty();
    g_autofree char *none = sample_written(&empty, "junit", (struct report_options){0});
    assert_int_equal(count(none, "//testcase[@name='no findings'][not(*)]"), 1);
    sample_remove(&empty);
}

static void checkstyle_goes_by_file(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "checkstyle", (struct report_options){0});
    assert_int_equal(count(xml, "/checkstyle/file"), 3);
    assert_int_equal(count(xml, "//error"), 5);
    assert_int_equal(count(xml, "//file[@name='a.c']/error[1][@severity='error'][@line='3']"), 1);
    assert_int_equal(count(xml, "//file[@name='a.c']/error[3][@severity='info']"), 1);
}

static void unknown_format_is_refused(void **state)
{
    (void)state;
    struct report_options options = {.database = sample.database};
    struct report *report = NULL;
    GError *error = NULL;
    assert_done(report = report_load(&options, &error_));
    assert_false(report_write(report, "pdf", stdout, &error));
    assert_true(g_error_matches(error, REPORT_ERROR, REPORT_ERROR_FORMAT));
    assert_non_null(strstr(error->message, "xml html sarif json text junit gitlab checkstyle"));
    g_clear_error(&error);
    report_free(report);
}

static struct report *loaded(void)
{
    struct report_options options = {.database = sample.database};
    struct report *report = NULL;
    assert_done(report = report_load(&options, &error_));
    return report;
}

/* A full disk is told, and the report that stood there still stands. */
static void failed_write_is_told(void **state)
{
    (void)state;
    struct report *report = loaded();
    for (const char *const *format = report_formats(); *format; format++) {
        GError *error = NULL;
        assert_false(report_write_file(report, *format, "/dev/full", &error));
        assert_true(g_error_matches(error, REPORT_ERROR, REPORT_ERROR_WRITE));
        g_clear_error(&error);
    }
    GError *error = NULL;
    g_autofree char *nowhere = g_build_filename(sample.folder, "no", "such", "file", NULL);
    assert_false(report_write_file(report, "xml", nowhere, &error));
    assert_non_null(strstr(error->message, nowhere));
    g_clear_error(&error);
    report_free(report);
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    struct report *report = loaded();
    g_autofree char *path = g_build_filename(sample.folder, "out.xml", NULL);
    assert_true(g_file_set_contents(path, "old", -1, NULL));
    GStatBuf before, after;
    assert_int_equal(g_stat(path, &before), 0);
    assert_done(report_write_file(report, "xml", path, &error_));
    assert_int_equal(g_stat(path, &after), 0);
    assert_true(before.st_ino != after.st_ino); /* renamed over, not written into */
    assert_int_equal(after.st_mode & 0077, 0044);
    g_autofree char *written = NULL, *expected = sample_written(&sample, "xml", (struct report_options){0});
    assert_true(g_file_get_contents(path, &written, NULL, NULL));
    assert_string_equal(written, expected);
    GDir *dir = g_dir_open(sample.folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        assert_false(g_str_has_prefix(name, "out.xml.")); /* no temporary file is left */
    g_dir_close(dir);
    report_free(report);
}

int main(void)
{
    sample = sample_make();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_plain),
        cmocka_unit_test(text_goes_by_file),
        cmocka_unit_test(color_only_when_asked),
        cmocka_unit_test(json_has_types),
        cmocka_unit_test(gitlab_has_what_the_widget_needs),
        cmocka_unit_test(junit_has_one_case_a_finding),
        cmocka_unit_test(checkstyle_goes_by_file),
        cmocka_unit_test(unknown_format_is_refused),
        cmocka_unit_test(failed_write_is_told),
        cmocka_unit_test(files_are_replaced_whole),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sample_remove(&sample);
    return failed;
}
