#include "ir/access.h"
#include "ir/build.h"
#include "ir/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static const char before[] =
    "struct in { key: i32; ids: array(i32, 4); }\n"
    "struct hdr { len: u32; sub: struct in; next: ptr(struct hdr); read: ptr(func(i32) -> i32); }\n"
    "symbol @table: array(struct hdr, 8)\n"
    "symbol @errno: i32\n"
    "symbol @get: func(i32) -> i32\n"
    "function @f(p: ptr(struct hdr), n: i32, buf: ptr(u8), arg: u64) -> void {\n"
    "  local s: struct hdr\n"
    "  local a: array(i32, 9)\n"
    "  local ap: ptr(void)\n";

/* The value of %x. */
static const struct {
    const char *code, *text;
} cases[] = {
    {"%x = load &n", "n"},
    {"%x = load @errno", "errno"},
    {"%1 = load &p\n%2 = field %1, len\n%x = load %2", "p->len"},
    {"%2 = field &s, len\n%x = load %2", "s.len"},
    {"%1 = field &s, sub\n%2 = field %1, key\n%x = load %2", "s.sub.key"},
    {"%1 = load &p\n%2 = field %1, next\n%3 = load %2\n%4 = field %3, sub\n%5 = field %4, key\n%x = load %5",
     "p->next->sub.key"},
    {"%1 = load &n\n%2 = index &a, %1\n%x = load %2", "a[n]"},
    {"%1 = load &buf\n%2 = index %1, 3\n%x = load %2", "buf[3]"},
    {"%1 = load &buf\n%x = load %1", "*buf"},
    {"%1 = load &buf\n%2 = load &n\n%x = index %1, %2", "buf + n"},
    {"%1 = load &n\n%x = index ptr(i32) &a, %1", "a + n"},
    {"%x = index &a, 0", "a"},
    {"%1 = load &n\n%2 = index ptr(struct hdr) @table, %1\n%3 = field %2, sub\n%4 = field %3, ids\n%5 = index %4, 1\n"
     "%x = load %5",
     "table[n].sub.ids[1]"},
    {"%1 = load &p\n%x = field %1, len", "&p->len"},
    {"%1 = load &p\n%2 = field %1, sub\n%x = field %2, ids", "p->sub.ids"},
    {"%1 = load &n\n%2 = add i32 %1, 1\n%x = mul i32 %2, 4", "(n + 1) * 4"},
    {"%1 = load &n\n%2 = mul i32 %1, 4\n%x = add i32 %2, 1", "n * 4 + 1"},
    {"%1 = load &n\n%2 = sub i32 %1, 2\n%x = sub i32 5, %2", "5 - (n - 2)"},
    {"%1 = load &n\n%2 = and i32 %1, 7\n%x = eq i32 (i32) %2, 0", "(n & 7) == 0"},
    {"%1 = load &n\n%2 = neg i32 %1\n%x = not i32 %2", "~-n"},
    {"%1 = shl i32 1, 4\n%2 = load &n\n%x = or i32 %2, %1", "n | 16"},
    {"%1 = load &n\n%x = or i32 %1, PROT_READ(1)", "n | PROT_READ"},
    {"%1 = load &n\n%x = call i32 @get(%1)", "get(n)"},
    {"%1 = load &n\n%x = call i32 @g(%1, \"k\", &s, 0:ptr(void))", "g(n, \"k\", &s, NULL)"},
    {"%1 = load &p\n%2 = field %1, read\n%3 = load %2\n%x = call i32 %3(2)", "p->read(2)"},
    {"%1 = load &n\n%x = extend i64 (i32) %1", "n"},
    {"%1 = load &arg\n%x = trunc u8 (u64) %1", "(unsigned char)arg"},
    {"%1 = load &arg\n%x = inttoptr ptr(void) (u64) %1", "(void *)arg"},
    {"%1 = load &buf\n%2 = bitcast ptr(i32) (ptr(u8)) %1\n%x = load %2", "*(int *)buf"},
    {"%1 = load &buf\n%2 = bitcast ptr(struct hdr) (ptr(u8)) %1\n%3 = field %2, len\n%x = load %3",
     "((struct hdr *)buf)->len"},
    {"%1 = load &p\n%x = bitcast ptr(void) (ptr(struct hdr)) %1", "p"},
    {"%1 = load &buf\n%2 = load &buf\n%x = ptrdiff i64 (u8) %1, %2", "buf - buf"},
    {"%x = vaarg i32 &ap", "va_arg(ap, int)"},
    {"%x = unknown i32 \"x\" ()", "…"},
    {"%1 = load &n\ncbr %1, a, b\na:\nbr c\nb:\nbr c\nc:\n%x = phi i32 [a: 1, b: 2]", "n ? 1 : 2"},
    {"%1 = load &n\ncbr %1, a, b\na:\nbr c\nb:\nbr c\nc:\n%x = phi i32 [b: 1, a: 2]", "n ? 2 : 1"},
    {"%1 = load &n\ncbr %1, a, c\na:\n%2 = load &arg\n%3 = tobool %2\nbr c\nc:\n%x = phi bool [entry: 0, a: %3]",
     "n && arg"},
    {"%1 = load &n\ncbr %1, c, a\na:\n%2 = load &arg\n%3 = tobool %2\nbr c\nc:\n%x = phi bool [entry: 1, a: %3]",
     "n || arg"},
    {"switch 1, a [2 -> b]\na:\nbr c\nb:\nbr c\nc:\n%1 = load &n\n%2 = phi i32 [a: 1, b: 2]\n%x = add i32 %2, 1", NULL},
    {"switch 1, a [2 -> b]\na:\nbr c\nb:\nbr c\nc:\n%2 = phi i32 [a: 1, b: 2]\n%x = add i32 %2, 1", "(1 | 2) + 1"},
};

static struct ir_unit *unit_with(const char *code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strconcat(before, code, "\nret\n}\n", NULL);
    return ir_parse(text, "expression", &error);
}

static char *value_of_last(const struct ir_unit *unit)
{
    const struct ir_function *function = g_ptr_array_index(unit->functions, 0);
    return ir_expression(unit, function, ir_ref(IR_REF_TEMP, function->insts->len - 2));
}

static void values_read_as_in_c(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ir_unit *unit = unit_with(cases[i].code);
        if ((unit == NULL) != (cases[i].text == NULL))
            fail_msg("%s: %s", cases[i].code, unit ? "is IR" : "is no IR");
        if (!unit)
            continue;
        g_autofree char *text = value_of_last(unit);
        if (!g_str_equal(text, cases[i].text))
            fail_msg("%s\nexpected: %s\ngot:      %s", cases[i].code, cases[i].text, text);
        ir_unit_free(unit);
    }
}

static void long_and_deep_texts_end(void **state)
{
    (void)state;
    g_autoptr(GString) code = g_string_new("%0 = load &n\n");
    for (int i = 1; i < 5000; i++)
        g_string_append_printf(code, "%%%d = add i32 %%%d, %%%d\n", i, i - 1, i - 1);
    struct ir_unit *unit = unit_with(code->str);
    g_autofree char *text = value_of_last(unit);
    assert_true(strlen(text) < 600);
    assert_non_null(strstr(text, "…"));
    ir_unit_free(unit);
}

/* Only dead code can be a circle; the verifier lets it pass. */
static void circles_in_dead_code_end(void **state)
{
    (void)state;
    struct ir_unit *unit =
        unit_with("ret\na:\n%1 = index ptr(i32) %2, 1\nbr b\nb:\n%2 = index ptr(i32) %1, 1\nbr a\nc:\n"
                  "%3 = index ptr(i32) %2, 1\n%x = load %3");
    assert_non_null(unit);
    g_autofree char *text = value_of_last(unit);
    assert_non_null(strstr(text, "…"));
    ir_unit_free(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read_as_in_c),
        cmocka_unit_test(long_and_deep_texts_end),
        cmocka_unit_test(circles_in_dead_code_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
