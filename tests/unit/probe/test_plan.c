#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "mpx-probe/plan.h"

#define BEGIN "mpx-audit plan 1\ncatalogue abc\n"

static struct plan plan;
static char fault[PLAN_FAULT];

static int parse(const char *text)
{
    fault[0] = '\0';
    return plan_parse(&plan, text, strlen(text), fault);
}

static void expect_refused(const char *line, const char *why)
{
    char text[4096];
    snprintf(text, sizeof text, BEGIN "%s\nend\n", line);
    assert_int_equal(parse(text), -1);
    if (!strstr(fault, why))
        fail_msg("“%s”: “%s” does not say “%s”", line, fault, why);
}

static void a_call_with_everything(void **state)
{
    (void)state;
    assert_int_equal(parse(BEGIN "call 7 x_y i386 243 a,b:c args=2,-,0 when=5:43 input=0:@1 written=0:0-3 range=2:4096 "
                                 "does=protect prot=1 key=2\nend\n"),
                     0);
    assert_int_equal(plan.n, 1);
    const struct plan_call *call = &plan.calls[0];
    assert_string_equal(plan.catalogue, "abc");
    assert_int_equal(call->probe, 7);
    assert_int_equal(call->abi, ABI_I386);
    assert_int_equal(call->number, 243);
    assert_string_equal(call->interface, "x_y");
    assert_string_equal(call->symbols, "a,b:c");
    assert_int_equal(call->n_arguments, 3);
    assert_int_equal(call->arguments[0].position, 2);
    assert_int_equal(call->arguments[1].position, -1);
    assert_int_equal(call->when_position, 5);
    assert_int_equal(call->when_value, 43);
    assert_int_equal(call->arguments[0].pointee, PLAN_INPUT);
    assert_int_equal(call->arguments[0].size_from, 1);
    assert_int_equal(call->arguments[0].written_to, 3);
    assert_int_equal(call->arguments[2].pointee, PLAN_RANGE);
    assert_int_equal(call->arguments[2].size, 4096);
    assert_int_equal(call->effect, PLAN_PROTECT);
    assert_int_equal(call->prot, 1);
    assert_int_equal(call->key, 2);
}

static void what_is_absent_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(parse(BEGIN "call 1 mpx x86_64 - -\nhook 2 pkru f\nend\n"), 0);
    assert_int_equal(plan.calls[0].number, -1);
    assert_string_equal(plan.calls[0].symbols, "");
    assert_int_equal(plan.calls[0].when_position, -1);
    assert_int_equal(plan.calls[0].effect, PLAN_NO_EFFECT);
    assert_true(plan.calls[1].is_hook);
    assert_string_equal(plan.calls[1].symbols, "f");
}

static void faults_are_named(void **state)
{
    (void)state;
    expect_refused("call 1 a x86_64 1", "six words");
    expect_refused("call 0 a x86_64 1 -", "probe number");
    expect_refused("call -1 a x86_64 1 -", "probe number");
    expect_refused("call 1 a/b x86_64 1 -", "probe number");
    expect_refused("call 1 a arm64 1 -", "ABI");
    expect_refused("call 1 a x86_64 0x1 -", "number");
    expect_refused("call 1 a x86_64 99999999999 -", "number");
    expect_refused("call 1 a x86_64 1 ;reboot", "symbols");
    expect_refused("call 1 a x86_64 1 - args=6", "args=");
    expect_refused("call 1 a x86_64 1 - args=0,1,2,3,4,5,0", "args=");
    expect_refused("call 1 a x86_64 1 - args=", "args=");
    expect_refused("call 1 a x86_64 1 - input=0:1", "input=");
    expect_refused("call 1 a x86_64 1 - args=0 input=0:@1", "input=");
    expect_refused("call 1 a x86_64 1 - args=0 input=0:1 range=0:1", "range=");
    expect_refused("call 1 a x86_64 1 - args=0 range=0:1 written=0:0-1", "written=");
    expect_refused("call 1 a x86_64 1 - args=0 input=0:9 written=0:3-1", "written=");
    expect_refused("call 1 a x86_64 1 - args=0 input=0:9 written=0:0-64", "written=");
    expect_refused("call 1 a x86_64 1 - does=harm", "does=");
    expect_refused("call 1 a x86_64 1 - when=0", "when=");
    expect_refused("call 1 a x86_64 1 - colour=red", "KEY=VALUE");
    expect_refused("call  1 a x86_64 1 -", "words");
    expect_refused("hook 1 a -", "no symbol");
    expect_refused("hook 1 a b c", "four words");
    expect_refused("walk 1", "neither");
    expect_refused("call 1 a x86_64 1 -\ncall 1 b x86_64 2 -", "line 4: probe 1 is there twice");
}

static void the_frame_of_a_plan(void **state)
{
    (void)state;
    assert_int_equal(parse(""), -1);
    assert_int_equal(parse("mpx-audit plan 2\ncatalogue abc\nend\n"), -1);
    assert_int_equal(parse("mpx-audit plan 1\nend\n"), -1);
    assert_int_equal(parse(BEGIN "call 1 a x86_64 1 -\n"), -1);
    assert_non_null(strstr(fault, "the end is missing"));
    assert_int_equal(parse(BEGIN "end"), -1);
    assert_int_equal(parse(BEGIN "end\nend\n"), -1);
    assert_non_null(strstr(fault, "behind the end"));
    assert_int_equal(plan_parse(&plan, BEGIN "e\0nd\nend\n", sizeof(BEGIN "e\0nd\nend\n") - 1, fault), -1);
    assert_int_equal(parse(BEGIN "end\n"), 0);
}

static void more_calls_than_there_is_room(void **state)
{
    static char text[PLAN_BYTES];
    (void)state;
    size_t n = (size_t)snprintf(text, sizeof text, BEGIN);
    for (int i = 1; i <= PLAN_CALLS + 1; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "call %d a x86_64 %d -\n", i, i);
    snprintf(text + n, sizeof text - n, "end\n");
    assert_int_equal(parse(text), -1);
    assert_non_null(strstr(fault, "more than"));
}

static void a_call_is_found_by_abi_number_and_argument(void **state)
{
    uint64_t raw[6] = {0xffffffff0000002b}; /* an int: its upper half is anything */
    (void)state;
    assert_int_equal(parse(BEGIN "call 1 clone x86_64 56 -\ncall 2 mpx i386 56 -\ncall 3 on x86_64 157 - when=0:43\n"
                                 "call 4 off x86_64 157 - when=0:44\nhook 5 h f\nend\n"),
                     0);
    assert_int_equal(plan_find(&plan, ABI_X86_64, 56, raw)->probe, 1);
    assert_int_equal(plan_find(&plan, ABI_I386, 56, raw)->probe, 2);
    assert_null(plan_find(&plan, ABI_X32, 56, raw));
    assert_int_equal(plan_find(&plan, ABI_X86_64, 157, raw)->probe, 3);
    raw[0] = 44;
    assert_int_equal(plan_find(&plan, ABI_X86_64, 157, raw)->probe, 4);
    raw[0] = 15;
    assert_null(plan_find(&plan, ABI_X86_64, 157, raw));
    assert_null(plan_find(&plan, 0, (uint64_t)-1, raw));
}

static void sizes_are_constants_or_arguments(void **state)
{
    struct trace_argument values[TRACE_ARGUMENTS] = {{.value = 1}, {.value = 77}};
    (void)state;
    assert_int_equal(parse(BEGIN "call 1 a x86_64 1 - args=0,1 range=0:@1 input=1:16\nend\n"), 0);
    assert_int_equal(plan_size(&plan.calls[0], 0, values), 77);
    assert_int_equal(plan_size(&plan.calls[0], 1, values), 16);
}

/* Hands it to plan_read through a pipe. */
static int read_through_pipe(const char *text)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
    close(ends[1]);
    int result = plan_read(&plan, ends[0], fault);
    close(ends[0]);
    return result;
}

static void a_descriptor_is_read_to_its_end(void **state)
{
    (void)state;
    assert_int_equal(read_through_pipe(BEGIN "call 1 a x86_64 1 -\nend\n"), 0);
    assert_int_equal(plan.n, 1);
    assert_int_equal(read_through_pipe(""), 1);
    assert_int_equal(plan_read(&plan, -1, fault), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_with_everything),
        cmocka_unit_test(what_is_absent_is_unknown),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(the_frame_of_a_plan),
        cmocka_unit_test(more_calls_than_there_is_room),
        cmocka_unit_test(a_call_is_found_by_abi_number_and_argument),
        cmocka_unit_test(sizes_are_constants_or_arguments),
        cmocka_unit_test(a_descriptor_is_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
