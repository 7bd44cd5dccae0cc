/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "facts/uses.h"
#include "facts/wrappers.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD                                                                                                           \
    "unit \"/t/a.c\" target \"x86_64-linux-gnu\" pointer 8\n"                                                          \
    "type pointer = ptr(void)\n"                                                                                       \
    "symbol @mprotect: func(pointer, u64, i32) -> i32\n"                                                               \
    "symbol @mmap: func(pointer, u64, i32, i32, i32, i64) -> pointer\n"                                                \
    "symbol @pkey_free: func(i32) -> i32\n"                                                                            \
    "symbol @syscall: func(i64, ...) -> i64\n"                                                                         \
    "symbol @abort: func() -> void noreturn\n"
#define PARAMETERS "(p: pointer, n: u64, a: i32) -> i32 {\n  local x: i32\n  %p = load &p\n  %n = load &n\n  %a = load &a\n"
#define F(body) HEAD "function @w" PARAMETERS body "}\n"
#define BIG(line) line line line line line line line line line line line line line

static struct catalogue *catalogue;

static int load_catalogue(void **state)
{
    (void)state;
    catalogue = catalogue_load(NULL, NULL);
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

/* `w=mprotect(0, 1~, "1"=1) returns`: parameters by number, ~ behind one that may be changed, what is fixed in quotes,
 * ? for the rest. */
static void describe(const struct wrapper *wrapper, GString *out)
{
    g_string_append_printf(out, "%s%s=%s(", out->len ? "; " : "", wrapper->name, wrapper->interface->name);
    for (guint i = 0; i < wrapper->interface->args->len; i++) {
        const struct wrapped_argument *argument = &wrapper->arguments[i];
        g_string_append(out, i ? ", " : "");
        if (argument->parameter >= 0)
            g_string_append_printf(out, "%d%s", argument->parameter, argument->is_changed ? "~" : "");
        else
            g_string_append(out, argument->value ? argument->value : argument->text ? argument->text : "?");
    }
    g_string_append_printf(out, ")%s%s", wrapper->returns_result ? " returns" : "", wrapper->is_static ? " static" : "");
}

static struct wrappers *find(const struct ir_unit *unit, const struct wrappers *tree, GArray **ret_uses)
{
    *ret_uses = uses_find(unit, catalogue);
    return wrappers_of(unit, catalogue, *ret_uses, tree);
}

static void expect(const char *text, const char *wanted)
{
    struct ir_unit *unit = parse(text);
    g_autoptr(GString) out = g_string_new(NULL);
    GArray *uses;
    struct wrappers *wrappers = find(unit, NULL, &uses);
    const GPtrArray *all = wrappers_all(wrappers);
    for (guint i = 0; i < all->len; i++)
        describe(g_ptr_array_index(all, i), out);
    if (!g_str_equal(out->str, wanted))
        fail_msg("wanted “%s”, found “%s” in\n%s", wanted, out->str, text);
    g_array_unref(uses);
    wrappers_free(wrappers);
    ir_unit_free(unit);
}

static void test_arguments(void **state)
{
    (void)state;
    expect(F("  %r = call @mprotect(%p, %n, %a)\n  ret %r\n"), "w=mprotect(0, 1, 2) returns");
    expect(F("  %r = call @mprotect(%p, %n, 1)\n  ret %r\n"), "w=mprotect(0, 1, 1) returns");
    expect(F("  %r = call @mprotect(%p, %n, 1) texts(\"p\", \"n\", \"PROT_READ\")\n  ret %r\n"),
           "w=mprotect(0, 1, 1) returns");
    expect(F("  %m = add %n, 4095\n  %k = and %m, -4096\n  %r = call @mprotect(%p, %k, %a)\n  ret %r\n"),
           "w=mprotect(0, 1~, 2) returns");
    expect(F("  %o = or %a, 4\n  %r = call @mprotect(%p, %n, %o)\n  ret %r\n"), "w=mprotect(0, 1, 2~) returns");
    expect(F("  store &x, %a\n  %x = load &x\n  %r = call @mprotect(%p, %n, %x)\n  ret %r\n"),
           "w=mprotect(0, 1, 2) returns");
    expect(F("  store &x, %a\n  cbr %n, t, e\nt:\n  store &x, 7\n  br e\ne:\n  %x = load &x\n"
             "  %r = call @mprotect(%p, %n, %x)\n  ret %r\n"),
           "w=mprotect(0, 1~, 2~) returns");
    expect(F("  %r = call i64 @syscall(10, %p, %n, %a) texts(\"SYS_mprotect\")\n  %t = trunc i32 (i64) %r\n  ret %t\n"),
           "w=mprotect(0, 1, 2) returns");
}

/* 2, 3 */
static void test_what_is_handed_on(void **state)
{
    (void)state;
    expect(F("  %q = bitcast ptr(pointer) (pointer) %p\n  %v = load %q\n  %r = call @mprotect(%v, %n, %a)\n  ret %r\n"), "");
    expect(F("  %r = call @mprotect(&x, %n, %a)\n  ret %r\n"), "");
    expect(F("  %r = call pointer @mmap(0:pointer, %n, 3, 2, -1, 0)\n  ret 0\n"), "");
    expect(HEAD "function @w(n: u64) -> pointer {\n  %n = load &n\n  %r = call @mmap(0:pointer, %n, 3, 2, -1, 0)\n"
                "  ret %r\n}\n",
           "w=mmap(0, 0, 3, 2, -1, 0) returns");
    expect(F("  %r = call @pkey_free(7)\n  ret %r\n"), "");
}

/* 4 */
static void test_size(void **state)
{
    (void)state;
    expect(F("  %r = call @mprotect(%p, %n, %a)\n  ret 0\n"), "w=mprotect(0, 1, 2)");
    expect(F(BIG("  store &x, 1\n  store &x, 2\n  store &x, 3\n  store &x, 4\n") "  %r = call @mprotect(%p, %n, %a)\n  ret 0\n"), "");
    expect(F(BIG("  store &x, 1\n  store &x, 2\n  store &x, 3\n  store &x, 4\n") "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n"),
           "w=mprotect(0, 1, 2) returns");
    expect(F("  %r = call @mprotect(%p, %n, %a)\n  cbr %r, t, e\nt:\n  call void @abort()\n  unreachable\ne:\n  ret %r\n"),
           "w=mprotect(0, 1, 2)");
}

/* 5, 6 */
static void test_which_functions(void **state)
{
    (void)state;
    expect(HEAD "function @main" PARAMETERS "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n}\n", "");
    expect(HEAD "function @pkey_mprotect(p: pointer, n: u64, a: i32, k: i32) -> i32 {\n  %p = load &p\n  %n = load &n\n  %a = load &a\n"
                "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n}\n",
           "");
    expect(HEAD "symbol @w: func(pointer, u64, i32) -> i32 static\nfunction @w" PARAMETERS
                "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n}\n",
           "");
    expect(HEAD "symbol @w: func(pointer, u64, i32) -> i32 static\nfunction @w" PARAMETERS
                "  %r = call @mprotect(%p, %n, %a)\n  ret %r\n}\n"
                "function @v(q: pointer) -> i32 {\n  %q = load &q\n  %r = call @w(%q, 1, 2)\n  ret 0\n}\n",
           "v=mprotect(0, 1, 2); w=mprotect(0, 1, 2) returns static");
}

/* Both branches: what they agree on. */
static void test_alternatives(void **state)
{
    (void)state;
    expect(F("  cbr %a, t, e\nt:\n  %r = call @mprotect(%p, %n, 1)\n  ret %r\ne:\n  %s = call @mprotect(%p, %n, 3)\n  ret %s\n"),
           "w=mprotect(0, 1, ?) returns");
}

/* Its external ones, by way of bytes. */
static void carry(const struct wrappers *unit, struct wrappers *tree)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    struct wrappers *sent = wrappers_new();
    struct codec codec;
    wrappers_publish(sent, unit, names);
    codec_begin_writing(&codec);
    wrappers_code(sent, &codec, catalogue);
    codec_end_writing(&codec, bytes);
    codec_begin_reading(&codec, bytes->data, bytes->len, NULL, NULL);
    wrappers_code(tree, &codec, catalogue);
    assert_true(codec_end_reading(&codec));
    wrappers_free(sent);
}

static unsigned publish(struct wrappers *tree, const char *text)
{
    unsigned before = wrappers_all(tree)->len;
    struct ir_unit *unit = parse(text);
    GArray *uses;
    struct wrappers *wrappers = find(unit, tree, &uses);
    carry(wrappers, tree);
    g_array_unref(uses);
    wrappers_free(wrappers);
    ir_unit_free(unit);
    return wrappers_all(tree)->len - before;
}

/* By name over the tree, the nearest of two; a static namesake is another function. */
static void test_tree(void **state)
{
    (void)state;
    static const char *const caller = "unit \"/t/x/c.c\" target \"x86_64-linux-gnu\" pointer 8\ntype pointer = ptr(void)\n"
                                      "symbol @w: func(pointer, u64, i32) -> i32\n"
                                      "function @v(q: pointer) -> i32 {\n  %q = load &q\n  %r = call @w(%q, 1, 2)\n  ret %r\n}\n";
    struct wrappers *tree = wrappers_new();
    assert_int_equal(publish(tree, caller), 0);
    assert_int_equal(publish(tree, F("  %r = call @mprotect(%p, %n, %a)\n  ret %r\n")), 1);
    assert_int_equal(publish(tree, F("  %r = call @mprotect(%p, %n, %a)\n  ret %r\n")), 0);
    assert_int_equal(publish(tree, caller), 1);
    struct ir_unit *unit = parse(caller);
    GArray *uses;
    struct wrappers *wrappers = find(unit, tree, &uses);
    assert_int_equal(uses->len, 0);
    wrappers_add_uses(wrappers, unit, catalogue, uses);
    assert_int_equal(uses->len, 2); /* its definition, and the call in it */
    const struct use *call = &g_array_index(uses, struct use, 0), *definition = &g_array_index(uses, struct use, 1);
    assert_true(definition->is_definition && definition->inst == IR_NONE);
    assert_string_equal(call->name, "w");
    assert_string_equal(call->interface->name, "mprotect");
    const char *text;
    assert_int_equal(use_argument(call, 1, &text).kind, IR_REF_CONST);
    g_array_unref(uses);
    wrappers_free(wrappers);
    ir_unit_free(unit);
    wrappers_free(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),       cmocka_unit_test(test_what_is_handed_on), cmocka_unit_test(test_size),
        cmocka_unit_test(test_which_functions), cmocka_unit_test(test_alternatives),      cmocka_unit_test(test_tree),
    };
    return cmocka_run_group_tests(tests, load_catalogue, free_catalogue);
}
