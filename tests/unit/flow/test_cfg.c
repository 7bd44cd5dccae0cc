#include "flow_test.h"

#define DIAMOND                                                                                                        \
    "function @f(a: i32) -> i32 {\n"                                                                                   \
    "  %a = load &a\n  cbr %a, left, right\n"                                                                          \
    "left:\n  br end\n"                                                                                                \
    "right:\n  br end\n"                                                                                               \
    "end:\n  ret 0\n"                                                                                                  \
    "dead:\n  br end\n}\n"

static void test_edges(void **state)
{
    (void)state;
    expect_print(DIAMOND, "cfg",
                 "entry#0: from to left#1 right#2\n"
                 "right#2: from entry#0 to end#3 under entry#0\n"
                 "left#1: from entry#0 to end#3 under entry#0\n"
                 "end#3: from left#1 right#2 dead#4 to under entry#0\n");
}

static void test_dominance(void **state)
{
    (void)state;
    struct sample sample = sample_open(DIAMOND);
    const struct cfg *cfg = body_cfg(sample.body);
    assert_true(cfg_dominates(cfg, 0, 3));
    assert_true(cfg_dominates(cfg, 3, 3));
    assert_false(cfg_dominates(cfg, 1, 3));
    assert_false(cfg_dominates(cfg, 3, 0));
    assert_false(cfg_is_reachable(cfg, 4));
    assert_false(cfg_dominates(cfg, 0, 4));
    assert_int_equal(cfg_dominator(cfg, 0), IR_NONE);
    assert_int_equal(cfg_dominator(cfg, 4), IR_NONE);
    sample_close(&sample);
}

static void test_loop(void **state)
{
    (void)state;
    expect_print("function @f(a: i32) -> void {\n  br head\n"
                 "head:\n  %a = load &a\n  cbr %a, body, out\n"
                 "body:\n  %b = load &a\n  cbr %b, head, out\n"
                 "out:\n  ret\n}\n",
                 "cfg",
                 "entry#0: from to head#1\n"
                 "head#1: from entry#0 body#2 to body#2 out#3 under entry#0\n"
                 "body#2: from head#1 to head#1 out#3 under head#1\n"
                 "out#3: from head#1 body#2 to under head#1\n");
}

static void test_block_of(void **state)
{
    (void)state;
    struct sample sample = sample_open(DIAMOND);
    const struct cfg *cfg = body_cfg(sample.body);
    for (uint32_t b = 0; b < sample.function->blocks->len; b++) {
        const struct ir_block *block = ir_block_at(sample.function, b);
        for (uint32_t i = 0; i < block->n; i++)
            assert_int_equal(cfg_block_of(cfg, block->first + i), b);
    }
    sample_close(&sample);
}

/* Twenty thousand blocks in a row: no recursion, no square. */
static void test_long(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("function @f(a: i32) -> void {\n  br b0\n");
    for (unsigned i = 0; i < 20000; i++)
        g_string_append_printf(text, "b%u:\n  %%%u = load &a\n  cbr %%%u, b%u, b%u\n", i, 2 * i + 1, 2 * i + 1, i + 1,
                               MIN(i + 2, 20000));
    g_string_append(text, "b20000:\n  ret\n}\n");
    struct sample sample = sample_open(text->str);
    const struct cfg *cfg = body_cfg(sample.body);
    assert_int_equal(cfg_order(cfg).n, 20002);
    assert_true(cfg_dominates(cfg, 0, 20001));
    assert_true(constants_is_reached(body_constants(sample.body), sample.function->insts->len - 1));
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges),    cmocka_unit_test(test_dominance), cmocka_unit_test(test_loop),
        cmocka_unit_test(test_block_of), cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
