#include "flow_test.h"

#define F(body) "function @f(a: i32) -> i32 {\n  local x: i32\n" body "}\n"

static void test_slots(void **state)
{
    (void)state;
    expect_print("function @f(a: i32, v: volatile_int) -> void {\n"
                 "  local seen: i32\n  local leaked: i32\n  local kept: i32 static\n  local s: array(i32, 4)\n"
                 "  %1 = load &a\n  store &seen, %1\n  call void @take(&leaked)\n  br next\n"
                 "next:\n  call void @use(%1)\n  ret\n}\n"
                 "type volatile_int = volatile i32\n",
                 "slots", "0: a\n1: seen\n2: %0\n");
}

static void test_reaching(void **state)
{
    (void)state;
    expect_print(F("  %a = load &a\n  store &x, 1\n  cbr %a, t, e\nt:\n  store &x, 2\n  br e\ne:\n"
                   "  %x = load &x\n  ret %x\n"),
                 "reaching", "%0 reads entry\n%5 reads %1 %3\n");
}

static void test_reaching_loop(void **state)
{
    (void)state;
    expect_print(F("  br h\nh:\n  %x = load &x\n  %n = add %x, 1\n  store &x, %n\n  cbr %n, h, o\no:\n  ret 0\n"),
                 "reaching", "%1 reads %3 entry\n");
}

static void test_liveness(void **state)
{
    (void)state;
    expect_print(F("  store &x, 1\n  %a = load &a\n  cbr %a, t, e\nt:\n  %x = load &x\n  ret %x\ne:\n  ret 0\n"),
                 "liveness", "entry#0: x\ne#2:\nt#1:\n");
}

static void test_dead_store(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  store &x, 1\n  store &x, 2\n  %x = load &x\n  store &x, 3\n  ret %x\n"));
    const struct liveness *liveness = body_liveness(sample.body);
    assert_true(liveness_is_dead_store(liveness, 0));
    assert_false(liveness_is_dead_store(liveness, 1));
    assert_false(liveness_is_dead_store(liveness, 2));
    assert_true(liveness_is_dead_store(liveness, 3));
    sample_close(&sample);
}

/* A loop without an exit is analysed backward as well. */
static void test_endless(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  store &x, 1\n  br h\nh:\n  %x = load &x\n  call void @use(%x)\n  br h\n"));
    assert_false(liveness_is_dead_store(body_liveness(sample.body), 0));
    sample_close(&sample);
}

/* clang-format off */
static const struct {
    const char *name, *text, *wanted;
} calls[] = {
    {"dropped", F("  %g = call @get()\n  ret 0\n"), "%0 goes to nothing\n"},
    {"returned", F("  %g = call @get()\n  ret %g\n"), "%0 goes to %1(ret)\n"},
    {"stored, never read", F("  %g = call @get()\n  store &x, %g\n  ret 0\n"), "%0 goes to nothing\n"},
    {"stored, named only", F("  %g = call @get()\n  store &x, %g\n  %x = load &x\n  ret 0\n"), "%0 goes to nothing\n"},
    {"overwritten", F("  %g = call @get()\n  store &x, %g\n  store &x, 0\n  %x = load &x\n  ret %x\n"), "%0 goes to nothing\n"},
    {"through a variable", F("  %g = call @get()\n  store &x, %g\n  %x = load &x\n  ret %x\n"), "%0 goes to %3(ret)\n"},
    {"on one path", F("  %g = call @get()\n  store &x, %g\n  %a = load &a\n  cbr %a, t, e\nt:\n  store &x, 0\n  br e\ne:\n  %x = load &x\n  ret %x\n"), "%0 goes to %7(ret)\n"},
    {"through a phi", F("  %g = call @get()\n  %a = load &a\n  cbr %a, t, e\nt:\n  br j\ne:\n  br j\nj:\n  %p = phi i32 [t: %g, e: 0]\n  %c = eq %p, 0\n  ret %c\n"), "%0 goes to %6(eq)\n"},
    {"to a local that leaks", F("  %g = call @get()\n  store &x, %g\n  call void @take(&x)\n  ret 0\n"), "%0 goes to %1(store)\n%2 goes to nothing\n"},
    {"widened", F("  %g = call @get()\n  %w = extend i64 (i32) %g\n  %c = lt %w, 0:i64\n  ret 0\n"), "%0 goes to %2(lt)\n"},
    {"updated by asm", F("  %g = call @get()\n  store &x, %g\n  asm \"nop\" (\"+r\" &x; ; )\n  ret 0\n"), "%0 goes to %2(asm)\n"},
    {"set by asm", F("  %g = call @get()\n  store &x, %g\n  asm \"nop\" (\"=r\" &x; ; )\n  ret 0\n"), "%0 goes to nothing\n"},
    {"round a loop", F("  br h\nh:\n  %x = load &x\n  %c = ne %x, 0\n  %g = call @get()\n  store &x, %g\n  cbr %c, h, o\no:\n  ret 0\n"), "%3 goes to %2(ne)\n"},
};
/* clang-format on */

static void test_consumers(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(calls); i++) {
        print_message("%s\n", calls[i].name);
        expect_print(calls[i].text, "chains", calls[i].wanted);
    }
}

static void test_origins(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  %g = call @get()\n  store &x, %g\n  %a = load &a\n  cbr %a, t, e\n"
                                         "t:\n  store &x, 9\n  br e\ne:\n  %x = load &x\n  %w = extend i64 (i32) %x\n"
                                         "  %n = trunc i32 (i64) %w\n  call void @use(%n)\n  ret 0\n"));
    g_autoptr(GArray) origins = chains_origins(body_chains(sample.body), used(&sample, 0, NULL));
    assert_int_equal(origins->len, 2);
    unsigned constants = 0, temps = 0;
    for (guint i = 0; i < origins->len; i++) {
        struct ir_ref ref = g_array_index(origins, struct ir_ref, i);
        constants += ref.kind == IR_REF_CONST;
        temps += ref.kind == IR_REF_TEMP && ref.index == 0;
    }
    assert_int_equal(constants, 1);
    assert_int_equal(temps, 1);
    sample_close(&sample);
}

static void test_live_in_asm(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  store &x, 1\n  asm \"nop\" (\"+r\" &x; ; )\n  store &x, 2\n"
                                         "  asm \"nop\" (\"=r\" &x; ; )\n  %x = load &x\n  ret %x\n"));
    const struct liveness *liveness = body_liveness(sample.body);
    assert_false(liveness_is_dead_store(liveness, 0));
    assert_true(liveness_is_dead_store(liveness, 2));
    sample_close(&sample);
}

static void test_asm_result(void **state)
{
    (void)state;
    struct sample sample = sample_open(F("  asm \"int $0x80\" (\"=a\" &x; \"0\" 56;)\n  %x = load &x\n  ret %x\n"));
    g_autoptr(GArray) consumers = chains_consumers(body_chains(sample.body), 0);
    assert_int_equal(consumers->len, 1);
    assert_int_equal(g_array_index(consumers, struct chain_use, 0).inst, 2);
    sample_close(&sample);
}

#define OR_X(bit) "  %x" #bit " = load &x\n  %o" #bit " = or %x" #bit ", " #bit "\n  store &x, %o" #bit "\n"
#define PASS_X "  %u = load &x\n  call void @use(%u)\n  ret 0\n"

static const struct {
    const char *name, *text;
    uint64_t bits;
} sure[] = {
    {"in one expression", F("  %a = load &a\n  %o = or %a, 2\n  %q = or %o, 4\n  call void @use(%q)\n  ret 0\n"), 6},
    {"step by step", F("  %a = load &a\n  store &x, %a\n" OR_X(2) OR_X(4) PASS_X), 6},
    {"on one path", F("  %a = load &a\n  store &x, %a\n" OR_X(2) "  cbr %a, t, e\nt:\n" OR_X(4) "  br e\ne:\n" PASS_X), 2},
    {"in a loop", F("  %a = load &a\n  store &x, %a\n  br h\nh:\n" OR_X(2) "  cbr %a, h, e\ne:\n" PASS_X), 2},
    {"nothing", F("  %a = load &a\n  store &x, %a\n" PASS_X), 0},
};

static void test_sure_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(sure); i++) {
        struct sample sample = sample_open(sure[i].text);
        uint64_t bits =
            chains_sure_bits(body_chains(sample.body), body_constants(sample.body), used(&sample, 0, NULL));
        if (bits != sure[i].bits)
            fail_msg("%s: %" G_GINT64_MODIFIER "x", sure[i].name, bits);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slots),       cmocka_unit_test(test_reaching),   cmocka_unit_test(test_reaching_loop),
        cmocka_unit_test(test_liveness),    cmocka_unit_test(test_dead_store), cmocka_unit_test(test_endless),
        cmocka_unit_test(test_consumers),   cmocka_unit_test(test_origins),    cmocka_unit_test(test_asm_result),
        cmocka_unit_test(test_live_in_asm), cmocka_unit_test(test_sure_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
