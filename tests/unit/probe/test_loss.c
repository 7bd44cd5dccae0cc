/* Which misses of the kernel's count may have been a watched process's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mpx-probe/loss.h"

static struct trace_loss lost(struct loss_point point, uint64_t unpaired)
{
    struct trace_loss loss = {0};
    loss_add(&loss, &point, 1, unpaired);
    return loss;
}

static void check(struct trace_loss loss, uint64_t missed, uint64_t skipped, uint64_t unpaired)
{
    assert_int_equal(loss.missed, missed);
    assert_int_equal(loss.skipped, skipped);
    assert_int_equal(loss.unpaired, unpaired);
}

/* Returns that the kernel missed, while every call of the watched ones came back: they were others'. */
static void test_others(void **state)
{
    (void)state;
    struct loss_point point = {.has_return = true, .entry = {90, 0, 90}, .leave = {60, 30, 60}};
    check(lost(point, 0), 0, 0, 0);
}

/* Seven of them were of watched calls, which came in and were not seen to leave. */
static void test_one_side(void **state)
{
    (void)state;
    struct loss_point point = {.has_return = true, .entry = {90, 0, 90}, .leave = {60, 30, 60}};
    check(lost(point, 7), 7, 0, 0);
    point.leave = (struct loss_counts){90, 0, 85};
    check(lost(point, 7), 0, 5, 2);
}

/* Nobody saw either side: whose it was cannot be told. */
static void test_both_sides(void **state)
{
    (void)state;
    struct loss_point point = {.has_return = true, .entry = {90, 2, 89}, .leave = {60, 30, 60}};
    check(lost(point, 0), 3, 0, 0);
}

static void test_without_return(void **state)
{
    (void)state;
    check(lost((struct loss_point){.entry = {5, 1, 4}}, 0), 2, 0, 0);
    check(lost((struct loss_point){.entry = {5, 0, 6}}, 0), 0, 0, 0); /* counts that were not read at once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_others), cmocka_unit_test(test_one_side),
                                       cmocka_unit_test(test_both_sides), cmocka_unit_test(test_without_return)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
