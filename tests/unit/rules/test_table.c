#include "rules_test.h"

static void test_rows(void **state)
{
    (void)state;
    assert_true(n_rules > 0);
    for (unsigned i = 0; i < n_rules; i++) {
        assert_int_equal(rule_find(rules[i].id), (int)i);
        assert_true(rules[i].severity > LEVEL_NONE);
        assert_true(rules[i].cwe > 0);
    }
    assert_int_equal(rule_find("no-such-rule"), -1);
}

static void test_select(void **state)
{
    (void)state;
    g_autofree bool *all = rules_select(NULL, NULL);
    g_autofree bool *some = rules_select("-key-zero, +key-range", NULL);
    for (unsigned i = 0; i < n_rules; i++) {
        assert_int_equal(all[i], rules[i].on_by_default);
        assert_int_equal(some[i], (int)i == rule_find("key-zero") ? false : rules[i].on_by_default);
    }
}

static void expect_hint(const char *changes, const char *hint)
{
    g_autoptr(GError) error = NULL;
    assert_null(rules_select(changes, &error));
    assert_non_null(error);
    if (!strstr(error->message, hint))
        fail_msg("“%s” does not name %s", error->message, hint);
}

static void test_unknown(void **state)
{
    (void)state;
    expect_hint("+key-rang", "key-range");
    expect_hint("result-ignore", "result-ignored");
    expect_hint("-key-zero,+writable_executable", "writable-executable");
    expect_hint("+a-name-that-is-much-longer-than-any-rule-could-ever-be-and-longer-than-sixty-three-letters",
                "did you mean");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_select),
        cmocka_unit_test(test_unknown),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
