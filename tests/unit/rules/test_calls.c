#include "rules_test.h"

#define MPROTECT "  %r = call @mprotect(%p, %n, 1) texts(\"p\", \"n\", \"PROT_READ\")\n"

/* clang-format off */
static const struct test_case ignored[] = {
    {"dropped", USER F(MPROTECT), "medium"},
    {"cast to void", USER F("  %r = call dropped @mprotect(%p, %n, 1)\n"), "note"},
    {"never read", USER F(MPROTECT "  store &x, %r\n"), "medium"},
    {"named in a (void)", USER F(MPROTECT "  store &x, %r\n  %x = load &x\n"), "note"},
    {"overwritten", USER F(MPROTECT "  store &x, %r\n  store &x, 0\n  %x = load &x\n  %c = ne %x, 0\n"), "medium"},
    {"tested", USER F(MPROTECT "  cbr %r, t, e\nt:\n  store &x, 1\n  br e\ne:\n"), ""},
    {"tested for nothing", USER F(MPROTECT "  cbr %r, t, e\nt:\n  br e\ne:\n"), "medium"},
    {"made a value", USER F(MPROTECT "  cbr %r, t, e\nt:\n  br j\ne:\n  br j\nj:\n  %v = phi i32 [t: 1, e: 2]\n  store &x, %v\n"), ""},
    {"compared and dropped", USER F(MPROTECT "  %c = lt %r, 0\n"), "medium"},
    {"negated and dropped", USER F(MPROTECT "  %c = eq %r, 0\n"), "note"},
    {"errno only set", USER F(MPROTECT "  %e = call @__errno_location()\n  store %e, 0\n"), "medium"},
    {"read on one path", USER F(MPROTECT "  store &x, %r\n  cbr %a, t, e\nt:\n  %x = load &x\n  %c = ne %x, 0\n  cbr %c, e, e2\ne2:\n  store &x, 1\n  br e\ne:\n"), ""},
    {"stored in memory", USER F(MPROTECT "  %q = bitcast ptr(i32) (pointer) %p\n  store %q, %r\n"), ""},
    {"errno", USER F(MPROTECT "  %e = call @__errno_location()\n  %v = load %e\n"), ""},
    {"errno after something else", USER F(MPROTECT "  %s = call @printf(\"x\")\n  %e = call @__errno_location()\n"), "medium"},
    {"does not matter", USER F("  %r = call @munmap(%p, %n)\n  %q = call @pkey_free(%a)\n"), ""},
    {"key dropped", USER F("  %r = call @pkey_alloc(0, 0)\n"), "medium"},
    {"through syscall", USER F("  %r = call @syscall(329, %p, %n, 1, %a) texts(\"SYS_pkey_mprotect\")\n"), "medium"},
    {"asking is no protection", USER F("  %t = trunc i32 (u64) %n\n  %r = call @mpx(%p, %t, 1, 2) texts(\"p\", \"n\", \"1\", \"MPX_GET\")\n"), ""},
    {"protecting is", USER F("  %t = trunc i32 (u64) %n\n  %r = call @mpx(%p, %t, 1, 2) texts(\"p\", \"n\", \"1\", \"MPX_ENABLE\")\n"), "medium"},
    {"the tree's own", USER "function @mprotect_pkey(p: pointer, n: u64, r: i32, k: i32) -> i32 {\n  ret 0\n}\n" F("  %r = call @mprotect_pkey(%p, %n, 1, %a)\n"), "low"},
    {"dead code", USER F("  cbr 0, t, e\nt:\n" MPROTECT "  br e\ne:\n"), ""},
    {"degraded", USER "function @f(p: pointer) -> i32 degraded \"error\" {\n  %p = load &p\n  %r = call @mprotect(%p, 1, 1)\n  ret 0\n}\n", ""},
};

static const struct test_case executable[] = {
    {"both", USER F("  %r = call @mprotect(%p, %n, 6)\n"), "high"},
    {"all", USER F("  %r = call @mprotect(%p, %n, 7)\n"), "high"},
    {"write", USER F("  %r = call @mprotect(%p, %n, 3)\n"), ""},
    {"unknown", USER F("  %r = call @mprotect(%p, %n, %a)\n"), ""},
    {"added to the unknown", USER F("  %o = or %a, 6\n  %r = call @mprotect(%p, %n, %o)\n"), "high"},
    {"half added to the unknown", USER F("  %o = or %a, 2\n  %r = call @mprotect(%p, %n, %o)\n"), ""},
    {"on one path", USER F("  store &x, 3\n  cbr %a, t, e\nt:\n  store &x, 7\n  br e\ne:\n  %x = load &x\n  %r = call @mprotect(%p, %n, %x)\n"), "medium"},
    {"one path unknown", USER F("  store &x, %a\n  cbr %a, t, e\nt:\n  store &x, 7\n  br e\ne:\n  %x = load &x\n  %r = call @mprotect(%p, %n, %x)\n"), "medium"},
    {"taken away", USER F("  store &x, 7\n  %x = load &x\n  %m = and %x, -3\n  %r = call @mprotect(%p, %n, %m)\n"), ""},
    {"with a key", USER F("  %r = call @pkey_mprotect(%p, %n, 7, %a)\n"), "high"},
    {"through syscall", USER F("  %r = call @syscall(10, %p, %n, 7) texts(\"SYS_mprotect\")\n"), "high"},
};
/* clang-format on */

static void test_result_ignored(void **state)
{
    (void)state;
    expect_levels("result-ignored", ignored, G_N_ELEMENTS(ignored));
}

static void test_writable_executable(void **state)
{
    (void)state;
    expect_levels("writable-executable", executable, G_N_ELEMENTS(executable));
}

static void check_finding(const struct finding *finding, void *context)
{
    ++*(unsigned *)context;
    assert_string_equal(finding->rule, "writable-executable");
    assert_string_equal(finding->file, "a.c");
    assert_int_equal(finding->line, 9);
    assert_string_equal(finding->function, "f");
    assert_non_null(strstr(finding->message, "mprotect(p, n, MODE)"));
    assert_int_equal(finding->n_steps, 3);
    assert_int_equal(finding->steps[0].role, ROLE_VALUE);
    assert_int_equal(finding->steps[0].line, 8);
    assert_string_equal(finding->steps[0].why, "`x` gets 7");
    assert_int_equal(finding->steps[1].line, 9);
    assert_int_equal(finding->steps[2].line, 4);
    assert_string_equal(finding->steps[2].file, "m.h");
    assert_null(finding->steps[0].text);
}

/* Place, words and steps; a use inside a macro shows the macro's body too. */
static void test_words(void **state)
{
    (void)state;
    unsigned found = 0;
    run_rule("writable-executable",
             USER F("  store &x, 7 !8:2\n  %x = load &x !9:1\n"
                    "  %r = call @mprotect(%p, %n, %x) texts(\"p\", \"n\", \"MODE\") !9:3<LOCK \"m.h\":4:5>\n"),
             check_finding, &found);
    assert_int_equal(found, 1);
}

static void keep_key(const struct finding *finding, void *context)
{
    *(char **)context = g_strdup(finding->key);
}

/* The key survives moved lines and other layout, and tells other expressions apart. */
static void test_key(void **state)
{
    (void)state;
    g_autofree char *here = NULL, *moved = NULL, *other = NULL;
    run_rule("result-ignored", USER F("  %r = call @mprotect(%p, %n, 1) texts(\"p\", \"n\", \"PROT_READ\") !3:1\n"),
             keep_key, &here);
    run_rule("result-ignored", USER F("  %r = call @mprotect(%p, %n, 1) texts(\"(p)\", \"n\", \"1\") !30:9\n"),
             keep_key, &moved);
    run_rule("result-ignored", USER F("  %r = call @mprotect(%p, 8, 1) !3:1\n"), keep_key, &other);
    assert_string_equal(here, moved);
    assert_string_not_equal(here, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_ignored),
        cmocka_unit_test(test_writable_executable),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_key),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
