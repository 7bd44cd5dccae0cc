/* Ranges against a page-by-page model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "dynamic/spans.h"

enum { PAGES = 48 };

static void check(const struct spans *spans, const int32_t *model)
{
    uint64_t last = 0;
    for (unsigned i = 0; i < spans_count(spans); i++) {
        const struct span *span = spans_at(spans, i);
        assert_true(span->start < span->end && span->start >= last);
        last = span->end;
    }
    for (uint64_t page = 0; page < PAGES; page++) {
        const struct span *span = spans_find(spans, page);
        assert_int_equal(span ? span->key : 0, model[page]);
    }
}

static void check_within(const struct spans *spans, const int32_t *model, uint64_t start, uint64_t end)
{
    g_autoptr(GArray) found = spans_within(spans, start, end);
    uint64_t covered = 0, expected = 0;
    for (unsigned i = 0; i < found->len; i++) {
        const struct span *span = &g_array_index(found, struct span, i);
        assert_true(span->start >= start && span->end <= end);
        covered += span->end - span->start;
    }
    for (uint64_t page = start; page < end; page++)
        expected += model[page] != 0;
    assert_int_equal(covered, expected);
}

static void test_model(void **state)
{
    (void)state;
    GRand *rand = g_rand_new_with_seed(5);
    for (unsigned round = 0; round < 200; round++) {
        struct spans *spans = spans_new(PAGES);
        int32_t model[PAGES] = {0};
        for (unsigned i = 0; i < 60; i++) {
            uint64_t start = (uint64_t)g_rand_int_range(rand, 0, PAGES),
                     end = (uint64_t)g_rand_int_range(rand, 0, PAGES + 1);
            int32_t key = g_rand_int_range(rand, 0, 4);
            for (uint64_t page = start; page < end; page++)
                model[page] = key;
            if (key)
                assert_true(
                    spans_put(spans, &(struct span){.start = start, .end = end, .key = key, .event = (uint64_t)key}));
            else
                spans_remove(spans, start, end);
            check(spans, model);
            if (start < end)
                check_within(spans, model, start, end);
        }
        struct spans *copy = spans_copy(spans);
        spans_remove(spans, 0, PAGES);
        assert_int_equal(spans_count(spans), 0);
        check(copy, model);
        spans_free(copy);
        spans_free(spans);
    }
    g_rand_free(rand);
}

static void test_full(void **state)
{
    (void)state;
    struct spans *spans = spans_new(2);
    assert_true(spans_put(spans, &(struct span){.start = 0, .end = 1, .key = 1}));
    assert_true(spans_put(spans, &(struct span){.start = 2, .end = 3, .key = 1}));
    assert_false(spans_put(spans, &(struct span){.start = 4, .end = 5, .key = 1}));
    assert_null(spans_find(spans, 4));
    assert_true(spans_put(spans, &(struct span){.start = 3, .end = 5, .key = 1}));
    spans_free(spans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_model), cmocka_unit_test(test_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
