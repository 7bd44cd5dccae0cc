#include "rules_test.h"

#define CALL56(name) "  %r = call @syscall(56, %p, 8, 1, 2) texts(\"" name "\", \"p\", \"8\", \"1\", \"2\")\n"
#define INT80 "  asm volatile \"int $0x80\" (\"=a\" &x; \"0\" 56, \"b\" %p; \"memory\")\n"

/* clang-format off */
static const struct test_case bounds[] = {
    {"prctl", USER F("  %r = call @prctl(43, 0) texts(\"PR_MPX_ENABLE_MANAGEMENT\", \"0\")\n"), "low"},
    {"prctl by number", USER F("  %r = call @prctl(43, 0) texts(\"43\", \"0\")\n"), "low"},
    {"other prctl", USER F("  %r = call @prctl(42, 0) texts(\"42\", \"0\")\n"), ""},
    {"asm", USER F("  asm volatile \"bndmk (%0), %%bnd0\" (; \"r\" %p; )\n"), "low"},
    {"two in one asm", USER F("  asm volatile \"bndcl %0, %%bnd0; bndcu %0, %%bnd0\" (; \"r\" %p; )\n"), "low, low"},
    {"flag", USER "mention flag \"-mmpx\" !0:0\n", "low"},
    {"left out", USER "mention skipped \"__builtin_ia32_bndmk\" !4:1\n", "note"},
    {"signal code", USER "mention macro \"SEGV_BNDERR\" in \"f\" !4:1\n", "note"},
    {"signal code in the kernel", HEAD("x86_64-linux-gnu", "kernel") "mention macro \"SEGV_BNDERR\" in \"f\" !4:1\n", ""},
    {"string", USER F("  %r = call @printf(\"bndmk\")\n"), ""},
};

static const struct test_case slots[] = {
    {"not looked at", I386 F(CALL56("SYS_mpx")), "high"},
    {"by number", I386 F(CALL56("56")), "high"},
    {"tested", I386 F(CALL56("SYS_mpx") "  %c = lt %r, 0:i64\n  cbr %c, t, t2\nt:\n  br t2\nt2:\n"), "medium"},
    {"returned", I386 "function @f(p: pointer) -> i64 {\n  %p = load &p\n" CALL56("SYS_mpx") "  ret %r\n}\n", "medium"},
    {"told apart", I386 F(CALL56("SYS_mpx") "  %e = call @__errno_location()\n  %v = load %e\n  %c = eq %v, 38\n  cbr %c, t, t2\nt:\n  br t2\nt2:\n"), "note"},
    {"int $0x80 of 64-bit code", USER F(INT80), "high"},
    {"int $0x80, tested", USER F(INT80 "  %x = load &x\n  %c = lt %x, 0\n"), "medium"},
    {"int $0x80, told apart", USER F(INT80 "  %x = load &x\n  %c = eq %x, -38\n"), "note"},
    {"the tree's own function", I386 F("  %t = trunc i32 (u64) %n\n  %r = call @mpx(%p, %t, 1:u32, 2)\n"), ""},
    {"a private number", I386 F("  %r = call @syscall(460, %p) texts(\"SYS_mpx\", \"p\")\n"), ""},
    {"no slot on x86-64", USER F(CALL56("SYS_mpx")), ""},
};

static const struct test_case mismatches[] = {
    {"by name", USER F(CALL56("SYS_mpx")), "high"},
    {"by a name of its own", USER F(CALL56("NR_MPX")), "high"},
    {"by macro", USER F("  %r = call @syscall(56, %p, 8, 1, 2) texts(\"56\") !3:4<do_mpx \"a.c\":1:1>\n"), "high"},
    {"by function", USER NAMED("mpx_set", CALL56("56")), "medium"},
    {"by function, other count", USER NAMED("mpx_set", "  %r = call @syscall(56, %p) texts(\"56\", \"p\")\n"), ""},
    {"by arguments", USER F("  %r = call @syscall(56, %p, 8, %a, 2) texts(\"56\", \"p\", \"8\", \"key\", \"2\")\n"), "low"},
    {"bare", USER F(CALL56("56")), ""},
    {"decoy", USER NAMED("mpxgen", CALL56("56")), ""},
    {"real clone", USER NAMED("mpx_child", "  %r = call @syscall(56, 17, 0, 0, 0) texts(\"56\", \"SIGCHLD\", \"0\", \"0\", \"0\")\n"), ""},
    {"right on i386", I386 F(CALL56("SYS_mpx")), ""},
    {"i386's pkey call", USER F("  %r = call @syscall(380, %p, %n, 1, %a) texts(\"SYS_pkey_mprotect\")\n"), "high"},
    {"x86-64's on i386", I386 F("  %r = call @syscall(330, 0, 0) texts(\"SYS_pkey_alloc\")\n"), "high"},
    {"in another machine's folder", USER F("  %r = call @syscall(386, %p, %n, 1, %a) texts(\"SYS_pkey_mprotect\") !\"/t/powerpc/pkeys.h\":65:9\n"), ""},
    {"in this machine's folder", USER F("  %r = call @syscall(386, %p, %n, 1, %a) texts(\"SYS_pkey_mprotect\") !\"/t/x86_64/pkeys.h\":65:9\n"), "high"},
    {"right", USER F("  %r = call @syscall(330, 0, 0) texts(\"SYS_pkey_alloc\")\n"), ""},
    {"in no table", USER F("  %r = call @syscall(9330, 0, 0) texts(\"SYS_pkey_alloc\")\n"), ""},
    {"not known", USER F("  %w = extend i64 (i32) %a\n  %r = call @syscall(%w, 0, 0) texts(\"SYS_pkey_alloc\")\n"), ""},
};
/* clang-format on */

static void test_intel_mpx_removed(void **state)
{
    (void)state;
    expect_levels("intel-mpx-removed", bounds, G_N_ELEMENTS(bounds));
}

static void test_mpx_not_implemented(void **state)
{
    (void)state;
    expect_levels("mpx-not-implemented", slots, G_N_ELEMENTS(slots));
}

static void test_syscall_number_mismatch(void **state)
{
    (void)state;
    expect_levels("syscall-number-mismatch", mismatches, G_N_ELEMENTS(mismatches));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intel_mpx_removed),
        cmocka_unit_test(test_mpx_not_implemented),
        cmocka_unit_test(test_syscall_number_mismatch),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
