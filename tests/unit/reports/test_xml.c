/* The XML is valid against its contract, whatever strings the database holds, and its content is the run's. */
#include "sample.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

static struct sample sample;

static void keep_error(void *text, xmlError *error)
{
    g_string_append(text, error->message);
}

static xmlDoc *parsed(const char *xml)
{
    xmlDoc *doc = xmlReadMemory(xml, (int)strlen(xml), "report.xml", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    return doc;
}

static void validate(const char *xml)
{
    g_autoptr(GString) errors = g_string_new(NULL);
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(SOURCE_FOLDER "/reports/report.xsd");
    xmlSchema *schema = xmlSchemaParse(parser);
    assert_non_null(schema);
    xmlSchemaValidCtxt *valid = xmlSchemaNewValidCtxt(schema);
    xmlSchemaSetValidStructuredErrors(valid, keep_error, errors);
    xmlDoc *doc = parsed(xml);
    if (xmlSchemaValidateDoc(valid, doc) != 0)
        fail_msg("%s", errors->str);
    xmlFreeDoc(doc);
    xmlSchemaFreeValidCtxt(valid);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

static double number_at(xmlDoc *doc, const char *xpath)
{
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(context, (const xmlChar *)"r", (const xmlChar *)"urn:mpx-audit:report:1");
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    assert_non_null(found);
    double number = xmlXPathCastToNumber(found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return number;
}

static void expect(const char *xml, const char *xpath, int number)
{
    xmlDoc *doc = parsed(xml);
    int found = (int)number_at(doc, xpath);
    if (found != number)
        fail_msg("%s is %d, not %d", xpath, found, number);
    xmlFreeDoc(doc);
}

static void valid_and_whole(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){0});
    validate(xml);
    expect(xml, "count(//r:finding)", 8);
    expect(xml, "count(//r:finding[@state='fixed'])", 1);
    expect(xml, "count(//r:finding[@state='unchanged'])", 1);
    expect(xml, "count(//r:step)", 14); /* the fixed one is known without its steps */
    expect(xml, "count(//r:site)", 3);
    expect(xml, "count(//r:arg)", 6);
    expect(xml, "count(//r:unit)", 2);
    expect(xml, "count(//r:rule)", 2);
    expect(xml, "//r:totals/@findings", 7);
    expect(xml, "//r:totals/@suppressed", 1);
    expect(xml, "//r:level[@name='high']/@count", 1);
    expect(xml, "count(//*[namespace-uri() != 'urn:mpx-audit:report:1'])", 0);
}

/* The nasty string is text: it made no element, and its visible characters are all there. */
static void nothing_is_interpreted(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){0});
    expect(xml, "count(//*[local-name()='img' or local-name()='script'])", 0);
    expect(xml, "count(//comment())", 0);
    expect(xml, "number(contains(//r:finding[@fingerprint='critical']/r:message, ']]></script><!-- --><script>'))", 1);
    expect(xml, "number(contains(//r:finding[@fingerprint='high']/@file, '<img src=x onerror=alert(1)>'))", 1);
    expect(xml, "number(contains(//r:finding[@fingerprint='critical']/r:message, '\xef\xbf\xbd[31m'))", 1);
}

/* What a trace saw stands with the sites and findings that it is about, the rest with the trace. */
static void trace_is_told(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){0});
    expect(xml, "count(//r:traces/r:trace[@complete='false'][@exact='1'][@unresolved='1'][@elsewhere='1'])", 1);
    expect(xml, "count(//r:site[@hits='1'][r:events/r:event[@ret='-22'][@match='exact']])", 3);
    expect(xml, "count(//r:finding[@fingerprint='critical'][@confirmed='1']//r:confirmation/r:events/r:event)", 1);
    expect(xml, "count(//r:confirmation)", 1);
    expect(xml, "number(contains(//r:confirmation/r:events/r:event/@evidence, 'byte 1: 02 became 09'))", 1);
    expect(xml, "count(//r:probe)", 5);
    expect(xml, "count(//r:stray[@kind='call'][@match='unresolved']/r:frames/r:frame)", 2);
    expect(xml, "count(//r:stray[@kind='fault'][not(@interface)])", 1);
    expect(xml, "count(//r:observation[@rule='key-zero'][@seen_in='1 2'][@key='3'])", 1);
    expect(xml, "count(//r:note)", 1);
}

static void severity_hides_from_every_list(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){.severity = LEVEL_HIGH});
    validate(xml);
    expect(xml, "count(//r:finding[@state!='fixed'])", 3);
    expect(xml, "//r:totals/@hidden", 3);
    expect(xml, "//r:totals/@safe", 1);
    expect(xml, "//r:level[@name='medium']/@count", 1);
}

static void safe_pairs_come_when_asked_for(void **state)
{
    (void)state;
    g_autofree char *xml =
        sample_written(&sample, "xml", (struct report_options){.severity = LEVEL_HIGH, .safe = true});
    validate(xml);
    expect(xml, "count(//r:finding[@state!='fixed'])", 4);
    expect(xml, "count(//r:finding[@level='none'][@reason='overridden'])", 1);
    expect(xml, "//r:totals/@hidden", 3);
    expect(xml, "//r:reasons/r:reason[@name='overridden']/@count", 1);
}

/* Five lines around each step: 1 to 14, of which 60 are stored. */
static void excerpts_hold_only_needed_lines(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){0});
    expect(xml, "count(//r:excerpt)", 1);
    expect(xml, "count(//r:excerpt[@file='a.c']//r:line)", 14);
    expect(xml, "//r:line[last()]/@n", 14);
}

static void baseline_is_not_new(void **state)
{
    (void)state;
    g_autoptr(GHashTable) baseline = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(baseline, "critical");
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){.baseline = baseline});
    validate(xml);
    expect(xml, "count(//r:finding[@known='true'][@state='unchanged'][@fingerprint='critical'])", 1);
    expect(xml, "//r:totals/@baseline", 1);
    expect(xml, "//r:level[@name='critical']/@count", 0);
}

static void store_pair(const char *path, const char *const (*names)[2], size_t n)
{
    struct store *store = NULL;
    const struct run_info run = {"2026-01-02T03:04:05Z", "/src", "0.1.0", "c0ffee", "mpx-audit ."};
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &run, &error_));
    for (size_t i = 0; i < n; i++) {
        const struct finding finding = {.rule = "key-zero",
                                        .severity = LEVEL_LOW,
                                        .level = LEVEL_LOW,
                                        .message = "m",
                                        .file = "a.c",
                                        .line = 1,
                                        .function = "f",
                                        .fingerprint = names[i][0],
                                        .fingerprint_moved = names[i][1]};
        assert_done(store_finding(store, &finding, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){0}, &error_));
    assert_done(store_close(store, &error_));
}

static unsigned open_with_baseline(const char *path, GHashTable *baseline)
{
    struct report *report = NULL;
    struct report_options options = {.database = path, .baseline = baseline};
    assert_done(report = report_load(&options, &error_));
    unsigned open = report_count(report, LEVEL_NOTE);
    report_free(report);
    return open;
}

/* A renamed file's finding is known; a copy of a known one, beside it or twice, is not. */
static void baseline_knows_moves_not_copies(void **state)
{
    (void)state;
    static const char *const moved[][2] = {{"b", "m"}}, *const copied[][2] = {{"a", "m"}, {"b", "m"}},
                             *const twice[][2] = {{"b", "m"}, {"c", "m"}};
    g_autoptr(GHashTable) baseline = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(baseline, "a");
    g_hash_table_add(baseline, "m");
    g_autofree char *path = g_build_filename(sample.folder, "moves.db", NULL);
    store_pair(path, moved, 1);
    assert_int_equal(open_with_baseline(path, baseline), 0);
    store_pair(path, copied, 2);
    assert_int_equal(open_with_baseline(path, baseline), 1);
    store_pair(path, twice, 2);
    assert_int_equal(open_with_baseline(path, baseline), 2);
}

static void empty_run_is_valid(void **state)
{
    (void)state;
    struct sample empty = sample_make_empty();
    g_autofree char *xml = sample_written(&empty, "xml", (struct report_options){0});
    validate(xml);
    expect(xml, "count(//r:finding)", 0);
    sample_remove(&empty);
}

/* What a gate counts does not depend on what is shown. */
static void counts_for_the_gate(void **state)
{
    (void)state;
    struct report *report = NULL;
    struct report_options options = {.database = sample.database, .severity = LEVEL_CRITICAL};
    assert_done(report = report_load(&options, &error_));
    assert_int_equal(report_count(report, LEVEL_CRITICAL), 1);
    assert_int_equal(report_count(report, LEVEL_HIGH), 2);
    assert_int_equal(report_count(report, LEVEL_MEDIUM), 3);
    assert_int_equal(report_count(report, LEVEL_LOW), 4);
    assert_int_equal(report_count(report, LEVEL_NOTE), 5);
    report_free(report);
}

static void first_run_on_demand(void **state)
{
    (void)state;
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){.run = 1});
    validate(xml);
    expect(xml, "//r:provenance/@run", 1);
    expect(xml, "count(//r:finding[@state='new'])", 2);
}

static void same_bytes_twice(void **state)
{
    (void)state;
    for (const char *const *format = report_formats(); *format; format++) {
        g_autofree char *one = sample_written(&sample, *format, (struct report_options){0});
        g_autofree char *two = sample_written(&sample, *format, (struct report_options){0});
        assert_string_equal(one, two);
    }
}

static void append_elements(GString *text, const char *xml, const char *xpath)
{
    xmlDoc *doc = parsed(xml);
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathRegisterNs(context, (const xmlChar *)"r", (const xmlChar *)"urn:mpx-audit:report:1");
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    xmlBuffer *buffer = xmlBufferCreate();
    assert_true(found && !xmlXPathNodeSetIsEmpty(found->nodesetval));
    for (int i = 0; i < found->nodesetval->nodeNr; i++) {
        xmlNodeDump(buffer, doc, found->nodesetval->nodeTab[i], 0, 1);
        xmlBufferCat(buffer, (const xmlChar *)"\n");
    }
    g_string_append(text, (const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
}

/* What a report says of run time, as it stands in tests/golden/report; MPX_UPDATE=1 writes it anew, to be read. */
static void runtime_part_is_as_recorded(void **state)
{
    (void)state;
    static const char *const golden = SOURCE_FOLDER "/tests/golden/report/runtime.xml";
    g_autofree char *xml = sample_written(&sample, "xml", (struct report_options){0}), *wanted = NULL;
    g_autoptr(GString) found = g_string_new(NULL);
    append_elements(found, xml, "//r:finding/r:confirmations");
    append_elements(found, xml, "//r:site/r:events");
    append_elements(found, xml, "//r:traces");
    if (g_getenv("MPX_UPDATE"))
        assert_true(g_file_set_contents(golden, found->str, -1, NULL));
    assert_true(g_file_get_contents(golden, &wanted, NULL, NULL));
    assert_string_equal(found->str, wanted);
}

int main(void)
{
    sample = sample_make();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_and_whole),
        cmocka_unit_test(nothing_is_interpreted),
        cmocka_unit_test(trace_is_told),
        cmocka_unit_test(runtime_part_is_as_recorded),
        cmocka_unit_test(severity_hides_from_every_list),
        cmocka_unit_test(safe_pairs_come_when_asked_for),
        cmocka_unit_test(excerpts_hold_only_needed_lines),
        cmocka_unit_test(baseline_is_not_new),
        cmocka_unit_test(baseline_knows_moves_not_copies),
        cmocka_unit_test(empty_run_is_valid),
        cmocka_unit_test(counts_for_the_gate),
        cmocka_unit_test(first_run_on_demand),
        cmocka_unit_test(same_bytes_twice),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sample_remove(&sample);
    return failed;
}
