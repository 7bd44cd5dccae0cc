#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scan/paths.h"

static void test_relative(void **state)
{
    (void)state;
    static const struct {
        const char *root, *file, *relative;
    } cases[] = {
        {"/src", "/src/a.c", "a.c"},
        {"/src", "/src/x/../a.c", "a.c"},
        {"/src", "/src/./x//b.h", "x/b.h"},
        {"/src", "/src/../usr/include/x.h", "/usr/include/x.h"},
        {"/src", "/srcery/a.c", "/srcery/a.c"},
        {"/src", "sub/a.c", "sub/a.c"}, /* relative names are the root's */
        {"/src", "../a.c", "/a.c"},
        {"/src", "/src", "."},
        {"/", "/a/b.c", "a/b.c"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *relative = paths_relative(cases[i].root, cases[i].file);
        assert_string_equal(relative, cases[i].relative);
    }
}

static void test_below(void **state)
{
    (void)state;
    assert_true(paths_is_below("/src", "/src/a.c"));
    assert_true(paths_is_below("/src", "/src"));
    assert_true(paths_is_below("/", "/src"));
    assert_false(paths_is_below("/src", "/srcery"));
    assert_false(paths_is_below("/src", "/sr"));
    assert_false(paths_is_below("/src/a", "/src"));
}

static void test_ours(void **state)
{
    (void)state;
    assert_true(paths_is_ours("/src", "/src/include/a.h"));
    assert_false(paths_is_ours("/src", "/usr/include/stdio.h"));
    assert_false(paths_is_ours("/src", "/src/../other/a.h"));
    assert_false(paths_is_ours("/", "/usr/include/stdio.h"));
    assert_true(paths_is_ours("/", "/home/a.c"));
    assert_true(paths_is_ours("/usr/include/x", "/usr/include/x/y.h"));
}

static void test_readable(void **state)
{
    (void)state;
    assert_true(paths_is_readable("/src", "/src/a.c"));
    assert_true(paths_is_readable("/src", "/usr/include/stdio.h"));
    assert_false(paths_is_readable("/src", "/etc/shadow"));
    assert_false(paths_is_readable("/src", "/usr/include/../../etc/shadow"));
    assert_false(paths_is_readable("/src", "/src/../etc/shadow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_relative),
        cmocka_unit_test(test_below),
        cmocka_unit_test(test_ours),
        cmocka_unit_test(test_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
