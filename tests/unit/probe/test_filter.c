/* The seccomp program, run by a small interpreter of the instructions that it is made of (bpf(4)'s classic form). */
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "mpx-probe/filter.h"

static struct plan plan;
static struct sock_filter code[FILTER_MAX];
static unsigned n;

static void make(const char *lines)
{
    char text[PLAN_BYTES], fault[PLAN_FAULT];
    int size = snprintf(text, sizeof text, "mpx-audit plan 1\ncatalogue x\n%send\n", lines);
    assert_int_equal(plan_parse(&plan, text, (size_t)size, fault), 0);
    n = filter_make(&plan, code);
}

static uint32_t run(uint32_t architecture, int number, uint64_t first)
{
    struct seccomp_data data = {.nr = number, .arch = architecture, .args = {first}};
    uint32_t loaded = 0;
    for (unsigned at = 0; at < n; at++) {
        const struct sock_filter *i = &code[at];
        switch (i->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            assert_true(i->k + 4 <= sizeof data);
            memcpy(&loaded, (const char *)&data + i->k, 4);
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += loaded == i->k ? i->jt : i->jf;
            break;
        case BPF_JMP | BPF_JA:
            at += i->k;
            break;
        case BPF_RET | BPF_K:
            return i->k;
        default:
            fail_msg("an instruction that no filter has");
        }
    }
    fail_msg("the filter has no end");
    return 0;
}

#define expect_traced(architecture, number, first) assert_int_equal(run(architecture, number, first), SECCOMP_RET_TRACE)
#define expect_free(architecture, number, first) assert_int_equal(run(architecture, number, first), SECCOMP_RET_ALLOW)

static void the_number_alone_says_nothing(void **state)
{
    (void)state;
    make("call 1 mpx i386 56 -\ncall 2 mprotect x86_64 10 -\ncall 3 pkey_alloc x32 1073742154 -\n");
    expect_traced(AUDIT_ARCH_I386, 56, 0);
    expect_free(AUDIT_ARCH_X86_64, 56, 0);
    expect_traced(AUDIT_ARCH_X86_64, 10, 0);
    expect_free(AUDIT_ARCH_I386, 10, 0);
    expect_free(AUDIT_ARCH_X86_64, 1073741834, 0);
    expect_traced(AUDIT_ARCH_X86_64, 1073742154, 0);
    expect_free(AUDIT_ARCH_X86_64, 330, 0);
    expect_free(AUDIT_ARCH_AARCH64, 10, 0);
}

static void arguments_narrow(void **state)
{
    (void)state;
    make("call 1 on x86_64 157 - when=0:43\ncall 2 off x86_64 157 - when=0:44\ncall 3 next x86_64 158 -\n");
    expect_traced(AUDIT_ARCH_X86_64, 157, 43);
    expect_traced(AUDIT_ARCH_X86_64, 157, 44);
    expect_traced(AUDIT_ARCH_X86_64, 157, 0xffffffff0000002b);
    expect_free(AUDIT_ARCH_X86_64, 157, 45);
    expect_free(AUDIT_ARCH_X86_64, 43, 43);
    expect_traced(AUDIT_ARCH_X86_64, 158, 0);
}

/* Conditional jumps reach 255 instructions: a large plan must not depend on that. */
static void the_largest_plan_fits(void **state)
{
    static char lines[PLAN_BYTES];
    size_t used = 0;
    (void)state;
    for (int i = 1; i <= PLAN_CALLS; i++)
        used += (size_t)snprintf(lines + used, sizeof lines - used, "call %d a %s %d - when=5:1\n", i,
                                 i % 2 ? "x86_64" : "i386", 1000 + i);
    make(lines);
    assert_true(n <= FILTER_MAX);
    expect_free(AUDIT_ARCH_X86_64, 999, 0);
    make("call 1 last i386 5 -\n");
    expect_traced(AUDIT_ARCH_I386, 5, 0);
}

static void what_has_no_number_is_not_there(void **state)
{
    (void)state;
    make("call 1 mpx x86_64 - __x64_sys_mpx\nhook 2 fault force_sig_pkuerr\n");
    expect_free(AUDIT_ARCH_X86_64, -1, 0);
    expect_free(AUDIT_ARCH_X86_64, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_number_alone_says_nothing),
        cmocka_unit_test(arguments_narrow),
        cmocka_unit_test(the_largest_plan_fits),
        cmocka_unit_test(what_has_no_number_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
