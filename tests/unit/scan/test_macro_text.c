#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scan/macro_text.h"

static void expect(const char *text, unsigned i, const char *expected)
{
    g_autofree char *argument = macro_text_argument(text, "get_user", i);
    if (expected)
        assert_string_equal(argument, expected);
    else
        assert_null(argument);
}

static void test_arguments(void **state)
{
    (void)state;
    expect("get_user(x, p)", 0, "x");
    expect("get_user(x, p)", 1, "p");
    expect("get_user(x, p)", 2, NULL);
    expect("get_user (x, f(a, b)[1])", 1, "f(a, b)[1]");
    expect("get_user(*(u32 *)&r->bp, (u32 __user *)(long)s)", 0, "*(u32 *)&r->bp");
    expect("get_user(\",)\", ',')", 0, "\",)\"");
    expect("get_user(\",)\", ',')", 1, "','");
    expect("get_user(\"\\\",\", x)", 1, "x");
    expect("get_user(a[1, 2], x)", 1, "2]"); /* brackets do not hold a comma together */
    expect("get_user()", 0, "");
    expect("get_user()", 1, NULL);
}

static void test_cut_off(void **state)
{
    (void)state;
    static const char *const texts[] = {"get_user",       "get_user(",    "get_user(x",
                                        "get_user(x, (p", "get_user(\"x", "get_user(x, '\\"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        expect(texts[i], 1, NULL);
    expect("get_user(x, f(p", 0, "x");
}

static void test_other_texts(void **state)
{
    (void)state;
    assert_true(macro_text_is_use("get_user(x, p)", "get_user"));
    assert_false(macro_text_is_use("get_user_page(x, p)", "get_user"));
    assert_false(macro_text_is_use("x", "get_user"));
    expect("put_user(x, p)", 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_other_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
