/* What the printed text gives: parts of `for`, all of `asm`, cleanup functions; and that it stays in step. */
#include "parsed.h"

#include "front/pretty.h"
#include "front/printed.h"

static bool has_parts(struct parsed *parsed, struct pretty *pretty, unsigned n, const char *expected)
{
    bool has[3] = {false, false, false};
    if (!pretty_for(pretty, find_cursor(parsed, CXCursor_ForStmt, NULL, n), has))
        return false;
    char found[4] = {has[PRETTY_INIT] ? 'i' : '-', has[PRETTY_COND] ? 'c' : '-', has[PRETTY_INC] ? 'n' : '-', '\0'};
    return strcmp(found, expected) == 0;
}

static struct pretty *pretty_of(struct parsed *parsed, const char *function)
{
    unsigned n = 0;
    CXCursor cursor;
    do
        cursor = find_cursor(parsed, CXCursor_FunctionDecl, function, n++);
    while (!clang_isCursorDefinition(cursor));
    return pretty_open(&parsed->front, cursor);
}

static void test_all_eight_fors(void **state)
{
    (void)state;
    struct parsed *parsed =
        parse_text("int g(void); void f(void) {"
                   "for (;;) break; for (g();;) break; for (; g();) ; for (;; g()) break;"
                   "for (g(); g();) ; for (g();; g()) break; for (; g(); g()) ; for (int i = 0; g(); i++) ; }");
    static const char *const expected[] = {"---", "i--", "-c-", "--n", "ic-", "i-n", "-cn", "icn"};
    struct pretty *pretty = pretty_of(parsed, "f");
    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_true(has_parts(parsed, pretty, i, expected[i]));
    pretty_close(pretty);
    parsed_free(parsed);
}

static void test_fors_in_hard_places(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(
        "#define LOOP(x) ({ int r_ = 0; for (; (x); ) { r_++; } r_; })\n"
        "int g(void); const char *s; void f(int n) {"
        "for (s = \"for (;;)\"; LOOP(g() ? : ';');) { LOOP(n); }" /* 0, then 1 in its condition, 2 in its body */
        "(void)sizeof(({ for (;; g()) ; 1; }));"                  /* 3: not evaluated */
        "typeof(({ for (n = 1;;) break; n; })) m = ({ for (;;) break; 2; });" /* 4, 5 */
        "int v = ({ for (g();;) break; 3; }) ?: n;"                           /* 6: visited three times */
        "(void)_Generic(n, int: ({ for (; n;) ; 1; }), default: ({ for (;; n++) ; 2; })); }"); /* 7, 8 */
    static const char *const expected[] = {"ic-", "-c-", "-c-", "--n", "i--", "---"};
    struct pretty *pretty = pretty_of(parsed, "f");
    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_true(has_parts(parsed, pretty, i, expected[i]));
    pretty_close(pretty);
    parsed_free(parsed);
}

static struct pretty_asm read_asm(struct parsed *parsed, struct pretty *pretty, unsigned n)
{
    struct pretty_asm read;
    assert_true(pretty_asm(pretty, find_cursor(parsed, CXCursor_GCCAsmStmt, NULL, n), &read));
    return read;
}

static const struct pretty_operand *operand(const GArray *operands, guint i)
{
    assert_true(i < operands->len);
    return &g_array_index(operands, struct pretty_operand, i);
}

static const char *name(const GArray *names, guint i)
{
    assert_true(i < names->len);
    return g_array_index(names, const char *, i);
}

static void test_asm_with_everything(void **state)
{
    (void)state;
    struct parsed *parsed =
        parse_text("#define REG(x) [x##_reg] \"=r\" (x)\n"
                   "void f(int *p) { int out, in = 2; asm volatile(\"# a \\\"q\\\" %0\\n\\t\"\n \"mov %[out_reg], "
                   "%1\\\\ \\x41\\102\"\n"
                   ": REG(out), \"+m\" (p[1]) : [in] \"r\" (in + ({ 1; })), \"i\" (3) : \"memory\", \"cc\"); }");
    struct pretty *pretty = pretty_of(parsed, "f");
    struct pretty_asm read = read_asm(parsed, pretty, 0);
    assert_string_equal(read.template, "# a \"q\" %0\n\tmov %[out_reg], %1\\ AB");
    assert_true(read.is_volatile);
    assert_false(read.is_goto);
    assert_int_equal(read.outputs->len, 2);
    assert_string_equal(operand(read.outputs, 0)->name, "out_reg");
    assert_string_equal(operand(read.outputs, 0)->constraint, "=r");
    assert_string_equal(operand(read.outputs, 1)->constraint, "+m");
    assert_string_equal(operand(read.outputs, 1)->text, "p[1]");
    assert_null(operand(read.outputs, 1)->name);
    assert_int_equal(read.inputs->len, 2);
    assert_string_equal(operand(read.inputs, 0)->name, "in");
    assert_string_equal(operand(read.inputs, 1)->text, "3");
    assert_int_equal(read.clobbers->len, 2);
    assert_string_equal(name(read.clobbers, 0), "memory");
    assert_string_equal(name(read.clobbers, 1), "cc");
    assert_int_equal(read.labels->len, 0);
    pretty_close(pretty);
    parsed_free(parsed);
}

static void test_asm_goto_and_missing_sections(void **state)
{
    (void)state;
    struct parsed *parsed =
        parse_text("int f(int a) { asm(\"nop\"); asm(\"\" ::: \"memory\"); asm(\"x %0\" :: \"r\" (a));"
                   "asm goto(\"jmp %l0; jmp %l[two]\" : : : : one, two); asm volatile goto(\"j %l2\" : \"=r\" (a) : "
                   "\"r\" (1) : \"cc\" : two);"
                   "register int sp asm(\"rsp\"); return 0; one: return 1; two: return sp; }");
    struct pretty *pretty = pretty_of(parsed, "f");
    struct pretty_asm plain = read_asm(parsed, pretty, 0), barrier = read_asm(parsed, pretty, 1);
    struct pretty_asm input = read_asm(parsed, pretty, 2), jump = read_asm(parsed, pretty, 3);
    struct pretty_asm both = read_asm(parsed, pretty, 4);
    assert_string_equal(plain.template, "nop");
    assert_int_equal(plain.outputs->len + plain.inputs->len + plain.clobbers->len + plain.labels->len, 0);
    assert_string_equal(barrier.template, "");
    assert_string_equal(name(barrier.clobbers, 0), "memory");
    assert_int_equal(input.inputs->len, 1);
    assert_int_equal(input.outputs->len, 0);
    assert_true(jump.is_goto);
    assert_string_equal(name(jump.labels, 0), "one");
    assert_string_equal(name(jump.labels, 1), "two");
    assert_int_equal(both.outputs->len, 1);
    assert_string_equal(name(both.clobbers, 0), "cc");
    assert_string_equal(name(both.labels, 0), "two");
    pretty_close(pretty);
    parsed_free(parsed);
}

static void test_asm_in_order_with_unevaluated_ones(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("void f(int n) { (void)sizeof(({ asm(\"first\"); 1; })); asm(\"second\");"
                                       "for (; n ?: ({ asm(\"third\"); 1; });) asm(\"fourth\"); }");
    static const char *const expected[] = {"first", "second", "third", "fourth"};
    struct pretty *pretty = pretty_of(parsed, "f");
    for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_string_equal(read_asm(parsed, pretty, i).template, expected[i]);
    pretty_close(pretty);
    parsed_free(parsed);
}

static void test_statement_of_another_function_is_refused(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text("void f(void) { asm(\"a\"); } void g(int n) { for (; n;) asm(\"b\"); }");
    struct pretty *pretty = pretty_of(parsed, "f");
    struct pretty_asm read;
    bool has[3];
    assert_false(pretty_asm(pretty, find_cursor(parsed, CXCursor_GCCAsmStmt, NULL, 1), &read));
    assert_false(pretty_for(pretty, find_cursor(parsed, CXCursor_ForStmt, NULL, 0), has));
    pretty_close(pretty);
    parsed_free(parsed);
}

static void test_cleanup(void **state)
{
    (void)state;
    struct parsed *parsed = parse_text(
        "#define AUTO(f) __attribute__((cleanup(f)))\n"
        "void put(int *p); void drop(char **p); void f(void) { int a AUTO(put) = ({ int z AUTO(put) = 1; z; });"
        "char *b __attribute__((unused, cleanup(drop))), c; int d __attribute__((unused)) = 3; }");
    static const char *const expected[] = {"put", "drop", NULL, NULL};
    static const char *const names[] = {"a", "b", "c", "d"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *found = pretty_cleanup(&parsed->front, find_cursor(parsed, CXCursor_VarDecl, names[i], 0));
        if (expected[i])
            assert_string_equal(found, expected[i]);
        else
            assert_null(found);
    }
    parsed_free(parsed);
}

static void test_broken_text_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {" (",
                                        " (\"a\"",
                                        " (\"a\" : ",
                                        " (\"a\" : \"=r\" (",
                                        " (\"a\" : \"=r\" (x)",
                                        " (x)",
                                        " (\"a\" : [ \"r\" (x))",
                                        " (\"a\" : : : \"b\", )",
                                        "",
                                        " (\"\\"};
    struct ir_unit *unit = ir_unit_new("x.c");
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_null(printed_asm_read(unit, texts[i], strlen(texts[i]), 0));
    bool has[3];
    static const char *const fors[] = {" (", " (;", " (;)", " (;;", " (;;;)", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(fors); i++)
        assert_false(printed_for(fors[i], strlen(fors[i]), 0, has));
    ir_unit_free(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_eight_fors),
        cmocka_unit_test(test_fors_in_hard_places),
        cmocka_unit_test(test_asm_with_everything),
        cmocka_unit_test(test_asm_goto_and_missing_sections),
        cmocka_unit_test(test_asm_in_order_with_unevaluated_ones),
        cmocka_unit_test(test_statement_of_another_function_is_refused),
        cmocka_unit_test(test_cleanup),
        cmocka_unit_test(test_broken_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
