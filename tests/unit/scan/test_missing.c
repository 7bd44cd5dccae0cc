/* The one note on headers that were not found. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ir/text.h"
#include "scan/missing.h"

static void take(struct missing *missing, const char *mentions, bool from_database)
{
    g_autofree char *text = g_strconcat("unit \"a.c\"\n", mentions, NULL);
    struct ir_unit *unit = ir_parse(text, "test", NULL);
    assert_non_null(unit);
    missing_take(missing, unit, from_database);
    ir_unit_free(unit);
}

static void test_nothing(void **state)
{
    (void)state;
    struct missing *missing = missing_new();
    take(missing, "mention macro \"missing.h\"\n", false);
    assert_null(missing_note(missing, "/nowhere"));
    missing_free(missing);
}

static void test_most_wanted_first(void **state)
{
    (void)state;
    struct missing *missing = missing_new();
    take(missing, "mention missing \"b.h\"\nmention missing \"config.h\"\n", false);
    take(missing, "mention missing \"a.h\"\nmention missing \"config.h\"\n", false);
    take(missing, "", false);
    g_autofree char *note = missing_note(missing, "/nowhere");
    assert_non_null(strstr(note, "3 headers were not found, and 2 units read in part for it; "
                                 "most wanted: config.h (2), a.h (1), b.h (1);"));
    assert_non_null(strstr(note, "bear -- make"));
    assert_non_null(strstr(note, "-- -IDIR"));
    missing_free(missing);
}

static void test_long_lists_are_cut(void **state)
{
    (void)state;
    struct missing *missing = missing_new();
    GString *mentions = g_string_new(NULL);
    for (unsigned i = 0; i < 9; i++)
        g_string_append_printf(mentions, "mention missing \"h%u.h\"\n", i);
    take(missing, mentions->str, true);
    g_string_free(mentions, TRUE);
    g_autofree char *note = missing_note(missing, "/nowhere");
    assert_non_null(strstr(note, "h4.h (1), …;"));
    assert_null(strstr(note, "h5.h"));
    assert_null(strstr(note, "bear")); /* there is a database */
    missing_free(missing);
}

static void test_help_fits_the_tree(void **state)
{
    (void)state;
    g_autofree char *root = g_dir_make_tmp("missing-XXXXXX", NULL);
    g_autofree char *mark = g_build_filename(root, "CMakeLists.txt", NULL);
    assert_true(g_file_set_contents(mark, "", 0, NULL));
    struct missing *missing = missing_new();
    take(missing, "mention missing \"config.h\"\n", false);
    g_autofree char *note = missing_note(missing, root);
    assert_non_null(strstr(note, "1 header was not found, and 1 unit read"));
    assert_non_null(strstr(note, "cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON"));
    missing_free(missing);
    g_unlink(mark);
    g_rmdir(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_most_wanted_first),
        cmocka_unit_test(test_long_lists_are_cut),
        cmocka_unit_test(test_help_fits_the_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
