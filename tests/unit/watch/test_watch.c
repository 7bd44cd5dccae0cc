/* The plan that is made of the catalogue. That mpx-probe takes it whole is seen in tests/cli/trace.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "watch/watch.h"

static int set_up(void **state)
{
    *state = catalogue_load(NULL, NULL);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    catalogue_free(*state);
    return 0;
}

/* The line of the plan that has this beginning behind its probe number; NULL when there is none. g_free. */
static char *line_with(const char *plan, const char *kind, const char *rest)
{
    g_auto(GStrv) lines = g_strsplit(plan, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        if (g_strv_length(words) == 3 && g_str_equal(words[0], kind) && g_str_has_prefix(words[2], rest))
            return g_strdup(words[2]);
    }
    return NULL;
}

static void expect_line(const char *plan, const char *kind, const char *rest)
{
    g_autofree char *line = line_with(plan, kind, rest);
    assert_non_null(line);
    assert_string_equal(line, rest);
}

static void calls_have_numbers_ranges_and_effects(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    assert_non_null(plan);
    expect_line(plan, "call",
                "pkey_mprotect x86_64 329 __x64_sys_pkey_mprotect args=0,1,2,3 range=0:@1 does=protect prot=2 key=3");
    expect_line(plan, "call", "munmap i386 91 __ia32_sys_munmap args=0,1 range=0:@1 does=unmap");
    expect_line(plan, "call", "mremap x86_64 25 __x64_sys_mremap args=0,1,2,3,4 range=0:@1 range=4:@2 does=move");
    expect_line(plan, "call", "pkey_alloc x32 1073742154 __x64_sys_pkey_alloc args=0,1");
    expect_line(plan, "call", "mmap i386 192 __ia32_sys_mmap_pgoff args=0,1,2,3,4,5 range=0:@1 does=map prot=2");
    assert_true(g_str_has_suffix(plan, "\nend\n"));
}

static void mpx_is_the_i386_slot_only(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    expect_line(plan, "call", "mpx i386 56 ia32_sys_call,raw_syscalls:sys_enter,__ia32_sys_mpx args=0,1,2,3 range=0:@1");
    expect_line(plan, "call", "mpx x86_64 - __x64_sys_mpx,sys_mpx args=0,1,2,3 range=0:@1");
    assert_null(strstr(plan, "x86_64 56 "));
}

static void options_of_prctl_are_told_apart(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    expect_line(plan, "call", "PR_MPX_ENABLE_MANAGEMENT x86_64 157 __x64_sys_prctl args=1,2,3,4 when=0:43");
    expect_line(plan, "call", "PR_MPX_DISABLE_MANAGEMENT i386 172 __ia32_sys_prctl args=1,2,3,4 when=0:44");
}

static void an_input_has_its_size_and_what_is_written(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    expect_line(
        plan, "call",
        "set_thread_area i386 243 __ia32_sys_set_thread_area,do_set_thread_area args=0 input=0:16 written=0:0-3");
    g_autofree char *native = line_with(plan, "call", "set_thread_area x86_64");
    assert_null(native); /* no table entry calls it */
}

static void functions_that_are_no_calls_are_hooks(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    expect_line(plan, "hook", "SEGV_PKUERR force_sig_pkuerr");
    expect_line(plan, "hook", "wrmsr msr:msr_write");
}

static void probes_are_numbered_from_one_each_once(void **state)
{
    g_autofree char *plan = watch_plan(*state, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(plan, "\n", -1);
    unsigned wanted = 0;
    for (char **line = lines + 2; *line && !g_str_equal(*line, "end"); line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        assert_int_equal(g_ascii_strtoull(words[1], NULL, 10), ++wanted);
    }
    assert_true(wanted > 20);
}

static void families_can_be_left_out(void **state)
{
    const char *const without[] = {"protect", "related", NULL};
    g_autofree char *plan = watch_plan(*state, without, NULL);
    assert_non_null(strstr(plan, "pkey_alloc"));
    assert_null(strstr(plan, "munmap"));
    assert_null(strstr(plan, "set_thread_area"));
}

static void nothing_to_watch_is_an_error(void **state)
{
    const char *const without[] = {"protect", "related", "pkeys", "mpx", "intel-mpx", "fetch", "shared", NULL};
    g_autoptr(GError) error = NULL;
    assert_null(watch_plan(*state, without, &error));
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_have_numbers_ranges_and_effects),
        cmocka_unit_test(mpx_is_the_i386_slot_only),
        cmocka_unit_test(options_of_prctl_are_told_apart),
        cmocka_unit_test(an_input_has_its_size_and_what_is_written),
        cmocka_unit_test(functions_that_are_no_calls_are_hooks),
        cmocka_unit_test(probes_are_numbered_from_one_each_once),
        cmocka_unit_test(families_can_be_left_out),
        cmocka_unit_test(nothing_to_watch_is_an_error),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
