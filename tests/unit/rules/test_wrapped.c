#include "rules_test.h"

/* Rules look through the tree's own functions: one step less sure, and once for each fact. */

#define HAND(name, parameters, loads, call, result)                                                                    \
    "function @" name "(" parameters ") -> i32 {\n" loads "  %r = call " call "\n  ret " result "\n}\n"
#define PROTECT                                                                                                        \
    HAND("my_protect", "p: pointer, n: u64, a: i32", "  %p = load &p\n  %n = load &n\n  %a = load &a\n",               \
         "@mprotect(%p, %n, %a)", "%r")
#define PROTECT_QUIET                                                                                                  \
    HAND("my_protect", "p: pointer, n: u64, a: i32", "  %p = load &p\n  %n = load &n\n  %a = load &a\n",               \
         "@mprotect(%p, %n, %a)", "0")
#define PROTECT_ALL                                                                                                    \
    HAND("my_protect", "p: pointer, n: u64, a: i32", "  %p = load &p\n  %n = load &n\n", "@mprotect(%p, %n, 7)", "%r")
#define PROTECT_LESS                                                                                                   \
    HAND("my_protect", "p: pointer, n: u64, a: i32",                                                                   \
         "  %p = load &p\n  %n = load &n\n  %a = load &a\n  %b = and %a, 3\n", "@mprotect(%p, %n, %b)", "%r")
#define FREE HAND("my_free", "k: i32", "  %k = load &k\n", "@pkey_free(%k)", "%r")
#define FREE_CHECKED                                                                                                   \
    "function @my_free(k: i32) -> i32 {\n  %k = load &k\n  %c = le %k, 0\n  cbr %c, bad, good\nbad:\n  ret -1\n"       \
    "good:\n  %r = call @pkey_free(%k)\n  ret %r\n}\n"
#define SET(name) HAND(name, "p: pointer, n: i32, k: u32", "  %p = load &p\n  %n = load &n\n  %k = load &k\n",        \
                       "@mpx(%p, %n, %k, 1) texts(\"p\", \"n\", \"k\", \"MPX_CREATE\")", "%r")
#define CALL(a) "  %r = call @my_protect(%p, %n, " a ")\n"

/* clang-format off */
static const struct test_case ignored[] = {
    {"handed back and dropped", USER PROTECT F(CALL("1")), "low"},
    {"handed back and meant", USER PROTECT F("  %r = call dropped @my_protect(%p, %n, 1)\n"), "note"},
    {"handed back and tested", USER PROTECT F(CALL("1") "  cbr %r, t, e\nt:\n  store &x, 1\n  br e\ne:\n"), ""},
    {"dropped inside", USER PROTECT_QUIET F(CALL("1")), "medium"},
};

static const struct test_case executable[] = {
    {"handed in", USER PROTECT F(CALL("7")), "medium"},
    {"fixed inside", USER PROTECT_ALL F(CALL("1")), "high"},
    {"masked inside", USER PROTECT_LESS F(CALL("7")), ""},
};

static const struct test_case ranges[] = {
    {"handed in", USER FREE F("  %r = call @my_free(99)\n"), "low"},
    {"checked inside", USER FREE_CHECKED F("  %r = call @my_free(99)\n"), ""},
    {"one that exists", USER FREE F("  %r = call @my_free(9)\n"), ""},
};

static const struct test_case zeros[] = {
    {"handed in", USER FREE F("  %r = call @my_free(0)\n"), "low"},
    {"an operation fixed inside", USER SET("my_create") F("  %t = trunc i32 (u64) %n\n  %r = call @my_create(%p, %t, 0:u32)\n"), "low"},
};
/* clang-format on */

static void test_rules(void **state)
{
    (void)state;
    expect_levels("result-ignored", ignored, G_N_ELEMENTS(ignored));
    expect_levels("writable-executable", executable, G_N_ELEMENTS(executable));
    expect_levels("key-range", ranges, G_N_ELEMENTS(ranges));
    expect_levels("key-zero", zeros, G_N_ELEMENTS(zeros));
}

static void check_step(const struct finding *finding, void *context)
{
    const struct step *last = &finding->steps[finding->n_steps - 1];
    assert_int_equal(finding->confidence, CONFIDENCE_MEDIUM);
    assert_string_equal(last->why, "my_protect hands on to mprotect");
    (*(unsigned *)context)++;
}

/* The way is shown as far as the call. */
static void test_steps(void **state)
{
    (void)state;
    unsigned n = 0;
    run_rule("writable-executable", USER PROTECT F(CALL("7")), check_step, &n);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules), cmocka_unit_test(test_steps)};
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
