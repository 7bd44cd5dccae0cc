#include "flow/masks.h"
#include "flow_test.h"

#define F(body) "function @f(a: u32, s: i16) -> i32 {\n" body "}\n"

/* The bits of the first operand of what is returned that its lowest eight bits depend on. */
/* clang-format off */
static const struct {
    const char *name, *text;
    uint64_t wanted;
} cases[] = {
    {"a mask", F("  %a = load u32 &a\n  %m = and u32 %a, 240\n  ret %m\n"), 0xf0},
    {"what is set in any case", F("  %a = load u32 &a\n  %m = or u32 %a, 3\n  ret %m\n"), 0xfc},
    {"a shift to the right", F("  %a = load u32 &a\n  %m = shr u32 %a, 4\n  ret %m\n"), 0xff0},
    {"one beyond the width", F("  %a = load u32 &a\n  %m = shr u32 %a, 28\n  ret %m\n"), 0xf0000000},
    {"one to the left", F("  %a = load u32 &a\n  %m = shl u32 %a, 6\n  ret %m\n"), 3},
    {"by what nobody knows", F("  %a = load u32 &a\n  %m = shr u32 1, %a\n  ret %m\n"), MASK_ALL},
    {"with the sign", F("  %s = load i16 &s\n  %m = shr i16 %s, 12\n  ret %m\n"), 0xf000},
    {"a carry goes upwards", F("  %a = load u32 &a\n  %m = add u32 %a, 64\n  %n = and u32 %m, 16\n  ret %m\n"), 0xff},
    {"a comparison", F("  %a = load u32 &a\n  %m = lt i32 (u32) %a, 8\n  ret %m\n"), MASK_ALL},
    {"with 0, of what has a sign", F("  %s = load i16 &s\n  %m = lt i32 (i16) %s, 0\n  ret %m\n"), 0x8000},
    {"with 0, of what has none", F("  %a = load u32 &a\n  %m = lt i32 (u32) %a, 0\n  ret %m\n"), MASK_ALL},
};
/* clang-format on */

static void test_operands(void **state)
{
    const struct ir_inst *last;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct sample sample = sample_open(cases[i].text);
        struct numbering *n = numbering_new(sample.unit, body_cfg(sample.body), NULL);
        last = ir_inst_at(sample.function, sample.function->insts->len - 1);
        const struct term *term = term_at(numbering_terms(n), numbering_of(n, ir_operand(sample.function, last, 0)));
        bool is_second = term_at(numbering_terms(n), term->a)->kind == TERM_CONST;
        uint64_t mask = mask_of_operand(n, sample.unit, sample.function, term, is_second, 0xff);
        if (mask != cases[i].wanted)
            fail_msg("%s: %lx, wanted %lx", cases[i].name, (unsigned long)mask, (unsigned long)cases[i].wanted);
        numbering_free(n);
        sample_close(&sample);
    }
    (void)state;
}

static void test_extended(void **state)
{
    struct sample sample = sample_open(F("  %s = load i16 &s\n  %m = extend i32 (i16) %s\n  ret %m\n"));
    struct numbering *n = numbering_new(sample.unit, body_cfg(sample.body), NULL);
    const struct term *term = term_at(numbering_terms(n), numbering_of(n, (struct ir_ref){IR_REF_TEMP, 1}));
    assert_int_equal(mask_of_operand(n, sample.unit, sample.function, term, false, 0xff), 0xff);
    assert_int_equal(mask_of_operand(n, sample.unit, sample.function, term, false, 0xff0000), 0x8000);
    numbering_free(n);
    sample_close(&sample);
    (void)state;
}

static void test_swapped(void **state)
{
    assert_true(mask_swapped(0xff, 4) == 0xff000000);
    assert_true(mask_swapped(0xf00, 2) == 0xf);
    assert_true(mask_swapped(1, 8) == UINT64_C(1) << 56);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_operands), cmocka_unit_test(test_extended),
                                       cmocka_unit_test(test_swapped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
