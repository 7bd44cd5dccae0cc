/* Between which numbers the argument of a call of @use lies. */
#include "flow_test.h"

#include "flow/bounds.h"

/* clang-format off */
static const struct {
    const char *name, *body;
    int64_t low, high;
} cases[] = {
    {"a constant", "  call @use(7)\n  ret\n", 7, 7},
    {"nothing is known", "  %a = load &a\n  call @use(%a)\n  ret\n", INT64_MIN, INT64_MAX},
    {"behind a branch", "  %a = load &a\n  %c = lt i32 (u32) %a, 9\n  cbr %c, in, out\nin:\n  call @use(%a)\n  ret\nout:\n  ret\n", 0, 8},
    {"the other side", "  %a = load &a\n  %c = ge i32 (i32) %a, 9\n  cbr %c, in, out\nin:\n  call @use(%a)\n  ret\nout:\n  ret\n", 9, INT64_MAX},
    {"one of two", "  %a = load &a\n  cbr %a, x, y\nx:\n  br z\ny:\n  br z\nz:\n  %p = phi i32 [x: 24, y: 36]\n  call @use(%p)\n  ret\n", 24, 36},
    {"the lesser of two", "  %a = load &a\n  %c = lt i32 (u32) %a, 9\n  cbr %c, x, y\nx:\n  br z\ny:\n  br z\nz:\n  %p = phi i32 [x: %a, y: 9]\n  call @use(%p)\n  ret\n", 0, 9},
    {"masked", "  %a = load &a\n  %m = and %a, 15\n  call @use(%m)\n  ret\n", 0, 15},
    {"a sum", "  %a = load &a\n  %m = and %a, 15\n  %s = add %m, 8\n  call @use(%s)\n  ret\n", 8, 23},
    {"cut, it may be less", "  %a = load &a\n  %m = mul %a, 4\n  call @use(%m)\n  ret\n", INT64_MIN, INT64_MAX},
    {"cut to a narrow type", "  %a = load &a\n  %m = and %a, 1000\n  %t = trunc i8 (i32) %m\n  %e = extend i32 (i8) %t\n  call @use(%e)\n  ret\n", INT64_MIN, INT64_MAX},
    {"extended, it may have been below 0", "  %a = load &a\n  %t = trunc i8 (i32) %a\n  %c = lt i32 (i8) %t, 10\n  cbr %c, in, out\nin:\n  %e = extend u32 (i8) %t\n  call @use(%e)\n  ret\nout:\n  ret\n", 0, UINT32_MAX},
    {"a counter", "  store &b, 4\n  br head\nhead:\n  %b = load &b\n  %c = lt i32 (i32) %b, 20\n  cbr %c, in, out\nin:\n  call @use(%b)\n  %n = add %b, 2\n  store &b, %n\n  br head\nout:\n  ret\n", 4, 19},
    {"a counter that goes down", "  store &b, 4\n  br head\nhead:\n  %b = load &b\n  %c = ne i32 (i32) %b, 20\n  cbr %c, in, out\nin:\n  call @use(%b)\n  %n = add %b, -2\n  store &b, %n\n  br head\nout:\n  ret\n", INT64_MIN, INT64_MAX},
};
/* clang-format on */

static void bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        print_message("%s\n", cases[i].name);
        g_autofree char *text =
            g_strconcat("function @f(a: i32) -> void {\n  local b: i32\n", cases[i].body, "}\n", NULL);
        struct sample sample = sample_open(text);
        uint32_t call = 0;
        struct ir_ref ref = used(&sample, 0, &call);
        struct numbering *n = body_numbering(sample.body);
        struct bounding bounding = {.unit = sample.unit, .cfg = body_cfg(sample.body), .numbering = n};
        struct bounds bounds = bounds_of(&bounding, cfg_block_of(bounding.cfg, call), numbering_of(n, ref));
        assert_true(bounds.low == cases[i].low && bounds.high == cases[i].high);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
