/* Which bytes of what each fetch reads, and what values are made of them. */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "facts/reads.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"

#define HEAD                                                                                                           \
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8 kernel\n"                                                      \
    "struct message { len: u32; kind: u32; data: array(u8, 8); }\n"                                                    \
    "symbol @copy_from_user: func(ptr(void), ptr(void), u64) -> u64\n"                                                 \
    "symbol @memdup_user: func(ptr(void), u64) -> ptr(void)\n"                                                         \
    "symbol @memcpy: func(ptr(void), ptr(void), u64) -> ptr(void)\n"                                                   \
    "symbol @take: func(u32) -> void\n"                                                                                \
    "function @f(from: ptr(void), n: u64) -> i32 {\n"                                                                  \
    "  local m: struct message\n  local k: struct message\n"                                                           \
    "  %from = load ptr(void) &from\n  %n = load u64 &n\n"
#define TAKE(object)                                                                                                   \
    "  %len = field ptr(u32) &" object ", len\n  %value = load u32 %len\n  call void @take(%value)\n  ret 0\n}\n"

struct loaded {
    struct catalogue *catalogue;
    struct ir_unit *unit;
    struct cfg *cfg;
    struct reading *reading;
};

static struct loaded load(const char *text)
{
    g_autoptr(GError) error = NULL;
    struct loaded l = {.catalogue = catalogue_load(NULL, NULL), .unit = ir_parse(text, "test", &error)};
    if (!l.unit || !ir_verify(l.unit, &error))
        fail_msg("%s\n%s", error->message, text);
    const struct ir_function *function = g_ptr_array_index(l.unit->functions, 0);
    l.cfg = cfg_new(function);
    l.reading = reading_new(&(struct call_knowledge){.unit = l.unit, .catalogue = l.catalogue}, function, l.cfg);
    return l;
}

static void unload(struct loaded *l)
{
    reading_free(l->reading);
    cfg_free(l->cfg);
    ir_unit_free(l->unit);
    catalogue_free(l->catalogue);
}

static const struct read *read_at(const struct loaded *l, guint i)
{
    return &g_array_index(l->reading->reads, struct read, i);
}

/* The value that @take gets, as bytes of the read: "low-high" for each part. */
static char *taken(const struct loaded *l, guint read)
{
    const struct ir_function *function = l->reading->function;
    uint32_t call = 0;
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_CALL && g_str_equal(ir_callee(l->unit, function, inst)->name, "take"))
            call = i;
    }
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(l->reading, numbering_of(l->reading->numbering, ir_operand(function, ir_inst_at(function, call), 1)),
                  MASK_ALL, read_at(l, read), true, parts);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        struct bytes bytes = g_array_index(parts, struct bytes, i);
        g_string_append_printf(text, "%s%d-%d", i ? " " : "", (int)bytes.low, (int)bytes.high);
    }
    return g_string_free(text, FALSE);
}

static void test_bytes(void **state)
{
    (void)state;
    struct loaded l = load(HEAD "  %a = call u64 @copy_from_user(&m, %from, 8:u64)\n"
                                "  %rest = index ptr(u8) %from, 8\n"
                                "  %d = field ptr(array(u8, 8)) &m, data\n"
                                "  %b = call u64 @copy_from_user(%d, %rest, %n)\n" TAKE("m"));
    assert_int_equal(l.reading->reads->len, 2);
    assert_true(read_at(&l, 0)->source == read_at(&l, 1)->source);
    assert_int_equal(read_at(&l, 0)->bytes.low, 0);
    assert_int_equal(read_at(&l, 0)->bytes.high, 8);
    assert_true(read_at(&l, 0)->is_exact);
    assert_int_equal(read_at(&l, 1)->bytes.low, 8);
    assert_true(read_at(&l, 1)->bytes.high == INT64_MAX);
    assert_false(bytes_overlap(read_at(&l, 0)->bytes, read_at(&l, 1)->bytes));
    g_autofree char *first = taken(&l, 0), *second = taken(&l, 1);
    assert_string_equal(first, "0-4");
    assert_string_equal(second, "");
    unload(&l);
}

/* clang-format off */
static const struct {
    const char *name, *body, *object, *first, *second;
} cases[] = {
    {"the second copy replaces the first", "  %a = call u64 @copy_from_user(&m, %from, 8:u64)\n  %b = call u64 @copy_from_user(&m, %from, 16:u64)\n", TAKE("m"), "", "0-4"},
    {"a struct is copied on", "  %a = call u64 @copy_from_user(&m, %from, 16:u64)\n  %b = call u64 @copy_from_user(&m, %from, 16:u64)\n  copy struct message &k, &m\n", TAKE("k"), "", "0-4"},
    {"memcpy copies on", "  %a = call u64 @copy_from_user(&m, %from, 16:u64)\n  %b = call u64 @copy_from_user(&k, %from, 16:u64)\n  %c = call ptr(void) @memcpy(&k, &m, 4:u64)\n", TAKE("k"), "0-4", ""},
    {"a fetch from another place", "  %a = call u64 @copy_from_user(&m, %from, 16:u64)\n  %p = index ptr(u8) %from, 4\n  %b = call u64 @copy_from_user(&k, %p, 8:u64)\n", TAKE("k"), "", "4-8"},
};
/* clang-format on */

static void test_parts(void **state)
{
    (void)state;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        print_message("%s\n", cases[i].name);
        g_autofree char *text = g_strconcat(HEAD, cases[i].body, cases[i].object, NULL);
        struct loaded l = load(text);
        g_autofree char *first = taken(&l, 0), *second = taken(&l, 1);
        assert_string_equal(first, cases[i].first);
        assert_string_equal(second, cases[i].second);
        unload(&l);
    }
}

/* The copy that memdup_user gives is an object of its own. */
static void test_given(void **state)
{
    (void)state;
    struct loaded l = load(HEAD "  %a = call u64 @copy_from_user(&m, %from, 8:u64)\n"
                                "  %b = call ptr(void) @memdup_user(%from, %n)\n"
                                "  %o = bitcast ptr(struct message) (ptr(void)) %b\n"
                                "  %len = field ptr(u32) %o, kind\n  %value = load u32 %len\n"
                                "  call void @take(%value)\n  ret 0\n}\n");
    g_autofree char *first = taken(&l, 0), *second = taken(&l, 1);
    assert_string_equal(first, "");
    assert_string_equal(second, "4-8");
    unload(&l);
}

static void test_too_few(void **state)
{
    (void)state;
    struct loaded l = load(HEAD "  %a = call u64 @copy_from_user(&m, %from, 8:u64)\n  ret 0\n}\n");
    assert_null(l.reading);
    unload(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_too_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
