#include "rules_test.h"

/* clang-format off */
static const struct test_case ranges[] = {
    {"last key", USER F("  %r = call @pkey_mprotect(%p, %n, 1, 15)\n"), ""},
    {"no such key", USER F("  %r = call @pkey_mprotect(%p, %n, 1, 16)\n"), "medium"},
    {"PowerPC has it", PPC F("  %r = call @pkey_mprotect(%p, %n, 1, 16)\n"), ""},
    {"PowerPC has 32", PPC F("  %r = call @pkey_mprotect(%p, %n, 1, 32)\n"), "medium"},
    {"rights", USER F("  %r = call @pkey_alloc(0, 4)\n"), "medium"},
    {"rights of PowerPC", PPC F("  %r = call @pkey_alloc(0, 4)\n"), ""},
    {"flags", USER F("  %r = call @pkey_alloc(1, 0)\n"), "medium"},
    {"flags and rights", USER F("  %r = call @pkey_alloc(1, 9)\n"), "medium, medium"},
    {"variable", USER F("  store &x, 99\n  %x = load &x\n  %r = call @pkey_set(%x, 0:u32)\n"), "medium"},
    {"one of two", USER F("  store &x, 99\n  cbr %a, t, e\nt:\n  store &x, 1\n  br e\ne:\n  %x = load &x\n  %r = call @pkey_set(%x, 0:u32)\n"), "low"},
    {"unknown", USER F("  %r = call @pkey_set(%a, 0:u32)\n"), ""},
    {"minus one is mprotect", USER F("  %r = call @pkey_mprotect(%p, %n, 1, -1)\n"), "note"},
    {"minus one in the kernel", HEAD("x86_64-linux-gnu", "kernel") "symbol @do_mprotect_pkey: func(u64, u64, u64, i32) -> i32\n" F("  %r = call @do_mprotect_pkey(%n, %n, 1:u64, -1)\n"), ""},
    {"minus one or a key", USER F("  store &x, -1\n  cbr %a, t, e\nt:\n  %k = call @pkey_alloc(0, 0)\n  store &x, %k\n  br e\ne:\n  %x = load &x\n  %r = call @pkey_mprotect(%p, %n, 1, %x)\n"), ""},
    {"minus one has no rights", USER F("  %r = call @pkey_set(-1, 0:u32)\n"), "medium"},
    {"all ones", USER F("  %r = call @pkey_set(1, 4294967295:u32)\n"), "medium"},
    {"through syscall", USER F("  %r = call @syscall(331, 16) texts(\"SYS_pkey_free\", \"16\")\n"), "medium"},
    {"mprotect has no key", USER F("  %r = call @mprotect(%p, %n, 99)\n"), ""},
};

#define SET_ZERO "  %r = call @pkey_mprotect(%p, %n, 3, 0) texts(\"p\", \"n\", \"3\", \"0\")\n"

static const struct test_case zeros[] = {
    {"variable", USER F("  store &x, 0\n  %x = load &x\n  %r = call @pkey_mprotect(%p, %n, 3, %x)\n"), "medium"},
    {"literal", USER F(SET_ZERO), "note"},
    {"release by name", USER NAMED("region_release", SET_ZERO), ""},
    {"release before free", USER F(SET_ZERO "  %q = call @pkey_free(%a)\n"), ""},
    {"release before unmap", USER F(SET_ZERO "  %q = call @munmap(%p, %n)\n"), ""},
    {"back to another key", USER F(SET_ZERO "  %q = call @pkey_mprotect(%p, %n, 3, %a) texts(\"p\", \"n\", \"3\", \"a\")\n"), ""},
    {"another range's key", USER F(SET_ZERO "  %q = call @pkey_mprotect(%p, %n, 3, %a) texts(\"q\", \"n\", \"3\", \"a\")\n"), "note"},
    {"close everything", USER F("  %r = call @pkey_set(0, 1:u32)\n"), "medium"},
    {"open everything", USER F("  %r = call @pkey_set(0, 0:u32)\n"), ""},
    {"unknown rights", USER F("  %u = bitcast u32 (i32) %a\n  %r = call @pkey_set(0, %u)\n"), ""},
    {"free", USER F("  %r = call @pkey_free(0)\n"), "medium"},
    {"free another", USER F("  %r = call @pkey_free(3)\n"), ""},
    {"mpx creates", USER F("  %t = trunc i32 (u64) %n\n  %r = call @mpx(%p, %t, 0:u32, 1) texts(\"p\", \"n\", \"0\", \"MPX_CREATE\")\n"), "medium"},
    {"mpx asks", USER F("  %t = trunc i32 (u64) %n\n  %r = call @mpx(%p, %t, 0:u32, 1) texts(\"p\", \"n\", \"0\", \"MPX_GET\")\n"), ""},
    {"narrowed to zero", USER F("  %c = eq %a, 0\n  cbr %c, t, e\nt:\n  %k = load &a\n  %r = call @pkey_free(%k)\n  br e\ne:\n"), "medium"},
    {"another key", USER F("  %r = call @pkey_mprotect(%p, %n, 3, 1)\n"), ""},
};
/* clang-format on */

static void test_key_range(void **state)
{
    (void)state;
    expect_levels("key-range", ranges, G_N_ELEMENTS(ranges));
}

static void test_key_zero(void **state)
{
    (void)state;
    expect_levels("key-zero", zeros, G_N_ELEMENTS(zeros));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_key_range), cmocka_unit_test(test_key_zero)};
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
