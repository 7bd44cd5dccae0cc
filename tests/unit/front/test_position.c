/* The positions of plain code, macro arguments and macro bodies, and the text that is shown for them. */
#include "parsed.h"

#include "front/position.h"
#include "front/source.h"
#include "ir/access.h"

static const char text[] = "#define TWICE(x) ((x) + (x))\n"          /* 1 */
                           "#define BODY bare\n"                     /* 2 */
                           "#define OUTER(x) TWICE(x)\n"             /* 3 */
                           "#define PASTE(a, b) a##b\n"              /* 4 */
                           "#define SUM(a, b) add(a, b)\n"           /* 5 */
                           "int add(int, int);\n"                    /* 6 */
                           "int bare, arg, first, last, ab;\n"       /* 7 */
                           "int f(void)\n"                           /* 8 */
                           "{\n"                                     /* 9 */
                           "    int a = bare;\n"                     /* 10 */
                           "    int b = TWICE(arg);\n"               /* 11 */
                           "    int c = BODY;\n"                     /* 12 */
                           "    int d = OUTER( first /* x */ );\n"   /* 13 */
                           "    int e = PASTE(a, b);\n"              /* 14 */
                           "    return add( last ,\n"                /* 15 */
                           "        1\t+ // one\n"                   /* 16 */
                           "        TWICE(2)) + SUM(3, BODY + 4);\n" /* 17 */
                           "}\n";

struct expected {
    const char *name;
    unsigned n;
    unsigned line, col, spelling_line, spelling_col;
    const char *macro, *source;
};

static void check(struct parsed *parsed, enum CXCursorKind kind, const struct expected *expected)
{
    CXCursor cursor = find_cursor(parsed, kind, expected->name, expected->n);
    const struct ir_loc *loc = ir_loc_at(parsed->front.unit, front_loc(&parsed->front, cursor));
    assert_int_equal(loc->line, expected->line);
    assert_int_equal(loc->col, expected->col);
    assert_int_equal(loc->spelling_line, expected->spelling_line);
    assert_int_equal(loc->spelling_col, expected->spelling_col);
    assert_string_equal(g_array_index(parsed->front.unit->files, const char *, loc->file), PARSED_FILE);
    if (expected->macro)
        assert_string_equal(loc->macro, expected->macro);
    else
        assert_null(loc->macro);
    assert_string_equal(front_source_text(&parsed->front, cursor), expected->source);
}

static void test_three_positions(void **state)
{
    (void)state;
    static const struct expected cases[] = {
        {"bare", 0, 10, 13, 10, 13, NULL, "bare"},         /* plain */
        {"arg", 0, 11, 13, 11, 19, "TWICE", "arg"},        /* in an argument */
        {"arg", 1, 11, 13, 11, 19, "TWICE", "arg"},        /* the same argument, expanded again */
        {"bare", 1, 12, 13, 2, 14, "BODY", "BODY"},        /* in a body */
        {"first", 0, 13, 13, 13, 20, "OUTER", "first"},    /* an argument handed on */
        {"ab", 0, 14, 13, 14, 13, "PASTE", "PASTE(a, b)"}, /* pasted: it stands nowhere else */
        {"last", 0, 15, 17, 15, 17, NULL, "last"},
    };
    struct parsed *parsed = parse_text(text);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(parsed, CXCursor_DeclRefExpr, &cases[i]);
    parsed_free(parsed);
}

static const char *argument_text(struct parsed *parsed, unsigned call, unsigned argument)
{
    CXCursor cursor = find_cursor(parsed, CXCursor_CallExpr, "add", call);
    return front_source_text(&parsed->front, clang_Cursor_getArgument(cursor, argument));
}

static void test_source_text_of_arguments(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(text);
    assert_string_equal(argument_text(parsed, 0, 0), "last");
    assert_string_equal(argument_text(parsed, 0, 1), "1 + TWICE(2)");
    assert_string_equal(argument_text(parsed, 1, 0), "3");
    assert_string_equal(argument_text(parsed, 1, 1), "BODY + 4");
    CXCursor call = find_cursor(parsed, CXCursor_CallExpr, "add", 1);
    assert_string_equal(front_source_text(&parsed->front, call), "SUM(3, BODY + 4)");
    CXCursor sum = find_cursor(parsed, CXCursor_BinaryOperator, NULL, 0);
    assert_string_equal(front_source_text(&parsed->front, sum), "TWICE(arg)");
    parsed_free(parsed);
}

static void test_casts_of_a_macro_are_not_what_its_user_wrote(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("int add(void *, long);\n"
                                       "#define ADD(p, n) add((void *)(p), (long)(n) + 1)\n"
                                       "int f(char *s) { return ADD(s + 1, 2) + add((void *)s, 3); }\n");
    assert_string_equal(argument_text(parsed, 0, 0), "s + 1");
    assert_string_equal(argument_text(parsed, 0, 1), "ADD(s + 1, 2)");
    assert_string_equal(argument_text(parsed, 1, 0), "(void *)s");
    parsed_free(parsed);
}

static void test_equal_places_have_equal_ids(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(text);
    CXCursor first = find_cursor(parsed, CXCursor_DeclRefExpr, "arg", 0);
    CXCursor again = find_cursor(parsed, CXCursor_DeclRefExpr, "arg", 1);
    assert_int_equal(front_loc(&parsed->front, first), front_loc(&parsed->front, again));
    assert_int_equal(front_loc(&parsed->front, clang_getNullCursor()), 0);
    assert_null(front_source_text(&parsed->front, clang_getNullCursor()));
    assert_int_equal(front_end_line(&parsed->front, find_cursor(parsed, CXCursor_FunctionDecl, "f", 0)), 18);
    parsed_free(parsed);
}

static void check_fold(const char *source, enum source_reading reading, const char *expected)
{
    g_autofree char *folded = source_fold(source, 0, strlen(source), strlen(source), reading);
    if (expected)
        assert_string_equal(folded, expected);
    else
        assert_null(folded);
}

static void test_fold(void **state)
{
    (void)state;
    check_fold("a  +\n\tb", SOURCE_ANY, "a + b");
    check_fold("\"a  /* b\" /* c */ 'x' // d\n", SOURCE_ANY, "\"a  /* b\" 'x'");
    check_fold("a \\\n b", SOURCE_ANY, "a b");
    check_fold("f(a, b)", SOURCE_EXPRESSION, "f(a, b)");
    check_fold("a, b", SOURCE_EXPRESSION, NULL);
    check_fold("a) + (b", SOURCE_ANY, NULL);
    check_fold("f(a", SOURCE_ANY, NULL);
    check_fold("\"unterminated\n /*", SOURCE_ANY, "\"unterminated");
    check_fold("", SOURCE_ANY, NULL);
    check_fold("a\xff"
               "b",
               SOURCE_ANY,
               "a\xef\xbf\xbd"
               "b");
}

static void test_fold_widens_to_the_closing_bracket(void **state)
{
    (void)state;
    static const char use[] = "MAC(x, (y)) + z";
    g_autofree char *folded = source_fold(use, 0, 5, sizeof use - 1, SOURCE_WIDEN);
    assert_string_equal(folded, "MAC(x, (y))");
}

static void test_fold_is_cut(void **state)
{
    (void)state;
    g_autoptr(GString) long_text = g_string_new(NULL);
    for (unsigned i = 0; i < 5000; i++)
        g_string_append(long_text, "\xc3\xa4"); /* two bytes each: the cut must not split one */
    g_autofree char *folded = source_fold(long_text->str, 0, long_text->len, long_text->len, SOURCE_ANY);
    assert_true(strlen(folded) <= SOURCE_MAX_TEXT);
    assert_true(g_utf8_validate(folded, -1, NULL));
    assert_true(g_str_has_suffix(folded, "..."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_positions),
        cmocka_unit_test(test_source_text_of_arguments),
        cmocka_unit_test(test_casts_of_a_macro_are_not_what_its_user_wrote),
        cmocka_unit_test(test_equal_places_have_equal_ids),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_widens_to_the_closing_bracket),
        cmocka_unit_test(test_fold_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
