/* The page is one file that nothing in the database can break out of. What scripts make of it, tests/browser looks at.
 */
#include "sample.h"

#include <json-c/json.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

static struct sample sample;

static xmlDoc *parsed(const char *html)
{
    xmlDoc *doc = htmlReadMemory(html, (int)strlen(html), "index.html", "UTF-8",
                                 HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER);
    assert_non_null(doc);
    return doc;
}

static int count(xmlDoc *doc, const char *xpath)
{
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)xpath, context);
    assert_non_null(found);
    int number = found->nodesetval ? found->nodesetval->nodeNr : 0;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return number;
}

static void nothing_breaks_out(void **state)
{
    (void)state;
    g_autofree char *html = sample_written(&sample, "html", (struct report_options){0});
    xmlDoc *doc = parsed(html);
    assert_int_equal(count(doc, "//script"), 2);
    assert_int_equal(count(doc, "//style"), 1);
    assert_int_equal(count(doc, "//img | //iframe | //object | //embed | //link | //base | //form"), 0);
    assert_int_equal(count(doc, "//@*[starts-with(name(), 'on')] | //@style"), 0);
    assert_int_equal(count(doc, "//comment()"), 0);
    assert_null(strstr(html, "<img"));
    assert_null(strstr(html, "\xe2\x80\xae")); /* the right-to-left override, outside of the JSON too */
    xmlFreeDoc(doc);
}

/* Nothing is fetched: what has an address is a link that somebody clicks. */
static void no_requests(void **state)
{
    (void)state;
    g_autofree char *html = sample_written(&sample, "html", (struct report_options){0});
    xmlDoc *doc = parsed(html);
    assert_int_equal(count(doc, "//@src | //@srcset | //@action | //@data | //@poster"), 0);
    assert_int_equal(count(doc, "//@href[not(starts-with(., '#'))][not(starts-with(., 'https://cwe.mitre.org/'))]"), 0);
    assert_int_equal(count(doc, "//meta[@http-equiv='Content-Security-Policy']"
                                "[starts-with(@content, \"default-src 'none'; style-src 'sha256-\")]"),
                     1);
    assert_null(strstr(html, "unsafe-inline"));
    xmlFreeDoc(doc);
}

static void readable_without_scripts(void **state)
{
    (void)state;
    g_autofree char *html = sample_written(&sample, "html", (struct report_options){0});
    xmlDoc *doc = parsed(html);
    assert_int_equal(count(doc, "/html[@lang='en']"), 1);
    assert_int_equal(count(doc, "//main | //header | //nav"), 3);
    assert_int_equal(count(doc, "//a[@class='skip'][@href='#main']"), 1);
    assert_int_equal(count(doc, "//article[@class='finding']"), 8);
    assert_int_equal(count(doc, "//article[@id='f-critical']//ol[@class='steps']/li"), 2);
    assert_int_equal(count(doc, "//section[@id='sites']//tbody/tr"), 3);
    assert_int_equal(count(doc, "//section[@id='units']//tbody/tr"), 2);
    assert_int_equal(count(doc, "//section[@id='rules']/article"), 2);
    assert_int_equal(count(doc, "//th[not(@scope)]"), 0);
    xmlFreeDoc(doc);
}

static void island_is_the_json_report(void **state)
{
    (void)state;
    static const char start[] = "<script type=\"application/json\" id=\"data\">";
    g_autofree char *html = sample_written(&sample, "html", (struct report_options){0});
    char *island = strstr(html, start);
    assert_non_null(island);
    island += strlen(start);
    *strstr(island, "</script>") = '\0';
    assert_null(strchr(island, '<'));
    g_autofree char *json = sample_written(&sample, "json", (struct report_options){0});
    struct json_object *one = json_tokener_parse(island), *other = json_tokener_parse(json);
    assert_non_null(one);
    assert_true(json_object_equal(one, other));
    json_object_put(one);
    json_object_put(other);
}

static void empty_run_says_so(void **state)
{
    (void)state;
    struct sample empty = sample_make_empty();
    g_autofree char *html = sample_written(&empty, "html", (struct report_options){0});
    assert_non_null(strstr(html, "no open findings"));
    assert_non_null(strstr(html, "Nothing was analysed"));
    sample_remove(&empty);
}

int main(void)
{
    sample = sample_make();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_breaks_out),       cmocka_unit_test(no_requests),
        cmocka_unit_test(readable_without_scripts), cmocka_unit_test(island_is_the_json_report),
        cmocka_unit_test(empty_run_says_so),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sample_remove(&sample);
    return failed;
}
