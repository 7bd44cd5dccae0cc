#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/fingerprint.h"

static void expect_lines(const char *text, size_t length, const char *expected)
{
    g_auto(GStrv) lines = fingerprint_lines(text, length);
    g_autofree char *joined = g_strjoinv(", ", lines);
    assert_string_equal(joined, expected);
}

/* Vectors of codeql-action's tests (src/fingerprints.test.ts), as DESIGN's notes on SARIF give them. */
static void test_vectors(void **state)
{
    (void)state;
    expect_lines("", 0, "c129715d7a2bc9a3:1");
    const char *four = " a\nb\n  \t\tc\n d";
    expect_lines(four, strlen(four), "271789c17abda88f:1, 54703d4cd895b18:1, 180aee12dab6264:1, a23a3dc5e078b07b:1");
}

/* Blanks and the kind of line end make no difference. */
static void test_layout(void **state)
{
    (void)state;
    static const char *const same[] = {"a b\nc\n", "ab\r\nc\r\n", "\ta  b\rc\r", "a b  \n   c\n"};
    g_auto(GStrv) first = fingerprint_lines(same[0], strlen(same[0]));
    g_autofree char *expected = g_strjoinv(", ", first);
    assert_int_equal(g_strv_length(first), 3); /* the end of the file is a line of its own behind the last line end */
    for (size_t i = 1; i < G_N_ELEMENTS(same); i++)
        expect_lines(same[i], strlen(same[i]), expected);
}

static void test_equal_lines_are_counted(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 300; i++)
        g_string_append(text, "x\n");
    g_auto(GStrv) lines = fingerprint_lines(text->str, text->len);
    g_auto(GStrv) first = g_strsplit(lines[0], ":", 2), third = g_strsplit(lines[2], ":", 2);
    assert_string_equal(first[0], third[0]);
    assert_string_equal(first[1], "1");
    assert_string_equal(third[1], "3");
    g_string_free(text, TRUE);
}

/* A line's hash depends on the hundred units from its start on, on nothing before and nothing behind. */
static void test_window(void **state)
{
    (void)state;
    g_autofree char *filler = g_strnfill(150, 'y');
    g_autofree char *a = g_strconcat("first\n", filler, "A\n", NULL);
    g_autofree char *b = g_strconcat("other\n", filler, "B\n", NULL);
    g_auto(GStrv) of_a = fingerprint_lines(a, strlen(a)), of_b = fingerprint_lines(b, strlen(b));
    assert_string_not_equal(of_a[0], of_b[0]);
    assert_string_equal(of_a[1], of_b[1]);
}

/* A NUL, bad bytes, and characters beyond 16 bits: nothing is read past the end, every line has a hash. */
static void test_odd_bytes(void **state)
{
    (void)state;
    static const char odd[] = "a\0b\n\xFF\xFE\n\xF0\x9F\x98\x80\n\xE2\x82";
    g_auto(GStrv) lines = fingerprint_lines(odd, sizeof(odd) - 1);
    assert_int_equal(g_strv_length(lines), 4);
}

static void test_of_parts(void **state)
{
    (void)state;
    g_autofree char *ab = fingerprint_of("a", "b", NULL), *again = fingerprint_of("a", "b", NULL);
    g_autofree char *joined = fingerprint_of("ab", NULL), *shifted = fingerprint_of("ab", "", NULL);
    assert_int_equal(strlen(ab), 32);
    assert_int_equal(strspn(ab, "0123456789abcdef"), 32);
    assert_string_equal(ab, again);
    assert_string_not_equal(ab, joined);
    assert_string_not_equal(joined, shifted);
}

/* printf 'a\0b\0' | sha256sum | cut -c1-32: stored databases depend on it. */
static void test_of_is_stable(void **state)
{
    (void)state;
    g_autofree char *ab = fingerprint_of("a", "b", NULL);
    assert_string_equal(ab, "8fb20ef63ced4145fc2e983ffe597d1d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_equal_lines_are_counted),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_odd_bytes),
        cmocka_unit_test(test_of_parts),
        cmocka_unit_test(test_of_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
