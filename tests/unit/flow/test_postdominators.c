#include "flow_test.h"

static void test_diamond(void **state)
{
    (void)state;
    expect_print("function @f(a: i32) -> i32 {\n"
                 "  %a = load &a\n  cbr %a, left, right\n"
                 "left:\n  br end\n"
                 "right:\n  br end\n"
                 "end:\n  ret 0\n"
                 "dead:\n  br end\n}\n",
                 "postdominators",
                 "entry#0: before end#3\n"
                 "right#2: before end#3\n"
                 "left#1: before end#3\n"
                 "end#3:\n");
}

/* An early way out, and one that leads nowhere. */
static void test_exits(void **state)
{
    (void)state;
    expect_print("function @f(a: i32) -> i32 {\n"
                 "  %a = load &a\n  cbr %a, out, on\n"
                 "out:\n  ret 1\n"
                 "on:\n  cbr %a, stop, late\n"
                 "stop:\n  unreachable\n"
                 "late:\n  br last\n"
                 "last:\n  ret 0\n}\n",
                 "postdominators",
                 "entry#0:\n"
                 "on#2:\n"
                 "late#4: before last#5\n"
                 "last#5:\n"
                 "stop#3:\n"
                 "out#1:\n");
}

/* A loop that may be left, behind one that may not. */
static void test_loops(void **state)
{
    (void)state;
    const char *text = "function @f(a: i32) -> i32 {\n"
                       "  %a = load &a\n  cbr %a, forever, head\n"
                       "forever:\n  br again\n"
                       "again:\n  br forever\n"
                       "head:\n  %b = load &a\n  cbr %b, body, out\n"
                       "body:\n  br head\n"
                       "out:\n  ret 0\n}\n";
    expect_print(text, "postdominators",
                 "entry#0: before head#3\n"
                 "head#3: before out#5\n"
                 "out#5:\n"
                 "body#4: before head#3\n"
                 "forever#1: never\n"
                 "again#2: never\n");
    struct sample sample = sample_open(text);
    const struct postdominators *post = body_postdominators(sample.body);
    assert_true(postdominators_passes(post, 0, 5) && postdominators_passes(post, 4, 5));
    assert_true(postdominators_passes(post, 3, 3));
    assert_false(postdominators_passes(post, 3, 4) || postdominators_passes(post, 5, 0));
    assert_false(postdominators_passes(post, 1, 5) || postdominators_passes(post, 1, 1));
    assert_int_equal(postdominators_of(post, 5), IR_NONE);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diamond),
        cmocka_unit_test(test_exits),
        cmocka_unit_test(test_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
