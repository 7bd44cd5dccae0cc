#include "ir/access.h"
#include "ir/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#define NOT_CONSTANT INT64_C(0x7ad1e5)

/* The last instruction before `ret` is asked for. */
static const struct {
    const char *code;
    int64_t value;
} cases[] = {
    {"%x = add i32 2, 3", 5},
    {"%x = add i32 2147483647, 1", INT32_MIN},
    {"%x = add u32 4294967295, 1", 0},
    {"%x = add u8 255, 1", 0},
    {"%x = add i64 9223372036854775807, 1", INT64_MIN},
    {"%x = sub u32 0, 1", UINT32_MAX},
    {"%x = sub u64 0, 1", -1},
    {"%x = mul i32 65536, 65536", 0},
    {"%x = mul i16 300, 300", 24464},
    {"%x = div i32 7, -2", -3},
    {"%x = rem i32 7, -2", 1},
    {"%x = rem i32 -7, 2", -1},
    {"%x = div u32 -2, 2", 2147483647},
    {"%x = div u64 18446744073709551615, 2", INT64_MAX},
    {"%x = div i32 1, 0", NOT_CONSTANT},
    {"%x = rem u64 1, 0", NOT_CONSTANT},
    {"%x = div i32 -2147483648, -1", NOT_CONSTANT},
    {"%x = rem i32 -2147483648, -1", NOT_CONSTANT},
    {"%x = div i64 -9223372036854775808, -1", NOT_CONSTANT},
    {"%x = div u32 2147483648, 4294967295", 0},
    {"%x = and i32 12, 10", 8},
    {"%x = or i32 12, 10", 14},
    {"%x = xor i32 12, 10", 6},
    {"%x = shl i32 1, 31", INT32_MIN},
    {"%x = shl u32 1, 31", INT64_C(2147483648)},
    {"%x = shl i32 1, 32", NOT_CONSTANT},
    {"%x = shl i32 1, -1", NOT_CONSTANT},
    {"%x = shl u64 1, 63:i32", INT64_MIN},
    {"%x = shr i64 1, 64:i32", NOT_CONSTANT},
    {"%x = shr i32 -8, 1", -4},
    {"%x = shr u32 -8, 1", 2147483644},
    {"%x = shr u64 -1, 63:i8", 1},
    {"%x = shr i64 -1, 63:i8", -1},
    {"%x = neg i32 5", -5},
    {"%x = neg i32 -2147483648", INT32_MIN},
    {"%x = neg u32 1", UINT32_MAX},
    {"%x = not u8 0", 255},
    {"%x = not i32 0", -1},
    {"%x = eq i32 (i32) 1, 1", 1},
    {"%x = ne i32 (i32) 1, 1", 0},
    {"%x = lt i32 (i32) -1, 1", 1},
    {"%x = lt i32 (u32) -1, 1", 0},
    {"%x = gt i32 (u64) -1, 1", 1},
    {"%x = le i32 (i64) -1, -1", 1},
    {"%x = ge i32 (i8) 200, 100", 0},
    {"%x = eq i32 (u8) 256, 0", 1},
    {"%x = trunc u8 (i32) 511", 255},
    {"%x = trunc i8 (i32) 255", -1},
    {"%x = extend i64 (i32) -1", -1},
    {"%x = extend i64 (u32) -1", UINT32_MAX},
    {"%x = extend u64 (i8) 255", -1},
    {"%x = bitcast u32 (i32) -1", UINT32_MAX},
    {"%x = bitcast i32 (u32) 4294967295", -1},
    {"%x = tobool bool (i32) 256", 1},
    {"%x = trunc bool (i32) 2", 1},
    {"%x = inttoptr ptr(void) (i64) -1", -1},
    {"%x = ptrtoint u64 (ptr(void)) 4096", 4096},
    {"%x = floatcast i32 (f64) '3.5'(0)", NOT_CONSTANT},
    {"%x = add f64 1, 2", NOT_CONSTANT},
    {"%x = add i128 1, 2", NOT_CONSTANT},
    {"%a = shl i32 1, 4\n%b = or i32 %a, 1\n%x = mul i32 %b, %b", 289},
    {"%a = load i32 &n\n%x = mul i32 %a, 0", NOT_CONSTANT},
    {"%x = load i32 &n", NOT_CONSTANT},
    {"%x = ptrtoint u64 (ptr(i32)) &n", NOT_CONSTANT},
    {"br next\nnext:\n%x = phi i32 [entry: 7]", 7},
    {"cbr 1, a, b\na:\nbr c\nb:\nbr c\nc:\n%x = phi i32 [a: 7, b: 7]", 7},
    {"cbr 1, a, b\na:\nbr c\nb:\nbr c\nc:\n%x = phi i32 [a: 7, b: 8]", NOT_CONSTANT},
    {"br c\nc:\n%x = phi i32 [entry: 7, c: %x]\ncbr %x, c, d\nd:\n", NOT_CONSTANT},
};

static const struct ir_inst *last_value(const struct ir_function *function, uint32_t *ret_index)
{
    for (*ret_index = function->insts->len - 1; ir_op_has_flag(ir_inst_at(function, *ret_index)->op, 'T');)
        --*ret_index;
    return ir_inst_at(function, *ret_index);
}

static struct ir_unit *unit_with(const char *code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("function @f(n: i32) -> void {\n%s\nret\n}\n", code);
    struct ir_unit *unit = ir_parse(text, "fold", &error);
    if (!unit)
        fail_msg("%s\n%s", code, error->message);
    return unit;
}

static void constants_fold_as_in_c(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ir_unit *unit = unit_with(cases[i].code);
        const struct ir_function *function = g_ptr_array_index(unit->functions, 0);
        int64_t value = NOT_CONSTANT;
        uint32_t index;
        last_value(function, &index);
        bool is_constant = ir_fold(unit, function, (struct ir_ref){IR_REF_TEMP, index}, &value);
        if (is_constant != (cases[i].value != NOT_CONSTANT) || value != cases[i].value)
            fail_msg("%s: got %s %lld", cases[i].code, is_constant ? "constant" : "none", (long long)value);
        ir_unit_free(unit);
    }
}

/* 2^60 paths to the same constant: given up, in no time. */
static void shared_operands_cost_no_more_than_the_limit(void **state)
{
    (void)state;
    g_autoptr(GString) code = g_string_new("%0 = add i64 1, 1\n");
    for (int i = 1; i < 60; i++)
        g_string_append_printf(code, "%%%d = add i64 %%%d, %%%d\n", i, i - 1, i - 1);
    struct ir_unit *unit = unit_with(code->str);
    int64_t value = 1;
    assert_false(ir_fold(unit, g_ptr_array_index(unit->functions, 0), (struct ir_ref){IR_REF_TEMP, 59}, &value));
    assert_int_equal(value, 1);
    ir_unit_free(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_fold_as_in_c),
        cmocka_unit_test(shared_operands_cost_no_more_than_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
