/* A function may use up so many steps, a unit's functions together so many; whoever needs more is given up, and told.
 */
#include "flow/bodies.h"
#include "flow/numbering.h"
#include "flow_test.h"

#define F "function @f(a: i32) -> i32 {\n  %a = load &a\n  ret %a\n}\n"

static void what_is_left_is_counted_down(void **state)
{
    (void)state;
    struct effort effort = effort_begin(NULL);
    assert_true(effort_spend(&effort, EFFORT_FUNCTION - 1));
    assert_true(effort_spend(&effort, 1));
    assert_null(effort.fault);
    assert_false(effort_spend(&effort, 1));
    assert_string_equal(effort.fault, "more than 50 million steps");
    effort_fail(&effort, "another reason");
    assert_string_equal(effort.fault, "more than 50 million steps");
}

static void one_failure_ends_all_work(void **state)
{
    (void)state;
    struct effort effort = effort_begin(NULL);
    effort_fail(&effort, "a reason");
    assert_false(effort_spend(&effort, 0));
}

static void functions_of_a_unit_share(void **state)
{
    (void)state;
    struct sample sample = sample_open(F);
    struct efforts *all = efforts_new();
    for (unsigned i = 0; i < EFFORT_UNIT / EFFORT_FUNCTION; i++) {
        struct effort effort = effort_begin(all);
        assert_true(effort_spend(&effort, EFFORT_FUNCTION));
        effort_end(&effort, sample.function);
        assert_null(efforts_fault(all, sample.function));
    }
    assert_int_equal(efforts_spent(all), EFFORT_UNIT);
    struct effort late = effort_begin(all);
    assert_false(effort_spend(&late, 1));
    effort_end(&late, sample.function);
    assert_string_equal(efforts_fault(all, sample.function),
                        "more than 500 million steps for the functions of one file");
    efforts_spend(all, UINT64_MAX);
    assert_int_equal(efforts_spent(all), EFFORT_UNIT);
    efforts_free(all);
    sample_close(&sample);
}

static void numbering_stops_and_says_why(void **state)
{
    (void)state;
    struct sample sample = sample_open(F);
    struct effort effort = effort_begin(NULL);
    struct effects effects = {.effort = &effort}; /* nothing is called */
    assert_non_null(body_numbering(sample.body));
    effort.left = 1;
    assert_null(numbering_new(sample.unit, body_cfg(sample.body), &effects));
    assert_string_equal(effort.fault, "more than 50 million steps");
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_counted_down),
        cmocka_unit_test(one_failure_ends_all_work),
        cmocka_unit_test(functions_of_a_unit_share),
        cmocka_unit_test(numbering_stops_and_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
