/* Who can write the memory behind the pointer that @take gets. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "facts/owners.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD                                                                                                           \
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\n"                                                             \
    "struct ring { len: u32; data: array(u8, 12); }\n"                                                                 \
    "struct own { ring: ptr(struct ring); fd: i32; }\n"                                                                \
    "symbol @mmap: func(ptr(void), u64, i32, i32, i32, i64) -> ptr(void)\n"                                            \
    "symbol @malloc: func(u64) -> ptr(void)\n"                                                                         \
    "symbol @take: func(ptr(void)) -> void\n"
#define MAP(flags) "  %p = call ptr(void) @mmap(0:ptr(void), 16:u64, 3, " flags ", 3, 0:i64)\n"
#define TAKE(value) "  call void @take(" value ")\n  ret\n}\n"

static struct owner taken(const struct ir_unit *unit, const struct owners *owners)
{
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op == IR_CALL && g_str_equal(ir_callee(unit, function, inst)->name, "take"))
                return owners_of_pointer(owners, function, i, ir_operand(function, inst, 1));
        }
    }
    fail_msg("nobody calls @take");
    return (struct owner){.kind = OWNER_NONE};
}

static struct owner owner_of(const char *text, const struct owners_options *options)
{
    g_autoptr(GError) error = NULL;
    struct catalogue *catalogue = catalogue_load(NULL, NULL);
    struct ir_unit *unit = ir_parse(text, "test", &error);
    if (!unit || !ir_verify(unit, &error))
        fail_msg("%s\n%s", error->message, text);
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    struct owners *owners = owners_new(unit, uses, NULL, NULL, options);
    struct owner owner = taken(unit, owners);
    owners_free(owners);
    ir_unit_free(unit);
    catalogue_free(catalogue);
    return owner;
}

static void test_sources(void **state)
{
    (void)state;
    assert_int_equal(owner_of(HEAD "function @f() -> void {\n" MAP("1") TAKE("%p"), NULL).kind, OWNER_PROCESS);
    assert_int_equal(owner_of(HEAD "function @f() -> void {\n" MAP("0x11") TAKE("%p"), NULL).kind, OWNER_PROCESS);
    assert_int_equal(owner_of(HEAD "function @f() -> void {\n" MAP("2") TAKE("%p"), NULL).kind, OWNER_NONE);
    assert_int_equal(
        owner_of(HEAD "function @f() -> void {\n  %p = call ptr(void) @malloc(16:u64)\n" TAKE("%p"), NULL).kind,
        OWNER_NONE);
}

/* Stored into a member by one function, read from there by another: in any object of the type. */
static void test_members(void **state)
{
    (void)state;
    static const char opens[] = HEAD "function @open(o: ptr(struct own)) -> void {\n" MAP(
        "1") "  %o = load ptr(struct own) &o\n  %m = field ptr(ptr(struct ring)) %o, ring\n"
             "  %r = bitcast ptr(struct ring) (ptr(void)) %p\n  store ptr(struct ring) %m, %r\n  ret\n}\n";
    static const char reads[] =
        "function @f(a: ptr(struct own)) -> void {\n  %a = load ptr(struct own) &a\n"
        "  %m = field ptr(ptr(struct ring)) %a, ring\n  %r = load ptr(struct ring) %m\n" TAKE("%r");
    g_autofree char *text = g_strconcat(opens, reads, NULL);
    struct owner owner = owner_of(text, NULL);
    assert_int_equal(owner.kind, OWNER_PROCESS);
    assert_false(owner.is_by_type);

    static const char parameter[] =
        "function @f(r: ptr(struct ring)) -> void {\n  %r = load ptr(struct ring) &r\n" TAKE("%r");
    g_autofree char *typed = g_strconcat(opens, parameter, NULL);
    owner = owner_of(typed, NULL);
    assert_int_equal(owner.kind, OWNER_PROCESS);
    assert_true(owner.is_by_type);
}

static void test_calls(void **state)
{
    (void)state;
    static const char given[] = HEAD "function @make() -> ptr(void) {\n" MAP(
        "1") "  ret %p\n}\n"
             "function @f() -> void {\n  %p = call ptr(void) @make()\n" TAKE("%p");
    static const char handed[] = HEAD "function @f(p: ptr(void)) -> void {\n  %p = load ptr(void) &p\n" TAKE(
        "%p") "function @g() -> void {\n" MAP("1") "  call void @f(%p)\n  ret\n}\n";
    static const char written[] = HEAD "function @make(to: ptr(ptr(void))) -> void {\n" MAP(
        "1") "  %to = load ptr(ptr(void)) &to\n"
             "  store ptr(void) %to, %p\n  ret\n}\n"
             "function @f() -> void {\n  local p: ptr(void)\n  call void @make(&p)\n  %p = load ptr(void) &p\n" TAKE(
                 "%p");
    assert_int_equal(owner_of(given, NULL).kind, OWNER_PROCESS);
    assert_int_equal(owner_of(handed, NULL).kind, OWNER_PROCESS);
    assert_int_equal(owner_of(written, NULL).kind, OWNER_PROCESS);
}

static void test_what_the_user_says(void **state)
{
    (void)state;
    static const char text[] = HEAD "function @f(message: ptr(void), r: ptr(struct ring)) -> void {\n"
                                    "  %p = load ptr(void) &message\n" TAKE("%p");
    static const char typed[] =
        HEAD "function @f(r: ptr(struct ring)) -> void {\n  %r = load ptr(struct ring) &r\n" TAKE("%r");
    static const char *const names[] = {"message", "ring", NULL};
    struct owners_options options = {names, false}, wide = {NULL, true};
    assert_int_equal(owner_of(text, NULL).kind, OWNER_UNKNOWN);
    assert_int_equal(owner_of(text, &options).kind, OWNER_UNTRUSTED);
    assert_int_equal(owner_of(typed, &options).kind, OWNER_UNTRUSTED);
    assert_int_equal(owner_of(text, &wide).kind, OWNER_ASSUMED);
}

static void test_tags(void **state)
{
    (void)state;
    static const char text[] = HEAD "function @f(p: ptr(tag(user) struct ring)) -> void {\n"
                                    "  %p = load ptr(tag(user) struct ring) &p\n" TAKE("%p");
    assert_int_equal(owner_of(text, NULL).kind, OWNER_USER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources), cmocka_unit_test(test_members),
        cmocka_unit_test(test_calls),   cmocka_unit_test(test_what_the_user_says),
        cmocka_unit_test(test_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
