#include "flow_test.h"

#include "flow/paths.h"

struct ways {
    struct sample sample;
    struct paths *paths;
};

static struct ways ways_open(const char *text)
{
    struct ways ways = {.sample = sample_open(text)};
    struct numbering *numbering = body_numbering(ways.sample.body);
    assert_non_null(numbering);
    ways.paths = paths_new(ways.sample.unit, body_cfg(ways.sample.body), numbering);
    return ways;
}

static void ways_close(struct ways *ways)
{
    paths_free(ways->paths);
    sample_close(&ways->sample);
}

/* The instruction that calls @use with this constant. */
static uint32_t use_of(const struct ways *ways, int64_t number)
{
    const struct ir_function *function = ways->sample.function;
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        int64_t value;
        if (inst->op == IR_CALL && inst->n_operands == 2 &&
            ir_fold(ways->sample.unit, function, ir_operand(function, inst, 1), &value) && value == number)
            return i;
    }
    fail_msg("no use of %d", (int)number);
    return IR_NONE;
}

#define USE(n) "  call @use(" #n ")\n"

static void test_correlated(void **state)
{
    (void)state;
    struct ways ways = ways_open("function @f(a: i32) -> void {\n"
                                 "  %a = load &a\n  cbr %a, yes, no\n"
                                 "yes:\n" USE(1) "  br middle\n"
                                                 "no:\n" USE(2) "  br middle\n"
                                                                "middle:\n  cbr %a, again, other\n"
                                                                "again:\n" USE(3) "  br out\n"
                                                                                  "other:\n" USE(4) "  br out\n"
                                                                                                    "out:\n  ret\n}\n");
    uint32_t one = use_of(&ways, 1), two = use_of(&ways, 2), three = use_of(&ways, 3), four = use_of(&ways, 4);
    assert_int_equal(paths_lead(ways.paths, one, three, NULL), PATH_FOUND);
    assert_int_equal(paths_lead(ways.paths, one, four, NULL), PATH_EXCLUDED);
    assert_int_equal(paths_lead(ways.paths, two, four, NULL), PATH_FOUND);
    assert_int_equal(paths_lead(ways.paths, three, one, NULL), PATH_NONE);
    ways_close(&ways);
}

/* `first` until the flag is set, then `later`. */
#define ROUNDS                                                                                                         \
    "function @f(n: i32) -> void {\n  local done: i32\n"                                                               \
    "  store &done, 0\n  br head\n"                                                                                    \
    "head:\n" USE(1) "  %d = load &done\n  cbr %d, later, first\n"                                                     \
                     "first:\n" USE(                                                                                   \
                         2) "  store &done, 1\n  br next\n"                                                            \
                            "later:\n" USE(                                                                            \
                                3) "  br next\n"                                                                       \
                                   "next:\n  %n = load &n\n  %m = sub %n, 1\n  store &n, %m\n  cbr %m, head, out\n"    \
                                   "out:\n  ret\n}\n"

static void test_by_a_third(void **state)
{
    (void)state;
    struct ways ways = ways_open(ROUNDS);
    uint32_t one = use_of(&ways, 1), two = use_of(&ways, 2), three = use_of(&ways, 3);
    assert_int_equal(paths_lead_by(ways.paths, two, one, three, NULL), PATH_FOUND);
    assert_int_equal(paths_lead_by(ways.paths, three, one, two, NULL), PATH_EXCLUDED); /* it is set by then */
    assert_int_equal(paths_lead_by(ways.paths, one, two, three, NULL), PATH_FOUND);
    assert_int_equal(paths_lead_by(ways.paths, one, three, three, NULL), PATH_FOUND);
    ways_close(&ways);
}

static void test_avoiding(void **state)
{
    (void)state;
    struct ways ways = ways_open("function @f(a: i32) -> void {\n" USE(1) USE(2)
                                     USE(3) "  br head\n"
                                            "head:\n" USE(4) "  %a = load &a\n  cbr %a, body, out\n"
                                                             "body:\n" USE(5) "  br head\n"
                                                                              "out:\n" USE(6) "  ret\n}\n");
    uint32_t at[7];
    for (uint32_t i = 1; i < 7; i++)
        at[i] = use_of(&ways, i);
    static const struct {
        uint32_t without, from, to;
        bool is_none;
        enum path_answer answer;
    } cases[] = {
        {2, 1, 3, true, PATH_NONE},   {2, 3, 6, false, PATH_FOUND},    {4, 3, 6, false, PATH_EXCLUDED},
        {5, 3, 6, false, PATH_FOUND}, {5, 4, 4, false, PATH_EXCLUDED}, {4, 5, 5, false, PATH_EXCLUDED},
        {1, 2, 6, false, PATH_FOUND},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
        bool is_none = paths_avoid(ways.paths, at[cases[i].without], at[cases[i].from], at[cases[i].to], blocked);
        if (is_none != cases[i].is_none)
            fail_msg("case %zu", i);
        if (!is_none)
            assert_int_equal(paths_lead(ways.paths, at[cases[i].from], at[cases[i].to], blocked), cases[i].answer);
    }
    ways_close(&ways);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_correlated),
        cmocka_unit_test(test_by_a_third),
        cmocka_unit_test(test_avoiding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
