#include "flow_test.h"

#include "ir/arithmetic.h"

/* What the first call of @use gets: "2 6", "… " at the end when there may be others, "unreached". */
static char *first_use(const char *text)
{
    struct sample sample = sample_open(text);
    uint32_t call = 0;
    struct ir_ref ref = used(&sample, 0, &call);
    const struct constants *constants = body_constants(sample.body);
    GString *out = g_string_new(constants_is_reached(constants, call) ? NULL : "unreached");
    const struct value_set *set = constants_of(constants, ref);
    for (unsigned v = 0; out->str[0] != 'u' && v < set->n; v++) {
        g_string_append(out, v ? " " : "");
        constants_print_value(sample.unit, set->values[v], out);
    }
    if (out->str[0] != 'u' && set->is_open)
        g_string_append(out, out->len ? " …" : "…");
    sample_close(&sample);
    return g_string_free(out, FALSE);
}

#define F(body) "function @f(a: i32, b: i32) -> void {\n  local x: i32\n  local y: i64\n" body "  ret\n}\n"
#define USE_X "  %u = load &x\n  call void @use(%u)\n"

/* clang-format off */
static const struct {
    const char *name, *text, *wanted;
} cases[] = {
    {"literal", F("  call void @use(7)\n"), "7"},
    {"through a variable", F("  store &x, 7\n" USE_X), "7"},
    {"last store counts", F("  store &x, 7\n  store &x, 8\n" USE_X), "8"},
    {"parameter", F("  %a = load &a\n  call void @use(%a)\n"), "…"},
    {"call", F("  %g = call @get()\n  store &x, %g\n" USE_X), "…"},
    {"zeroed", F("  zero &x\n" USE_X), "0"},
    {"or", F("  store &x, 3\n  %x = load &x\n  %o = or %x, 4\n  store &x, %o\n" USE_X), "7"},
    {"cut to its type", F("  %t = trunc i8 (i32) 255\n  %e = extend i32 (i8) %t\n  call void @use(%e)\n"), "-1"},
    {"either", F("  %a = load &a\n  store &x, 1\n  cbr %a, t, e\nt:\n  store &x, 2\n  br e\ne:\n" USE_X), "1 2"},
    {"either, or unknown", F("  %a = load &a\n  store &x, %a\n  cbr %a, t, e\nt:\n  store &x, 2\n  br e\ne:\n" USE_X), "2 …"},
    {"phi", F("  %a = load &a\n  cbr %a, t, e\nt:\n  br j\ne:\n  br j\nj:\n  %p = phi i32 [t: 4, e: 2]\n  %o = or %p, 1\n  call void @use(%o)\n"), "3 5"},
    {"dead branch", F("  cbr 0, t, e\nt:\n  call void @use(1)\n  br e\ne:\n"), "unreached"},
    {"dead behind a variable", F("  store &x, 0\n  %x = load &x\n  %c = ne %x, 0\n  cbr %c, t, e\nt:\n  call void @use(1)\n  br e\ne:\n"), "unreached"},
    {"equal", F("  %a = load &a\n  %c = eq %a, 5\n  cbr %c, t, e\nt:\n  %u = load &a\n  call void @use(%u)\n  br e\ne:\n"), "5"},
    {"equal, the other way round", F("  %a = load &a\n  %c = eq 5, %a\n  cbr %c, t, e\nt:\n  %u = load &a\n  call void @use(%u)\n  br e\ne:\n"), "5"},
    {"not zero is zero", F("  %a = load &a\n  %c = tobool %a\n  cbr %c, t, e\nt:\n  br e2\ne:\n  %u = load &a\n  call void @use(%u)\n  br e2\ne2:\n"), "0"},
    {"not equal excludes", F("  %a = load &a\n  store &x, -1\n  cbr %a, s, n\ns:\n  store &x, 3\n  br n\nn:\n  %x = load &x\n  %c = ne %x, -1\n  cbr %c, t, e\nt:\n" USE_X "  br e\ne:\n"), "3"},
    {"less excludes", F("  %a = load &a\n  store &x, -1\n  cbr %a, s, n\ns:\n  store &x, 3\n  br n\nn:\n  %x = load &x\n  %c = lt %x, 0\n  cbr %c, e, t\nt:\n" USE_X "  br e\ne:\n"), "3"},
    {"bit excludes", F("  %a = load &a\n  store &x, 1\n  cbr %a, s, n\ns:\n  store &x, 3\n  br n\nn:\n  %x = load &x\n  %m = and %x, 2\n  cbr %m, e, t\nt:\n" USE_X "  br e\ne:\n"), "1"},
    {"changed behind the test", F("  %a = load &a\n  %c = eq %a, 5\n  store &a, 6\n  cbr %c, t, e\nt:\n  %u = load &a\n  call void @use(%u)\n  br e\ne:\n"), "6"},
    {"case", F("  %a = load &a\n  switch %a, d [3 -> t, 4 -> d]\nt:\n  %u = load &a\n  call void @use(%u)\n  br d\nd:\n"), "3"},
    {"case 0", F("  %a = load &a\n  switch %a, d [0 -> t]\nt:\n  %u = load &a\n  call void @use(%u)\n  br d\nd:\n"), "0"},
    {"case shared with the default", F("  %a = load &a\n  switch %a, t [3 -> t, 4 -> d]\nt:\n  %u = load &a\n  call void @use(%u)\n  br d\nd:\n"), "…"},
    {"counter", F("  store &x, 0\n  br h\nh:\n  %x = load &x\n  %c = lt %x, 20\n  cbr %c, body, o\nbody:\n" USE_X "  %y = load &x\n  %n = add %y, 1\n  store &x, %n\n  br h\no:\n"), "…"},
    {"short counter", F("  store &x, 0\n  br h\nh:\n  %x = load &x\n  %c = lt %x, 4\n  cbr %c, body, o\nbody:\n" USE_X "  %y = load &x\n  %n = add %y, 1\n  store &x, %n\n  br h\no:\n"), "0 1 2 3"},
    {"address taken", F("  store &x, 7\n  call void @take(&x)\n" USE_X), "…"},
    {"read in part", F("  store &x, 7\n  %h = load i8 &x\n" USE_X), "…"},
    {"asm output", F("  store &x, 7\n  asm \"nop\" (\"=r\" &x;;)\n" USE_X), "…"},
    {"asm input", F("  store &x, 7\n  asm \"nop\" (; \"r\" 1;)\n" USE_X), "7"},
    {"division by zero", F("  %d = div 1, 0\n  call void @use(%d)\n"), "…"},
    {"masked by zero", F("  %a = load &a\n  %m = and %a, 0\n  call void @use(%m)\n"), "0"},
    {"never set", F(USE_X), ""},
    {"temp of another block", F("  %a = load &a\n  %s = add 2, 3\n  cbr %a, t, e\nt:\n  call void @use(%s)\n  br e\ne:\n"), "5"},
};
/* clang-format on */

static void test_cases(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = first_use(cases[i].text);
        if (!g_str_equal(found, cases[i].wanted))
            fail_msg("%s: wanted “%s”, found “%s”", cases[i].name, cases[i].wanted, found);
    }
}

static void test_functions(void **state)
{
    (void)state;
    struct sample sample = sample_open("function @f(a: i32) -> i32 {\n  local p: ptr(func() -> i32)\n"
                                       "  store &p, @get\n  %p = load &p\n  %r = call i32 %p()\n  ret %r\n}\n");
    const struct value_set *set =
        constants_of(body_constants(sample.body), (struct ir_ref){.kind = IR_REF_TEMP, .index = 1});
    assert_int_equal(set->n, 1);
    assert_false(set->is_open);
    assert_int_equal(set->values[0].kind, VALUE_SYMBOL);
    assert_string_equal(ir_symbol_at(sample.unit, (ir_id)set->values[0].number)->name, "get");
    sample_close(&sample);
}

/* Between two stores of one block. */
static void test_local(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  store &x, 1\n  store &x, 2\n  store &y, 3:i64\n" USE_X));
    const struct constants *constants = body_constants(sample.body);
    uint32_t x = sample.function->n_params;
    assert_int_equal(constants_local(constants, 0, x)->n, 0);
    assert_int_equal(constants_local(constants, 1, x)->values[0].number, 1);
    assert_int_equal(constants_local(constants, 2, x)->values[0].number, 2);
    assert_true(constants_local(constants, 2, 0)->is_open);
    sample_close(&sample);
}

static void test_print(void **state)
{
    (void)state;
    expect_print(F("  %a = load &a\n  store &x, %a\n  cbr %a, t, e\nt:\n  store &x, 2\n  br e\ne:\n" USE_X),
                 "constants", "%5: 2 …\n");
}

/* More than VALUES_MAX values, in whatever order: anything, and it stays so. */
static void test_pool(void **state)
{
    (void)state;
    struct value_pool *pool = value_pool_new();
    value_id all = VALUES_NONE;
    for (int i = 0; i < VALUES_MAX; i++)
        all = value_id_join(pool, all, value_id_number(pool, VALUES_MAX - i));
    assert_int_equal(value_set_of(pool, all)->n, VALUES_MAX);
    assert_int_equal(value_id_join(pool, all, value_id_number(pool, 3)), all);
    all = value_id_join(pool, all, value_id_number(pool, 99));
    assert_int_equal(all, VALUES_ANYTHING);
    assert_int_equal(value_id_join(pool, all, value_id_number(pool, 1)), VALUES_ANYTHING);
    assert_int_equal(value_id_join(pool, VALUES_UNKNOWN, VALUES_NONE), VALUES_UNKNOWN);
    value_pool_free(pool);
}

static int64_t binary(enum ir_op op, bool is_signed, unsigned size, int64_t a, int64_t b)
{
    struct ir_type type = {.kind = IR_TYPE_INT, .is_signed = is_signed, .size = size};
    int64_t value = -77;
    return arithmetic_binary(op, &type, &type, a, b, &value) ? value : -77;
}

static void test_arithmetic(void **state)
{
    (void)state;
    assert_int_equal(binary(IR_ADD, true, 4, INT32_MAX, 1), INT32_MIN);
    assert_int_equal(binary(IR_ADD, false, 4, UINT32_MAX, 1), 0);
    assert_int_equal(binary(IR_SUB, false, 4, 0, 1), UINT32_MAX);
    assert_int_equal(binary(IR_DIV, true, 8, INT64_MIN, -1), -77);
    assert_int_equal(binary(IR_REM, false, 4, 7, 0), -77);
    assert_int_equal(binary(IR_DIV, false, 8, -1, 2), INT64_MAX);
    assert_int_equal(binary(IR_SHL, true, 4, 1, 31), INT32_MIN);
    assert_int_equal(binary(IR_SHL, true, 4, 1, 32), -77);
    assert_int_equal(binary(IR_SHR, true, 4, -8, 1), -4);
    assert_int_equal(binary(IR_SHR, false, 8, -8, 63), 1);
    assert_int_equal(binary(IR_LT, true, 4, -1, 1), 1);
    assert_int_equal(binary(IR_LT, false, 8, -1, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases), cmocka_unit_test(test_functions), cmocka_unit_test(test_print),
        cmocka_unit_test(test_local), cmocka_unit_test(test_pool),      cmocka_unit_test(test_arithmetic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
