/* Names and how often they came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "trace/census.h"

static void most_frequent_first(void **state)
{
    (void)state;
    struct census *census = census_new();
    assert_null(census_text(census));
    for (int i = 0; i < 3; i++)
        census_add(census, "open");
    census_add(census, "close");
    census_add(census, "bind");
    g_autofree char *text = census_text(census);
    assert_string_equal(text, "open 3, bind 1, close 1");
    census_free(census);
}

/* A trace that makes up a name for each of its events takes no more memory than one that does not. */
static void many_names(void **state)
{
    (void)state;
    struct census *census = census_new();
    g_autofree char *giant = g_strnfill(1 << 20, 'x');
    for (int i = 0; i < 100000; i++) {
        g_autofree char *name = g_strdup_printf("event_%06d", i);
        census_add(census, name);
    }
    census_add(census, giant);
    for (int i = 0; i < 2; i++)
        census_add(census, "event_000001");
    g_autofree char *text = census_text(census);
    assert_true(g_str_has_prefix(text, "event_000001 3, event_000000 1, event_000002 1, "));
    assert_true(g_str_has_suffix(text, ", event_000011 1, and 99989 under further names"));
    census_free(census);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(most_frequent_first), cmocka_unit_test(many_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
