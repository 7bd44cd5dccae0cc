#include "flow_test.h"

#include "flow/solver.h"

/* The longest way to a block, in instructions, never above a ceiling: a lattice of numbers. */
struct longest {
    unsigned ceiling, widen_after;
};

static void *create(void *context)
{
    (void)context;
    return g_new0(unsigned, 1);
}

static void destroy(void *state, void *context)
{
    (void)context;
    g_free(state);
}

static void copy(void *to, const void *from, void *context)
{
    (void)context;
    *(unsigned *)to = *(const unsigned *)from;
}

static bool join(void *into, const void *from, unsigned visits, void *context)
{
    const struct longest *longest = context;
    unsigned *a = into, b = *(const unsigned *)from;
    if (visits >= longest->widen_after)
        b = longest->ceiling;
    bool grew = b > *a;
    *a = MAX(*a, b);
    return grew;
}

static void start(void *state, void *context)
{
    (void)context;
    *(unsigned *)state = 0;
}

static void step(void *state, uint32_t inst, void *context)
{
    (void)inst;
    const struct longest *longest = context;
    unsigned *n = state;
    *n = MIN(*n + 1, longest->ceiling);
}

static const struct flow_problem forward = {.direction = FLOW_FORWARD,
                                            .create = create,
                                            .destroy = destroy,
                                            .copy = copy,
                                            .join = join,
                                            .start = start,
                                            .step = step};
static const struct flow_problem backward = {.direction = FLOW_BACKWARD,
                                             .create = create,
                                             .destroy = destroy,
                                             .copy = copy,
                                             .join = join,
                                             .start = start,
                                             .step = step};

#define LOOP                                                                                                           \
    "function @f(a: i32) -> void {\n  br head\n"                                                                       \
    "head:\n  %a = load &a\n  cbr %a, body, out\n"                                                                     \
    "body:\n  br head\n"                                                                                               \
    "out:\n  ret\n"                                                                                                    \
    "dead:\n  br out\n}\n"

static unsigned at(const struct flow_solution *solution, uint32_t block)
{
    const unsigned *state = flow_at(solution, block);
    assert_non_null(state);
    return *state;
}

static void test_fixpoint(void **state)
{
    (void)state;
    struct sample sample = sample_open(LOOP);
    struct longest longest = {.ceiling = 10, .widen_after = 1000};
    struct flow_solution *solution = flow_solve(body_cfg(sample.body), &forward, &longest);
    assert_non_null(solution);
    assert_int_equal(at(solution, 0), 0);
    assert_int_equal(at(solution, 1), 10);
    assert_int_equal(at(solution, 3), 10);
    assert_null(flow_at(solution, 4));
    flow_free(solution);
    sample_close(&sample);
}

static void test_backward(void **state)
{
    (void)state;
    struct sample sample = sample_open(LOOP);
    struct longest longest = {.ceiling = 7, .widen_after = 1000};
    struct flow_solution *solution = flow_solve(body_cfg(sample.body), &backward, &longest);
    assert_non_null(solution);
    assert_int_equal(at(solution, 3), 0); /* the end of the exit */
    assert_int_equal(at(solution, 0), 7);
    assert_null(flow_at(solution, 4));
    flow_free(solution);
    sample_close(&sample);
}

/* An endless chain of states is given up, or widened by the lattice. */
static void test_limit(void **state)
{
    (void)state;
    struct sample sample = sample_open(LOOP);
    struct longest endless = {.ceiling = UINT32_MAX, .widen_after = UINT32_MAX};
    assert_null(flow_solve(body_cfg(sample.body), &forward, &endless));
    struct longest widened = {.ceiling = UINT32_MAX, .widen_after = 4};
    struct flow_solution *solution = flow_solve(body_cfg(sample.body), &forward, &widened);
    assert_non_null(solution);
    assert_int_equal(at(solution, 3), UINT32_MAX);
    flow_free(solution);
    sample_close(&sample);
}

static bool never_to_out(void *state, uint32_t from, uint32_t to, void *context)
{
    (void)state, (void)from, (void)context;
    return to != 3;
}

static void count_visit(const void *state, uint32_t inst, void *data)
{
    (void)state, (void)inst;
    ++*(unsigned *)data;
}

static void test_edge(void **state)
{
    (void)state;
    struct sample sample = sample_open(LOOP);
    struct longest longest = {.ceiling = 10, .widen_after = 1000};
    struct flow_problem problem = forward;
    problem.edge = never_to_out;
    struct flow_solution *solution = flow_solve(body_cfg(sample.body), &problem, &longest);
    assert_non_null(flow_at(solution, 2));
    assert_null(flow_at(solution, 3));
    unsigned visits = 0;
    flow_replay(solution, count_visit, &visits);
    assert_int_equal(visits, 4); /* entry, head, body: br; load, cbr; br */
    flow_free(solution);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixpoint),
        cmocka_unit_test(test_backward),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
