/* The overlays that README.md shows are loaded, each by itself; and every element and attribute of the schema is
 * explained there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/overlay.h"

static char *read_file(const char *name)
{
    g_autofree char *path = g_build_filename(SOURCE_FOLDER, "catalogue", name, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void test_examples_load(void **state)
{
    (void)state;
    g_autofree char *readme = read_file("README.md");
    g_auto(GStrv) parts = g_strsplit(readme, "```", -1);
    unsigned n_examples = 0;
    for (char **part = parts; *part; part++) {
        if (!g_str_has_prefix(*part, "xml\n"))
            continue;
        struct catalogue_overlay overlay = {"README.md", *part + 4, strlen(*part) - 4};
        g_autoptr(GError) error = NULL;
        struct catalogue *catalogue = catalogue_load_bytes(&overlay, 1, &error);
        if (error)
            fail_msg("%s", error->message);
        catalogue_free(catalogue);
        n_examples++;
    }
    assert_int_equal(n_examples, 2);
}

static void test_every_element_and_attribute_is_explained(void **state)
{
    (void)state;
    g_autofree char *readme = read_file("README.md");
    g_autofree char *schema = read_file("catalogue.rng");
    g_autoptr(GRegex) names = g_regex_new("<(element|attribute) name=\"([a-z-]+)\"", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    unsigned n_names = 0;
    for (g_regex_match(names, schema, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *kind = g_match_info_fetch(match, 1);
        g_autofree char *name = g_match_info_fetch(match, 2);
        g_autofree char *as_element = g_strdup_printf("<%s", name);
        g_autofree char *as_attribute = g_strdup_printf("%s=\"", name);
        g_autofree char *as_word = g_strdup_printf("`%s`", name);
        if (!strstr(readme, as_element) && !strstr(readme, as_attribute) && !strstr(readme, as_word))
            fail_msg("%s %s is not explained", kind, name);
        n_names++;
    }
    assert_true(n_names > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_load),
        cmocka_unit_test(test_every_element_and_attribute_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
