#include "flow/paths.h"
#include "flow_test.h"

#define TYPES                                                                                                          \
    "struct pair { first: u32; second: u32; }\n"                                                                       \
    "struct row { many: array(u32, 4); pair: struct pair; few: array(u32, 1); last: u32; }\n"                          \
    "symbol @look: func(ptr(const struct pair)) -> i32\n"                                                              \
    "symbol @change: func(ptr(struct pair)) -> void\n"
#define F(body)                                                                                                        \
    TYPES "function @f(a: i32, p: ptr(struct pair), q: ptr(struct pair)) -> i32 {\n  local x: i32\n  local s: struct " \
          "pair\n"                                                                                                     \
          "  local t: struct pair\n" body "}\n"
#define B(body)                                                                                                        \
    "struct flags size 4 align 4 { first: u32 :1 @0; second: u32 :3 @0+1; third: i32 :3 @0+4; last: bool :1 @0+7; }\n" \
    "function @f() -> i32 {\n  local s: struct flags\n" body "}\n"

/* clang-format off */
static const struct {
    const char *name, *text, *wanted;
} cases[] = {
    {"a variable holds what was stored", F("  store i32 &x, 7\n  %x = load i32 &x\n  ret %x\n"), "%1 is 7\n"},
    {"a parameter at first holds itself", F("  %x = load i32 &a\n  ret %x\n"), "%0 is [&a+0:4]\n"},
    {"paths agree", F("  %a = load i32 &a\n  cbr %a, t, e\nt:\n  store i32 &x, 1\n  br j\ne:\n  store i32 &x, 1\n  br j\nj:\n  %x = load i32 &x\n  ret %x\n"),
     "%0 is [&a+0:4]\n%6 is 1\n"},
    {"paths differ", F("  %a = load i32 &a\n  cbr %a, t, e\nt:\n  store i32 &x, 1\n  br j\ne:\n  store i32 &x, 2\n  br j\nj:\n  %x = load i32 &x\n  ret %x\n"),
     "%0 is [&a+0:4]\n%6 is join#3\n"},
    {"a loop keeps what it does not write", F("  store i32 &x, 3\n  br h\nh:\n  %x = load i32 &x\n  %a = load i32 &a\n  cbr %a, h, o\no:\n  ret %x\n"),
     "%2 is 3\n%3 is [&a+0:4]\n"},
    {"nested loops as well", F("  store i32 &x, 3\n  br h\nh:\n  %a = load i32 &a\n  cbr %a, i, o\ni:\n  %x = load i32 &x\n  %n = sub i32 %a, 1\n  store i32 &a, %n\n  cbr %n, i, h\no:\n  ret 0\n"),
     "%2 is join#1\n%4 is 3\n"},
    {"a counter is joined at its loop's head", F("  store i32 &x, 0\n  br h\nh:\n  %x = load i32 &x\n  %n = add i32 %x, 1\n  store i32 &x, %n\n  %c = lt i32 (i32) %n, 9\n  cbr %c, h, o\no:\n  ret 0\n"),
     "%2 is join#1\n"},
    {"a field is offset bytes", F("  %p = load ptr(struct pair) &p\n  %f = field ptr(u32) %p, second\n  store u32 %f, 5\n  %g = field ptr(u32) %p, second\n  %v = load u32 %g\n  %e = field ptr(u32) %p, first\n  %w = load u32 %e\n  ret 0\n"),
     "%0 is [&p+0:8]\n%4 is 5\n%6 is [[&p+0:8]+0:4]\n"},
    {"a struct is copied field by field", F("  %f = field ptr(u32) &s, second\n  store u32 %f, 5\n  copy struct pair &t, &s\n  %g = field ptr(u32) &t, second\n  %v = load u32 %g\n  ret 0\n"),
     "%4 is 5\n"},
    {"a call may write what it is given", F("  %f = field ptr(u32) &s, first\n  store u32 %f, 5\n  call void @change(&s)\n  %v = load u32 %f\n  ret 0\n"),
     "%3 is [&s+0:4 may by %2]\n"},
    {"but not through a pointer to const", F("  %f = field ptr(u32) &s, first\n  store u32 %f, 5\n  %c = bitcast ptr(const struct pair) (ptr(struct pair)) &s\n  %l = call i32 @look(%c)\n  %v = load u32 %f\n  ret 0\n"),
     "%4 is 5\n"},
    {"nor what it cannot reach", F("  store i32 &x, 5\n  call void @change(&s)\n  %v = load i32 &x\n  ret 0\n"), "%2 is 5\n"},
    {"an element whose index is not known may be any", F("  %p = load ptr(struct pair) &p\n  %f = field ptr(u32) %p, first\n  store u32 %f, 5\n  %a = load i32 &a\n  %i = index ptr(struct pair) %p, %a\n  %g = field ptr(u32) %i, first\n  store u32 %g, 6\n  %v = load u32 %f\n  %w = load u32 %g\n  ret 0\n"),
     "%0 is [&p+0:8]\n%3 is [&a+0:4]\n%7 is [[&p+0:8]+0:4 may by %6]\n%8 is 6\n"},
    {"an element of a member stays in that member", F("  %r = load ptr(struct row) &p\n  %m = field ptr(array(u32, 4)) %r, many\n  %l = field ptr(u32) %r, last\n  store u32 %l, 5\n  %a = load i32 &a\n  %i = index ptr(u32) %m, %a\n  store u32 %i, 6\n  %v = load u32 %l\n  ret 0\n"),
     "%0 is [&p+0:8]\n%4 is [&a+0:4]\n%7 is 5\n"},
    {"unless it may be longer than it says", F("  %r = load ptr(struct row) &p\n  %m = field ptr(array(u32, 1)) %r, few\n  %l = field ptr(u32) %r, last\n  store u32 %l, 5\n  %a = load i32 &a\n  %i = index ptr(u32) %m, %a\n  store u32 %i, 6\n  %v = load u32 %l\n  ret 0\n"),
     "%0 is [&p+0:8]\n%4 is [&a+0:4]\n%7 is [[&p+0:8]+28:4 may by %6]\n"},
    {"bit-fields of one byte are told apart", B("  %f = field ptr(u32) &s, first\n  store u32 %f, 1\n  %g = field ptr(u32) &s, second\n  %v = load u32 %g\n  ret 0\n"),
     "%3 is shr(shl([&s+0:1 by %1], 28), 29)\n"},
    {"and put together where all is known", B("  zero struct flags &s\n  %f = field ptr(u32) &s, first\n  store u32 %f, 1\n  %g = field ptr(u32) &s, second\n  store u32 %g, 13\n  %v = load u32 %g\n  %w = load u32 %f\n  ret 0\n"),
     "%5 is 5\n%6 is 1\n"},
    {"with its sign", B("  zero struct flags &s\n  %f = field ptr(i32) &s, third\n  store i32 %f, 6\n  %v = load i32 %f\n  %g = field ptr(bool) &s, last\n  store bool %g, 1\n  %w = load bool %g\n  ret 0\n"),
     "%3 is -2\n%6 is 1\n"},
    {"what was zeroed is 0", F("  zero struct pair &s\n  %f = field ptr(u32) &s, second\n  %v = load u32 %f\n  ret 0\n"), "%2 is 0\n"},
};

/* By the condition of a branch, where both its sides lead. */
static const struct {
    const char *name, *text, *wanted;
} conditions[] = {
    {"a bare value", F("  %a = load i32 &a\n  cbr %a, t, e\nt:\n  ret 1\ne:\n  ret 0\n"),
     "entry#0 to t#1: [&a+0:4] is not 0\nentry#0 to e#2: [&a+0:4] is 0\n"},
    {"a bound", F("  %a = load i32 &a\n  %c = gt i32 (i32) %a, 8\n  cbr %c, t, e\nt:\n  ret 1\ne:\n  ret 0\n"),
     "entry#0 to t#1: [&a+0:4] is at least 9\nentry#0 to e#2: [&a+0:4] is at most 8\n"},
    {"an unsigned bound", F("  %a = load i32 &a\n  %c = lt i32 (u32) %a, 8\n  cbr %c, t, e\nt:\n  ret 1\ne:\n  ret 0\n"),
     "entry#0 to t#1: [&a+0:4] is 0 to 7\n"},
    {"the number on the left", F("  %a = load i32 &a\n  %c = lt i32 (i32) 8, %a\n  cbr %c, t, e\nt:\n  ret 1\ne:\n  ret 0\n"),
     "entry#0 to t#1: [&a+0:4] is at least 9\nentry#0 to e#2: [&a+0:4] is at most 8\n"},
    {"two values", F("  %a = load i32 &a\n  %x = load i32 &x\n  %c = ne i32 (i32) %a, %x\n  cbr %c, t, e\nt:\n  ret 1\ne:\n  ret 0\n"),
     "entry#0 to t#1: eq([&a+0:4], [&x+0:4]) is 0\nentry#0 to e#2: eq([&a+0:4], [&x+0:4]) is 1\n"},
    {"cases", F("  %a = load i32 &a\n  switch %a, d [1 -> t, 2 to 5 -> e]\nt:\n  ret 1\ne:\n  ret 0\nd:\n  ret 2\n"),
     "entry#0 to t#1: [&a+0:4] is 1\nentry#0 to e#2: [&a+0:4] is 2 to 5\n"},
};

/* From the first call of @use to the second. */
static const struct {
    const char *name, *text;
    enum path_answer wanted;
} paths[] = {
    {"in one block", F("  call void @use(1)\n  call void @use(2)\n  ret 0\n"), PATH_FOUND},
    {"two arms", F("  %a = load i32 &a\n  cbr %a, t, e\nt:\n  call void @use(1)\n  ret 1\ne:\n  call void @use(2)\n  ret 0\n"), PATH_NONE},
    {"the same condition twice", F("  %a = load i32 &a\n  cbr %a, t, n\nt:\n  call void @use(1)\n  br n\nn:\n  %b = load i32 &a\n  cbr %b, o, e\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_EXCLUDED},
    {"the condition changed in between", F("  %a = load i32 &a\n  cbr %a, t, n\nt:\n  call void @use(1)\n  store i32 &a, 0\n  br n\nn:\n  %b = load i32 &a\n  cbr %b, o, e\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_FOUND},
    {"two values of one selector", F("  %a = load i32 &a\n  %c = eq i32 (i32) %a, 1\n  cbr %c, t, n\nt:\n  call void @use(1)\n  br n\nn:\n  %b = load i32 &a\n  %d = eq i32 (i32) %b, 2\n  cbr %d, e, o\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_EXCLUDED},
    {"ranges that do not meet", F("  %a = load i32 &a\n  %c = gt i32 (i32) %a, 9\n  cbr %c, t, n\nt:\n  call void @use(1)\n  br n\nn:\n  %b = load i32 &a\n  %d = lt i32 (i32) %b, 5\n  cbr %d, e, o\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_EXCLUDED},
    {"ranges that meet", F("  %a = load i32 &a\n  %c = gt i32 (i32) %a, 3\n  cbr %c, t, n\nt:\n  call void @use(1)\n  br n\nn:\n  %b = load i32 &a\n  %d = lt i32 (i32) %b, 5\n  cbr %d, e, o\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_FOUND},
    {"a flag set on the way", F("  store i32 &x, 0\n  %a = load i32 &a\n  cbr %a, t, n\nt:\n  call void @use(1)\n  store i32 &x, -5\n  br n\nn:\n  %x = load i32 &x\n  cbr %x, o, e\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_EXCLUDED},
    {"a flag set on the other way", F("  store i32 &x, -5\n  %a = load i32 &a\n  cbr %a, t, n\nt:\n  call void @use(1)\n  store i32 &x, 0\n  br n\nn:\n  %x = load i32 &x\n  cbr %x, o, e\ne:\n  call void @use(2)\n  br o\no:\n  ret 0\n"), PATH_FOUND},
    {"another round of a loop", F("  br h\nh:\n  %a = call i32 @get()\n  cbr %a, t, e\nt:\n  call void @use(1)\n  br h\ne:\n  call void @use(2)\n  br h\n"), PATH_FOUND},
    {"a loop over one condition", F("  br h\nh:\n  %a = load i32 &a\n  cbr %a, t, e\nt:\n  call void @use(1)\n  br h\ne:\n  call void @use(2)\n  br h\n"), PATH_EXCLUDED},
};
/* clang-format on */

static void test_numbering(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        print_message("%s\n", cases[i].name);
        expect_print(cases[i].text, "numbering", cases[i].wanted);
    }
}

static void test_conditions(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++) {
        print_message("%s\n", conditions[i].name);
        expect_print(conditions[i].text, "conditions", conditions[i].wanted);
    }
}

static void test_paths(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(paths); i++) {
        print_message("%s\n", paths[i].name);
        struct sample sample = sample_open(paths[i].text);
        struct paths *p = paths_new(sample.unit, body_cfg(sample.body), body_numbering(sample.body));
        uint32_t from = 0, to = 0;
        used(&sample, 0, &from);
        used(&sample, 1, &to);
        assert_int_equal(paths_lead(p, from, to, NULL), paths[i].wanted);
        paths_free(p);
        sample_close(&sample);
    }
}

/* Every way from one call to the other goes by the edge from `t` to `n`. */
static void test_blocked(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  call void @use(1)\n  %a = load i32 &a\n  cbr %a, t, e\nt:\n  br n\nn:\n"
                                         "  call void @use(2)\n  ret 0\ne:\n  ret 1\n"));
    struct paths *p = paths_new(sample.unit, body_cfg(sample.body), body_numbering(sample.body));
    uint32_t from = 0, to = 0;
    used(&sample, 0, &from);
    used(&sample, 1, &to);
    struct path_edge needed = {0, 1}, other = {0, 3};
    g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof needed);
    g_array_append_val(blocked, needed);
    assert_int_equal(paths_lead(p, from, to, blocked), PATH_EXCLUDED);
    g_array_index(blocked, struct path_edge, 0) = other;
    assert_int_equal(paths_lead(p, from, to, blocked), PATH_FOUND);
    paths_free(p);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbering),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_blocked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
