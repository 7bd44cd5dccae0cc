/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "catalogue/words.h"
#include "facts/numbers.h"
#include "facts/uses.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD(target, kernel)                                                                                           \
    "unit \"a.c\" target \"" target "\" pointer 8 " kernel "\n"                                                        \
    "symbol @pkey_alloc: func(u32, u32) -> i32\n"                                                                      \
    "symbol @pkey_free: func(i32) -> i32\n"                                                                            \
    "symbol @mprotect: func(ptr(void), u64, i32) -> i32\n"                                                             \
    "symbol @mpx: func(...) -> i32\n"                                                                                  \
    "symbol @syscall: func(i64, ...) -> i64\n"                                                                         \
    "symbol @prctl: func(i32, ...) -> i32\n"                                                                           \
    "symbol @open: func(ptr(i8), i32) -> i32\n"                                                                        \
    "symbol @dlsym: func(ptr(void), ptr(i8)) -> ptr(void)\n"                                                           \
    "symbol @_wrpkru: func(u32) -> void\n"                                                                             \
    "symbol @__builtin_ia32_wrpkru: func(u32) -> void\n"
#define USER HEAD("x86_64-linux-gnu", "")
#define I386 HEAD("i386-linux-gnu", "")
#define KERNEL HEAD("x86_64-linux-gnu", "kernel")
#define F(body) "function @f(a: i32, p: ptr(void)) -> void {\n  local x: i32\n" body "  ret\n}\n"

static struct catalogue *catalogue;

static int load_catalogue(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    catalogue = catalogue_load(NULL, &error);
    if (!catalogue)
        print_error("%s\n", error->message);
    return catalogue ? 0 : -1;
}

static int free_catalogue(void **state)
{
    (void)state;
    catalogue_free(catalogue);
    return 0;
}

static struct ir_unit *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = ir_parse(text, "test", &error);
    if (!unit || !ir_verify(unit, &error))
        fail_msg("%s\n%s", error->message, text);
    return unit;
}

static void describe(const struct use *use, GString *out)
{
    g_string_append_printf(out, "%s%s as %s%s%s%s%s%s", out->len ? "; " : "", use->interface->name,
                           spelling_kind_name(use->spelling->kind), use->is_reference ? " reference" : "",
                           use->is_indirect ? " indirect" : "", use->by_number ? " number" : "",
                           use->is_skipped_text ? " skipped" : use->is_lost_text ? " lost" : "", use->is_definition ? " definition" : "");
}

static void expect_uses(const char *text, const char *wanted)
{
    struct ir_unit *unit = parse(text);
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < uses->len; i++)
        describe(&g_array_index(uses, struct use, i), out);
    if (!g_str_equal(out->str, wanted))
        fail_msg("wanted “%s”, found “%s” in\n%s", wanted, out->str, text);
    ir_unit_free(unit);
}

static void test_calls(void **state)
{
    (void)state;
    expect_uses(USER F("  %k = call @pkey_alloc(0, 0)\n"), "pkey_alloc as call");
    expect_uses(USER F("  %k = call @pkey_alloc()\n"), "");
    expect_uses(USER F("  %q = load &p\n  %k = call @mpx(%q, 1, 2, 3)\n"), "mpx as call");
    expect_uses(USER F("  %q = load &p\n  %k = call @mpx(%q, 1)\n"), "");
    expect_uses(USER F("  call void @_wrpkru(0)\n"), "wrpkru as intrinsic");
}

/* Another library's function of the same name takes an object. */
static void test_decoy(void **state)
{
    (void)state;
    expect_uses("unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\nsymbol @pkey_free: func(ptr(void)) -> void\n" F(
                    "  %q = load &p\n  call void @pkey_free(%q)\n"),
                "");
    expect_uses(USER F("  %r = call @pkey_free(&x)\n"), "");
}

static void test_syscalls(void **state)
{
    (void)state;
    expect_uses(USER F("  %r = call @syscall(330, 0, 0) texts(\"SYS_pkey_alloc\", \"0\", \"0\")\n"),
                "pkey_alloc as syscall");
    expect_uses(USER F("  %r = call @syscall(330, 0, 0) texts(\"__NR_pkey_alloc\", \"0\", \"0\")\n"),
                "pkey_alloc as syscall");
    expect_uses(USER F("  %r = call @syscall(330, 0, 0) texts(\"SYS(pkey_alloc)\", \"0\", \"0\")\n"),
                "pkey_alloc as syscall");
    expect_uses(USER F("  %r = call @syscall(330, 0, 0) texts(\"330\", \"0\", \"0\")\n"),
                "pkey_alloc as syscall number");
    expect_uses(USER F("  store &x, 330\n  %x = load &x\n  %n = extend i64 (i32) %x\n"
                       "  %r = call @syscall(%n, 0, 0) texts(\"x\", \"0\", \"0\")\n"),
                "pkey_alloc as syscall number");
    expect_uses(I386 F("  %r = call @syscall(56, 0, 0, 0, 0) texts(\"56\")\n"), "mpx as syscall number");
    expect_uses(USER F("  %r = call @syscall(56, 0, 0, 0, 0) texts(\"56\")\n"), "");
    expect_uses(USER F("  %r = call @syscall(56, 0, 0, 0, 0) texts(\"__NR_mpx\")\n"), "mpx as syscall");
    expect_uses(USER F("  %r = call @syscall(39) texts(\"SYS_getpid\")\n"), "");
    expect_uses(USER F("  %a = load &a\n  %n = extend i64 (i32) %a\n  %r = call @syscall(%n) texts(\"nr\")\n"), "");
}

static void test_prctl(void **state)
{
    (void)state;
    expect_uses(USER F("  %r = call @prctl(43, 0, 0, 0, 0) texts(\"PR_MPX_ENABLE_MANAGEMENT\", \"0\")\n"),
                "PR_MPX_ENABLE_MANAGEMENT as prctl");
    expect_uses(USER F("  %r = call @prctl(44, 0, 0, 0, 0) texts(\"44\", \"0\")\n"),
                "PR_MPX_DISABLE_MANAGEMENT as prctl number");
    expect_uses(USER F("  %r = call @prctl(38, 1) texts(\"PR_SET_NO_NEW_PRIVS\", \"1\")\n"), "");
}

static void test_asm(void **state)
{
    (void)state;
    expect_uses(USER F("  asm volatile \"wrpkru\" (; \"a\" 0, \"c\" 0, \"d\" 0; \"memory\")\n"), "wrpkru as asm");
    expect_uses(USER F("  asm volatile \".byte 0x0f,0x01,0xef\\n\\t\" (; \"a\" 0; )\n"), "wrpkru as asm");
    expect_uses(USER F("  asm volatile \".byte 0x31,0xc9\\n.byte 0x0f , 1\\n.byte 0xee\" (; ; )\n"), "rdpkru as asm");
    expect_uses(USER F("  asm \"bndcl %0, %%bnd0\" (; \"r\" 1; )\n"), "bndcl as asm");
    expect_uses(USER F("  asm \"bndmovq %0, %%bnd0\" (; \"r\" 1; )\n"), "bndmov as asm");
    expect_uses(USER F("  asm \".byte 0xf3,0x0f,0x1b,0x00\" (; ; )\n"), "bndmk as asm");
    expect_uses(USER F("  asm \".byte 0x0f,0x1b,0x00\" (; ; )\n"), "bndstx as asm");
    expect_uses(USER F("  asm \".byte 0x90,0x0f,0x1b,0x00\" (; ; )\n"), ""); /* two bytes behind something else */
    expect_uses(USER F("  asm \"rdmsr; wrpkru\" (; ; )\n"), "rdmsr as asm; wrpkru as asm");
    expect_uses(USER F("  asm \"# wrpkru\\n mov $1, %0\" (\"=r\" &x; ; )\n"), "");
    expect_uses(USER F("  %q = load &p\n  %r = call @open(\"0f 01 ef wrpkru\", 0)\n"), "");
}

/* int $0x80 enters by the i386 table from 64-bit code as well. */
static void test_entry(void **state)
{
    (void)state;
    expect_uses(USER F("  asm \"int $0x80\" (\"=a\" &x; \"0\" 56, \"b\" 1; )\n"), "mpx as syscall number");
    expect_uses(USER F("  asm \"int $0x80\" (\"=a\" &x; \"a\" 381; )\n"), "pkey_alloc as syscall number");
    expect_uses(USER F("  asm \"movl $56, %%eax\\n\\tint $0x80\" (\"=a\" &x; ; )\n"), "mpx as syscall number");
    expect_uses(USER F("  asm \"syscall\" (\"=a\" &x; \"0\" 56; )\n"), "");
    expect_uses(USER F("  asm \"syscall\" (\"=a\" &x; \"0\" 330; )\n"), "pkey_alloc as syscall number");
    expect_uses(USER F("  asm \"syscall\" (\"=a\" &x; \"{rax}\" 330, \"{rdi}\" 0; )\n"), "pkey_alloc as syscall number");
    expect_uses(USER F("  asm \"syscall\" (\"=a\" &x; \"{rdi}\" 330; )\n"), "");
    expect_uses(USER F("  store &x, 56\n  asm \"int $0x80\" (\"+a\" &x; \"b\" 1; )\n"), "mpx as syscall number");
    expect_uses(USER F("  store &x, 57\n  asm \"int $0x80\" (\"+a\" &x; \"b\" 1; )\n  store &x, 56\n"), "");
    expect_uses(USER F("  asm \"int $3\" (\"=a\" &x; \"0\" 56; )\n"), "");
}

static void test_pointers(void **state)
{
    (void)state;
    expect_uses(USER "function @f() -> i32 {\n  local g: ptr(func(u32, u32) -> i32)\n  store &g, @pkey_alloc\n"
                     "  %g = load &g\n  %r = call i32 %g(0, 0)\n  ret %r\n}\n",
                "pkey_alloc as call reference; pkey_alloc as call indirect");
    expect_uses(USER "function @f(g: ptr(func(u32, u32) -> i32)) -> i32 {\n"
                     "  %g = load &g\n  %r = call i32 %g(0, 0)\n  ret %r\n}\n",
                "");
    /* called by a cast of it: one use, no reference */
    expect_uses(USER F("  %g = bitcast ptr(func() -> i64) (ptr(func(u32, u32) -> i32)) @pkey_alloc\n"
                       "  %r = call i64 %g(0, 0)\n"),
                "pkey_alloc as call");
    expect_uses(USER F("  %q = load &p\n  %r = call @dlsym(%q, \"pkey_mprotect\")\n"),
                "pkey_mprotect as call reference");
}

#define OPS                                                                                                            \
    "struct ops size 16 align 8 {\n  alloc: ptr(func(u32, u32) -> i32) @0;\n  free: ptr(func(i32) -> i32) @8;\n}\n"    \
    "symbol @ops: struct ops static defined object\nsymbol @sink: func(ptr(void)) -> void\n"
#define INIT                                                                                                           \
    "function @.init() -> void initialiser {\n  %a = field @ops, alloc\n  store %a, @pkey_alloc\n"                     \
    "  %f = field @ops, free\n  store %f, @pkey_free\n  ret\n}\n"
#define CALL_OPS "  %a = field @ops, alloc\n  %g = load %a\n  %r = call i32 %g(0, 0)\n"

static void test_table(void **state)
{
    (void)state;
    expect_uses(USER OPS INIT F(CALL_OPS),
                "pkey_alloc as call reference; pkey_alloc as call indirect; pkey_free as call reference");
    /* another function is stored there, or somebody else may store one */
    expect_uses(USER OPS INIT F("  %w = field @ops, alloc\n  store %w, @open\n" CALL_OPS),
                "pkey_alloc as call reference; pkey_free as call reference");
    expect_uses(USER OPS INIT F("  call void @sink(@ops)\n" CALL_OPS),
                "pkey_alloc as call reference; pkey_free as call reference");
}

static void test_literals(void **state)
{
    (void)state;
    expect_uses(USER F("  %r = call @open(\"/dev/cpu/0/msr\", 2)\n"), "msr_device as device");
    expect_uses(USER F("  %r = call @open(\"/dev/cpu/%d/msr\", 2)\n"), "msr_device as device");
    expect_uses(USER F("  %r = call @open(\"/dev/cpu/%03lu/msr\", 2)\n"), "msr_device as device");
    expect_uses(USER F("  %r = call @open(\"/dev/cpu//msr\", 2)\n"), "");
    expect_uses(USER F("  %r = call @open(\"cannot open /dev/cpu/0/msr\", 2)\n"), "");
    expect_uses(USER F("  %r = call @open(\"/dev/cpu/0/cpuid\", 2)\n"), "");
}

static void test_mentions(void **state)
{
    (void)state;
    expect_uses(USER "mention macro \"SEGV_PKUERR\" in \"f\" !3:4\n", "SEGV_PKUERR as constant");
    expect_uses(USER "mention macro \"SYS_pkey_alloc\" in \"f\" !3:4\n", "");
    expect_uses(USER "mention flag \"-mmpx\" !0:0\n", "mpx_compiler as flag");
    expect_uses(USER "mention flag \"-fchkp-check-read\" !0:0\n", "mpx_compiler as flag");
    expect_uses(USER "mention flag \"-mno-mpx\" !0:0\n", "");
    expect_uses(USER "mention skipped \"__builtin_ia32_bndmk\" !3:4\n", "bndmk as intrinsic skipped");
    expect_uses(USER "mention skipped \"SYS_pkey_alloc\" !3:4\n", "pkey_alloc as syscall skipped");
    expect_uses(USER "mention text \"SYS_pkey_alloc\" in \"f\" !3:4\n", "pkey_alloc as syscall lost");
    expect_uses(USER "mention text \"pkey_free\" in \"f\" !3:4\n", "pkey_free as call lost");
    expect_uses(USER "mention text \"bndmk\" in \"f\" !3:4\n", "");
    expect_uses(USER "mention asm \".byte 0x0f, 0x01, 0xef\" in \"f\" !3:4\n", "wrpkru as asm lost");
    expect_uses(USER "mention asm \"nop\" in \"f\" !3:4\n", "");
    expect_uses(USER "mention macro \"SEGV_BNDERR\" in \"f\" !3:9\nfunction @f(a: i32) -> i32 {\n  %a = load &a\n"
                     "  %c = eq %a, SEGV_BNDERR(3) !3:4\n  ret %c\n}\n",
                "SEGV_BNDERR as constant");
    expect_uses(USER "mention macro \"SEGV_BNDERR\" in \"f\" !5:9\nfunction @f(a: i32) -> i32 {\n  %a = load &a !4:1\n"
                     "  switch %a, o [SEGV_BNDERR(3) -> t] !4:4\nt:\n  ret 1\no:\n  ret 0\n}\n",
                "SEGV_BNDERR as constant");
}

#define KERNEL_MPX(name) "function !7:1 @" name "(a: u64, b: u64, c: u64, d: u64) -> i64 {\n  ret 0\n}\n"

static void test_definitions(void **state)
{
    (void)state;
    expect_uses(KERNEL KERNEL_MPX("__se_sys_mpx") KERNEL_MPX("__do_sys_mpx"), "mpx as implementation definition");
    expect_uses(USER KERNEL_MPX("__do_sys_mpx"), "");
    expect_uses("unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\n" KERNEL_MPX("mpx"),
                "mpx as implementation definition");
    expect_uses("unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\nfunction @mpx(a: i32) -> i32 {\n  ret 0\n}\n", "");
}

/* The compiler's own header wraps its builtin: one use, at the caller. */
static void test_intrinsic_body(void **state)
{
    (void)state;
    expect_uses(USER
                "function @_wrpkru(v: u32) -> void header {\n  %v = load &v\n  call void @__builtin_ia32_wrpkru(%v)\n"
                "  ret\n}\n" F("  call void @_wrpkru(0)\n"),
                "wrpkru as intrinsic");
}

static void test_sides(void **state)
{
    (void)state;
    const char *text =
        "symbol @mm_pkey_alloc: func(ptr(void)) -> i32\n" F("  %q = load &p\n  %k = call @mm_pkey_alloc(%q)\n");
    g_autofree char *in_kernel = g_strconcat(KERNEL, text, NULL), *in_user = g_strconcat(USER, text, NULL);
    expect_uses(in_kernel, "pkey_alloc as call");
    expect_uses(in_user, "");
}

static void test_order(void **state)
{
    (void)state;
    expect_uses(
        USER F(
            "  %a2 = call @pkey_free(1) !9:1\n  %b = call @pkey_alloc(0, 0) !4:9\n"
            "  %c = call @mprotect(0:'ptr(void)', 1, 0) !4:2\n  %d = call @pkey_free(2) !\"z.h\":1:1\n") "type "
                                                                                                         "'ptr(void)' "
                                                                                                         "= "
                                                                                                         "ptr(void)\n",
        "mprotect as call; pkey_alloc as call; pkey_free as call; pkey_free as call");
}

static void test_arguments(void **state)
{
    (void)state;
    struct ir_unit *unit =
        parse(USER F("  %r = call @syscall(329, 0, 8, 1, 5) texts(\"SYS_pkey_mprotect\", \"p\", \"n\", "
                     "\"PROT_READ\", \"key\")\n"
                     "  asm \"int $0x80\" (\"=a\" &x; \"0\" 56, \"b\" 11, \"c\" 12, \"d\" 13, \"S\" 14; )\n"));
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    assert_int_equal(uses->len, 2);
    const struct use *call = &g_array_index(uses, struct use, 0), *entry = &g_array_index(uses, struct use, 1);
    const char *text;
    int key = use_role(call, ARGUMENT_KEY);
    struct ir_ref ref = use_argument(call, (unsigned)key, &text);
    assert_string_equal(text, "key");
    assert_int_equal(g_array_index(unit->consts, struct ir_const, ref.index).value, 5);
    assert_int_equal(use_role(call, ARGUMENT_OP), -1);
    assert_int_equal(use_argument(call, 9, NULL).kind, IR_REF_NONE);
    assert_string_equal(entry->abi, "i386");
    ref = use_argument(entry, (unsigned)use_role(entry, ARGUMENT_OP), &text);
    assert_int_equal(g_array_index(unit->consts, struct ir_const, ref.index).value, 14);
    assert_null(text);
    ir_unit_free(unit);
}

static void expect_candidates(const char *text, const char *wanted)
{
    struct ir_unit *unit = parse(text);
    g_autoptr(GArray) found = numbers_find(unit, catalogue);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const struct number_candidate *candidate = &g_array_index(found, struct number_candidate, i);
        const char *family = candidate->use.interface->family;
        if (g_str_equal(family, "mpx") || g_str_equal(family, "pkeys"))
            g_string_append_printf(out, "%s of %s;", candidate->use.interface->name, candidate->foreign_abi);
    }
    assert_string_equal(out->str, wanted);
    ir_unit_free(unit);
}

static void test_candidates(void **state)
{
    (void)state;
    expect_candidates(USER F("  %r = call @syscall(56, 0, 0) texts(\"56\")\n"), "mpx of i386;");
    expect_candidates(USER F("  %r = call @syscall(380, 0, 0) texts(\"380\")\n"), "pkey_mprotect of i386;");
    expect_candidates(I386 F("  %r = call @syscall(330, 0, 0) texts(\"330\")\n"), "pkey_alloc of x86_64;");
    expect_candidates(I386 F("  %r = call @syscall(56, 0, 0) texts(\"56\")\n"), "");
    expect_candidates(USER F("  %r = call @syscall(56, 0, 0) texts(\"SYS_mpx\")\n"), ""); /* a use by name already */
    expect_candidates(USER F("  %r = call @syscall(9999, 0, 0) texts(\"9999\")\n"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),      cmocka_unit_test(test_decoy),       cmocka_unit_test(test_syscalls),
        cmocka_unit_test(test_prctl),      cmocka_unit_test(test_asm),         cmocka_unit_test(test_entry),
        cmocka_unit_test(test_pointers),   cmocka_unit_test(test_table),       cmocka_unit_test(test_literals),
        cmocka_unit_test(test_mentions),   cmocka_unit_test(test_definitions), cmocka_unit_test(test_intrinsic_body),
        cmocka_unit_test(test_sides),      cmocka_unit_test(test_order),       cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_candidates),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
