#include "ir/text.h"
#include "ir/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static struct ir_unit *parse(const char *text, const char *name)
{
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = ir_parse(text, name, &error);
    if (!unit)
        fail_msg("%s", error->message);
    return unit;
}

static char *print(const struct ir_unit *unit)
{
    GString *out = g_string_new(NULL);
    ir_print(unit, out);
    return g_string_free(out, FALSE);
}

static char *reprint(const char *text, const char *name)
{
    struct ir_unit *unit = parse(text, name);
    char *printed = print(unit);
    ir_unit_free(unit);
    return printed;
}

static void check_file(const char *name, const char *expected_name)
{
    g_autofree char *path = g_build_filename(TEST_FOLDER, name, NULL);
    g_autofree char *expected_path = g_build_filename(TEST_FOLDER, expected_name, NULL);
    g_autofree char *text = NULL, *expected = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_true(g_file_get_contents(expected_path, &expected, NULL, NULL));
    g_autofree char *printed = reprint(text, name);
    assert_string_equal(printed, expected);
    g_autofree char *again = reprint(printed, name);
    assert_string_equal(again, printed);
}

static void every_op_reads_back_as_printed(void **state)
{
    (void)state;
    check_file("every_op.ir", "every_op.ir");
}

static void shorthand_is_filled_in(void **state)
{
    (void)state;
    check_file("shorthand.ir", "shorthand.printed");
}

static void the_file_uses_every_op(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(TEST_FOLDER, "every_op.ir", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    struct ir_unit *unit = parse(text, "every_op.ir");
    bool seen[IR_N_OPS] = {false};
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        for (guint i = 0; i < function->insts->len; i++)
            seen[g_array_index(function->insts, struct ir_inst, i).op] = true;
    }
    for (int op = 0; op < IR_N_OPS; op++)
        if (!seen[op])
            fail_msg("operation %d is not in every_op.ir", op);
    ir_unit_free(unit);
}

#define FUNCTION(body) "function @f(a: i32) -> i32 {\n" body "\nret 0\n}\n"

/* Text, line, column, part of the message. */
static const struct {
    const char *text;
    unsigned line, col;
    const char *message;
} faults[] = {
    {"nonsense", 1, 1, "unit, file, type"},
    {"unit", 1, 5, "a text in quotes expected"},
    {"unit \"a\" pointer x", 1, 18, "a number expected"},
    {"file \"abc", 1, 6, "not closed"},
    {"file \"a\\q\"", 1, 6, "no such escape"},
    {"file \"a\nb\"", 1, 6, "not closed"},
    {"symbol name: i32", 1, 8, "@name expected"},
    {"symbol @: i32", 1, 8, "a name is missing"},
    {"symbol @x i32", 1, 11, "':' expected"},
    {"symbol @x: foo", 1, 12, "type foo is not declared"},
    {"symbol @x: i33", 1, 12, "a number has 8 to 512 bits"},
    {"symbol @x: i32\nsymbol @x: i32", 2, 8, "@x is there already"},
    {"symbol @x: ptr(i32", 1, 19, "')' expected"},
    {"symbol @x: i32 align 4294967296", 1, 22, "too large"},
    {"symbol @x: array(i8, 18446744073709551616)", 1, 22, "at most 64 bits"},
    {"symbol @x: i32 !3:4<M", 1, 22, "a number expected"},
    {"type a = u8\ntype a = u16", 2, 1, "type a is there already"},
    {"type a = b\ntype b = a", 1, 1, "contains itself"},
    {"struct a { x: array(struct a, 2); }", 1, 1, "contains itself"},
    {"struct a { x: i32 }", 1, 19, "';' expected"},
    {"mention nothing \"x\"", 1, 9, "macro, flag, skipped, text, asm or missing expected"},
    {"function @f() -> i32 { frob }", 1, 24, "an operation expected"},
    {FUNCTION("%0 = load i32 &b"), 2, 15, "no such local"},
    {FUNCTION("%0 = load i32 @b"), 2, 15, "@b is not declared"},
    {FUNCTION("%0 = add i32 %1, 2"), 2, 14, "no such temp"},
    {FUNCTION("%0 = add i32 1, 2\n%0 = add i32 1, 2"), 3, 1, "the temp is there already"},
    {FUNCTION("%0 = store i32 &a, 1"), 2, 1, "store has no value"},
    {FUNCTION("br nowhere"), 2, 4, "no such block"},
    {FUNCTION("x:\nbr x\nx:"), 4, 1, "block x is there already"},
    {FUNCTION("local b: i32\nlocal b: i32"), 3, 7, "local b is there already"},
    {FUNCTION("%0 = field &a, len"), 2, 16, "no such field"},
    {FUNCTION("%0 = alloca 3"), 2, 1, "its type is missing"},
    {FUNCTION("%0 = call %1()"), 2, 11, "the call's type is missing"},
    {FUNCTION("%0 = ptrdiff i64 &a, &a"), 2, 1, "the type of the operands is missing"},
    {FUNCTION("asm \"x\" (; ; \"a\" \"b\")"), 2, 18, "')' expected"},
    {FUNCTION("switch 1, x [1 x]"), 2, 16, "-> expected"},
};

static void faults_are_told_with_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *place = g_strdup_printf("t.ir:%u:%u: ", faults[i].line, faults[i].col);
        assert_null(ir_parse(faults[i].text, "t.ir", &error));
        assert_true(g_error_matches(error, IR_ERROR, IR_ERROR_SYNTAX));
        if (!g_str_has_prefix(error->message, place) || !strstr(error->message, faults[i].message))
            fail_msg("%s\nexpected: %s%s\ngot:      %s", faults[i].text, place, faults[i].message, error->message);
    }
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    GString *text = g_string_new("symbol @x: ");
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "ptr(");
    g_autoptr(GError) error = NULL;
    assert_null(ir_parse(text->str, "deep", &error));
    assert_non_null(strstr(error->message, "nested too deeply"));
    g_string_free(text, TRUE);
}

static void long_chains_of_structs_are_refused(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 50000; i++)
        g_string_append_printf(text, "struct s%d { x: struct s%d; }\n", i, i + 1);
    g_autoptr(GError) error = NULL;
    assert_null(ir_parse(text->str, "chain", &error));
    assert_non_null(strstr(error->message, "nested too deeply"));
    g_string_free(text, TRUE);
}

/* The same function behind other types, symbols and files. */
static void one_function_prints_without_ids(void **state)
{
    (void)state;
    const char *function = "function !\"h.h\":3:1 @f(p: ptr(struct s) !3:4, n: size_t) -> i32 {\n"
                           "entry:\n"
                           "  %0 = load ptr(struct s) &p !4:1\n"
                           "  %1 = field ptr(u32) %0, len\n"
                           "  %2 = call i32 @g(%1, PROT_READ(1)) texts(\"&p->len\", \"PROT_READ\")\n"
                           "  ret %2\n"
                           "}\n";
    const char *before[] = {"struct s { len: u32; }\ntype size_t = u64\nsymbol @g: func() -> i32\n",
                            "file \"x\"\nfile \"y\"\nsymbol @z: ptr(f64)\nsymbol @g: func() -> i32\ntype a = u8\n"
                            "type size_t = u64\nstruct s { len: u32; }\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
        g_autofree char *text = g_strconcat(before[i], function, NULL);
        struct ir_unit *unit = parse(text, "main.c");
        g_autoptr(GString) out = g_string_new(NULL);
        ir_print_function(unit, g_ptr_array_index(unit->functions, 0), out);
        assert_string_equal(out->str, function);
        ir_unit_free(unit);
    }
}

static void examples_of_the_manual_are_ir(void **state)
{
    (void)state;
    g_autofree char *page = NULL;
    assert_true(g_file_get_contents(SOURCE_FOLDER "/docs/ir.md", &page, NULL, NULL));
    g_auto(GStrv) parts = g_strsplit(page, "\n```\n", -1);
    assert_true(g_strv_length(parts) >= 7);
    for (guint i = 1; parts[i]; i += 2)
        ir_unit_free(parse(parts[i], "docs/ir.md"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op_reads_back_as_printed),  cmocka_unit_test(shorthand_is_filled_in),
        cmocka_unit_test(the_file_uses_every_op),          cmocka_unit_test(faults_are_told_with_line_and_column),
        cmocka_unit_test(deep_nesting_is_refused),         cmocka_unit_test(long_chains_of_structs_are_refused),
        cmocka_unit_test(one_function_prints_without_ids), cmocka_unit_test(examples_of_the_manual_are_ir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
