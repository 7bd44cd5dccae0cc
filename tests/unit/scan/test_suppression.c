/* Texts with suppression comments; each case asks for lines and gets the reasons, and what is told at the end. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/rules.h"
#include "scan/comments.h"
#include "scan/suppression.h"

#define RULE "key-zero"
#define OTHER "key-range"

static struct suppressions *reading(const char *text)
{
    struct suppressions *suppressions = suppressions_new(NULL);
    suppressions_read(suppressions, "a.c", text, strlen(text));
    return suppressions;
}

/* "3:reason 4:reason" of all lines on which RULE is suppressed. */
static char *effects(struct suppressions *suppressions, const char *rule)
{
    GString *out = g_string_new(NULL);
    for (uint32_t line = 1; line <= 12; line++) {
        const char *reason = suppressions_match(suppressions, "a.c", line, rule);
        if (reason)
            g_string_append_printf(out, "%s%u:%s", out->len ? " " : "", line, reason);
    }
    return g_string_free(out, FALSE);
}

static char *report(const struct suppressions *suppressions)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    suppressions_report(suppressions, notes);
    g_ptr_array_add(notes, NULL);
    return g_strjoinv("\n", (char **)notes->pdata);
}

/* clang-format off */
static const struct { const char *name, *text, *effects; } effective[] = {
    {"beside code", "int a;\nf(); /* mpx-audit-ignore[key-zero]: ok */\ng();\n", "2:ok"},
    {"in front of code", "/* mpx-audit-ignore[key-zero]: ok */ f();\ng();\n", "1:ok"},
    {"line before", "int a;\n/* mpx-audit-ignore[key-zero]: ok */\ng();\nh();\n", "2:ok 3:ok"},
    {"line comment", "int a;\n// mpx-audit-ignore[key-zero]: ok\ng();\nh();\n", "2:ok 3:ok"},
    {"blank and comment between", "// mpx-audit-ignore[key-zero]: ok\n\n/* why */\ng();\nh();\n", "1:ok 2:ok 3:ok 4:ok"},
    {"two stacked", "// mpx-audit-ignore[key-zero]: one\n// mpx-audit-ignore[key-range]: two\ng();\n", "1:one 2:one 3:one"},
    {"several rules", "f(); // mpx-audit-ignore[key-range, key-zero]: both\n", "1:both"},
    {"blanks", "f(); /*   mpx-audit-ignore[ key-zero ] :  ok   */\n", "1:ok"},
    {"doc comment", "/** mpx-audit-ignore[key-zero]: ok */\ng();\n", "1:ok 2:ok"},
    {"long reason", "/* mpx-audit-ignore[key-zero]: first\n * second\n *  third */\ng();\n",
     "1:first second third 2:first second third 3:first second third 4:first second third"},
    {"continued line comment", "// mpx-audit-ignore[key-zero]: one \\\n two\ng();\n", "1:one two 2:one two 3:one two"},
    {"block", "/* mpx-audit-ignore-begin[key-zero]: ok */\na();\n/* mpx-audit-ignore-end[key-zero] */\nb();\n", "1:ok 2:ok 3:ok"},
    {"block ended without rules", "// mpx-audit-ignore-begin[key-zero]: ok\na();\n// mpx-audit-ignore-end\nb();\n", "1:ok 2:ok 3:ok"},
    {"nested blocks",
     "// mpx-audit-ignore-begin[key-zero]: outer\n// mpx-audit-ignore-begin[key-zero]: inner\na();\n// mpx-audit-ignore-end\nb();\n// mpx-audit-ignore-end\nc();\n",
     "1:outer 2:inner 3:inner 4:inner 5:outer 6:outer"},
    {"crossing blocks",
     "// mpx-audit-ignore-begin[key-zero]: a\n// mpx-audit-ignore-begin[key-range]: b\n// mpx-audit-ignore-end[key-zero]\nx();\n// mpx-audit-ignore-end[key-range]\n",
     "1:a 2:a 3:a"},
    {"file", "a();\nb();\n/* mpx-audit-ignore-file[key-zero]: generated */\n",
     "1:generated 2:generated 3:generated 4:generated 5:generated 6:generated 7:generated 8:generated 9:generated 10:generated 11:generated 12:generated"},
    {"crlf", "int a;\r\n/* mpx-audit-ignore[key-zero]: ok */\r\ng();\r\nh();\r\n", "2:ok 3:ok"},
    {"behind a digit separator", "int a = 1'000; // mpx-audit-ignore[key-zero]: ok\n", "1:ok"},
    {"behind a stray quote", "#error don't\nf(); // mpx-audit-ignore[key-zero]: ok\n", "2:ok"},
    {"behind quotes", "f(\"/*\", '\"', '\\'', \"\\\"\"); // mpx-audit-ignore[key-zero]: ok\n", "1:ok"},

    /* none of ours */
    {"in a string", "f(\"/* mpx-audit-ignore[key-zero]: no */\");\n", ""},
    {"in a continued string", "f(\"a \\\n// mpx-audit-ignore[key-zero]: no\");\n", ""},
    {"in a character", "c = '/* mpx-audit-ignore[key-zero]: no */';\n", ""},
    {"in code", "mpx-audit-ignore[key-zero]: no\n", ""},
    {"not the first word", "f(); /* see mpx-audit-ignore[key-zero]: no */\n", ""},
    {"another word", "f(); /* mpx-audit-ignored[key-zero]: no */\n", ""},
    {"divided", "a = b / * c; // mpx-audit-ignore[key-range]: other rule\n", ""},

    /* without effect */
    {"no reason", "f(); /* mpx-audit-ignore[key-zero] */\n", ""},
    {"empty reason", "f(); /* mpx-audit-ignore[key-zero]:   */\n", ""},
    {"no colon", "f(); /* mpx-audit-ignore[key-zero] because */\n", ""},
    {"no rule", "f(); /* mpx-audit-ignore: reason */\n", ""},
    {"empty rules", "f(); /* mpx-audit-ignore[]: reason */\n", ""},
    {"unknown rule", "f(); /* mpx-audit-ignore[no-such-rule]: reason */\n", ""},
    {"unknown form", "f(); /* mpx-audit-ignore-next-line[key-zero]: reason */\n", ""},
    {"open bracket", "f(); /* mpx-audit-ignore[key-zero: reason */\n", ""},
};
/* clang-format on */

static void test_effects(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(effective); i++) {
        struct suppressions *suppressions = reading(effective[i].text);
        g_autofree char *seen = effects(suppressions, RULE);
        if (strcmp(seen, effective[i].effects) != 0)
            fail_msg("%s: \"%s\", expected \"%s\"", effective[i].name, seen, effective[i].effects);
        suppressions_free(suppressions);
    }
}

static void test_faults_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
    } cases[] = {
        {"f(); /* mpx-audit-ignore[key-zero] */\n", "a.c:1: suppression has no effect: it gives no reason"},
        {"\n\n/* mpx-audit-ignore: reason */\nf();", "a.c:3: suppression has no effect: it names no rule"},
        {"/* mpx-audit-ignore[nix]: reason */\nf();", "it names a rule that does not exist"},
        {"/* mpx-audit-ignore-all[key-zero]: reason */\nf();", "its form is not known"},
        {"/* mpx-audit-ignore-end[key-zero] */\nf();", "there is no -begin for it"},
        {"/* mpx-audit-ignore-begin[key-zero]: x */\nf();", "a.c:1: suppression is never ended"},
        {"f(); /* mpx-audit-ignore[key-zero]: x */\n", "a.c:1: unused suppression of key-zero"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct suppressions *suppressions = reading(cases[i].text);
        g_autofree char *told = report(suppressions);
        if (!strstr(told, cases[i].note))
            fail_msg("%s\n  tells \"%s\"\n  expected \"%s\"", cases[i].text, told, cases[i].note);
        suppressions_free(suppressions);
    }
}

static void test_used_ones_are_not_told(void **state)
{
    (void)state;
    struct suppressions *suppressions = reading("f(); /* mpx-audit-ignore[key-zero]: x */\ng();\n");
    assert_null(suppressions_match(suppressions, "a.c", 2, RULE));
    assert_null(suppressions_match(suppressions, "a.c", 1, OTHER));
    assert_null(suppressions_match(suppressions, "b.c", 1, RULE));
    assert_string_equal(suppressions_match(suppressions, "a.c", 1, RULE), "x");
    g_autofree char *told = report(suppressions);
    assert_string_equal(told, "");
    suppressions_free(suppressions);
}

/* In a file that could not be read whole, and for a rule that is switched off, "unused" would be a guess. */
static void test_excused(void **state)
{
    (void)state;
    const char *text = "f(); /* mpx-audit-ignore[key-zero]: x */\n";
    struct suppressions *degraded = reading(text);
    suppressions_excuse(degraded, "a.c");
    g_autofree char *told = report(degraded);
    assert_string_equal(told, "");
    suppressions_free(degraded);

    g_autofree bool *selected = rules_select("-key-zero", NULL);
    struct suppressions *off = suppressions_new(selected);
    suppressions_read(off, "a.c", text, strlen(text));
    g_autofree char *told_of_off = report(off);
    assert_string_equal(told_of_off, "");
    suppressions_free(off);
}

static void test_report_is_ordered(void **state)
{
    (void)state;
    struct suppressions *suppressions = suppressions_new(NULL);
    const char *text = "f(); // mpx-audit-ignore[key-zero]: x\nf(); // mpx-audit-ignore[key-zero]\n";
    static const char *const paths[] = {"z.c", "a.c", "m/b.c", "a.c"};
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        suppressions_read(suppressions, paths[i], text, strlen(text));
    g_autofree char *told = report(suppressions);
    g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
    assert_int_equal(g_strv_length(lines), 6);
    static const char *const starts[] = {"a.c:1:", "a.c:2:", "m/b.c:1:", "m/b.c:2:", "z.c:1:", "z.c:2:"};
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        assert_true(g_str_has_prefix(lines[i], starts[i]));
    suppressions_free(suppressions);
}

/* Cut off anywhere, nothing is read past the end (the sanitizer watches). */
static void test_cut_anywhere(void **state)
{
    (void)state;
    const char *text =
        "a(\"x\\\n\", '\\''); /* mpx-audit-ignore-begin[key-zero]: r\\\xC3 */ // mpx-audit-ignore-end \\\r\n x";
    for (size_t n = 0; n <= strlen(text); n++) {
        g_autofree char *cut = g_memdup2(text, n);
        struct suppressions *suppressions = suppressions_new(NULL);
        suppressions_read(suppressions, "a.c", cut, n);
        g_autofree char *told = report(suppressions);
        assert_non_null(told);
        suppressions_free(suppressions);
    }
}

static void test_comments(void **state)
{
    (void)state;
    const char *text = "/* a */ x /* b\nb */\n// c\n\n'\"' \"/* no */\" /**/";
    struct comments comments;
    comments_find(text, strlen(text), &comments);
    assert_int_equal(comments.list->len, 4);
    const struct comment *second = &g_array_index(comments.list, struct comment, 1);
    assert_int_equal(second->first_line, 1);
    assert_int_equal(second->last_line, 2);
    assert_memory_equal(second->text, " b\nb ", 5);
    assert_int_equal(second->length, 5);
    static const gboolean coded[] = {TRUE, FALSE, FALSE, FALSE, TRUE, FALSE};
    for (uint32_t line = 1; line <= G_N_ELEMENTS(coded); line++)
        assert_int_equal(comments_has_code(&comments, line), coded[line - 1]);
    assert_false(comments_has_code(&comments, 0));
    comments_clear(&comments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effects),
        cmocka_unit_test(test_faults_are_told),
        cmocka_unit_test(test_used_ones_are_not_told),
        cmocka_unit_test(test_excused),
        cmocka_unit_test(test_report_is_ordered),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_comments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
