/* The closed vocabularies, the values of arguments, and target triples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "catalogue/words.h"

static int load(void **state)
{
    *state = catalogue_load(NULL, NULL);
    return *state ? 0 : -1;
}

static int unload(void **state)
{
    catalogue_free(*state);
    return 0;
}

static void test_words_go_both_ways(void **state)
{
    (void)state;
    assert_string_equal(argument_role_name(ARGUMENT_VALUE_IN), "value");
    assert_int_equal(argument_role_parse("prot"), ARGUMENT_PROT);
    assert_int_equal(argument_role_parse("adress"), -1);
    assert_string_equal(op_effect_name(OP_GET), "get");
    assert_int_equal(op_effect_parse("disable"), OP_DISABLE);
    assert_string_equal(pointee_name(POINTEE_RANGE), "range");
    assert_int_equal(pointee_parse("input"), POINTEE_INPUT);
    assert_string_equal(spelling_kind_name(SPELLING_DEVICE), "device");
    assert_int_equal(spelling_kind_parse("intrinsic"), SPELLING_INTRINSIC);
    assert_string_equal(failure_name(FAILURE_MAP_FAILED), "map-failed");
    assert_int_equal(failure_parse("nonzero"), FAILURE_NONZERO);
}

static void test_tags(void **state)
{
    (void)state;
    assert_string_equal(argument_tags_text(0), "");
    assert_string_equal(argument_tags_text(TAG_USER | TAG_TOCTOU), "U,TOCTOU");
    assert_string_equal(argument_tags_text(TAG_KERNEL | TAG_OPTIONAL), "K,OPT");
    assert_string_equal(argument_tags_text(TAG_USER | TAG_KERNEL | TAG_TOCTOU | TAG_OPTIONAL), "U,K,TOCTOU,OPT");
}

/* The seed names no numbers for op: what a value does is read from its name. */
static void test_op_by_name(void **state)
{
    static const struct {
        const char *name;
        enum op_effect effect;
    } cases[] = {
        {"MPX_CREATE", OP_CREATE},     {"MPX_OP_ALLOC", OP_CREATE},    {"MPX_ENABLE", OP_ENABLE},
        {"MPX_DISABLE", OP_DISABLE},   {"mpx_op_enable", OP_ENABLE},   {"MPX_PROTECT", OP_ENABLE},
        {"MPX_UNPROTECT", OP_DISABLE}, {"MPX_OP_FREE", OP_DISABLE},    {"MPX_SET", OP_SET},
        {"MPX_SET_RIGHTS", OP_SET},    {"MPX_GET", OP_GET},            {"MPX_GET_STATUS", OP_GET},
        {"MPX_QUERY", OP_GET},         {"SET", OP_SET},                {"GET_KEY", OP_GET},
    };
    const struct interface *mpx = catalogue_interface(*state, "mpx");
    const struct catalogue_argument *op = g_ptr_array_index(mpx->args, 3);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct catalogue_value *value = catalogue_value_find(op, cases[i].name, NULL);
        if (!value || value->effect != cases[i].effect)
            fail_msg("%s", cases[i].name);
    }
    assert_null(catalogue_value_find(op, "MPX_RESET", NULL));
    assert_null(catalogue_value_find(op, "2", &(int64_t){2}));
}

static void test_value_by_name_and_number(void **state)
{
    const struct interface *mprotect = catalogue_interface(*state, "mprotect");
    const struct catalogue_argument *prot = g_ptr_array_index(mprotect->args, 2);
    assert_int_equal(catalogue_value_find(prot, "PROT_WRITE", NULL)->number, 2);
    assert_string_equal(catalogue_value_find(prot, "p", &(int64_t){4})->name, "PROT_EXEC");
    assert_null(catalogue_value_find(prot, "prot_exec", NULL));
    assert_null(catalogue_value_find(prot, NULL, NULL));
}

static void test_triples(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"x86_64-pc-linux-gnu", "x86_64"},
        {"x86_64-linux-gnu", "x86_64"},
        {"x86_64-pc-linux-gnux32", "x32"},
        {"i386-pc-linux-gnu", "i386"},
        {"i686-pc-linux-gnu", "i386"},
        {"aarch64-unknown-linux-gnu", "arm64"},
        {"arm64-apple-macosx", "arm64"},
        {"armv7-unknown-linux-gnueabihf", "arm"},
        {"thumbv7m-none-eabi", "arm"},
        {"powerpc64le-unknown-linux-gnu", "ppc64"},
        {"powerpc-unknown-linux-gnu", "ppc"},
        {"s390x-unknown-linux-gnu", "s390x"},
        {"riscv64-unknown-linux-gnu", "riscv64"},
        {"mipsel-unknown-linux-gnu", "mips"},
        {"mips64el-unknown-linux-gnuabi64", "mips64"},
        {"mips64el-unknown-linux-gnuabin32", "mipsn32"},
        {"sparcv9-sun-solaris", "sparc64"},
        {"loongarch64-unknown-linux-gnu", "loongarch64"},
        {"wasm32-unknown-unknown", "wasm32"},
        {"vax", "vax"},
        {"", ""},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(catalogue_abi(cases[i][0]), cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_go_both_ways),       cmocka_unit_test(test_tags), cmocka_unit_test(test_op_by_name),
        cmocka_unit_test(test_value_by_name_and_number), cmocka_unit_test(test_triples),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
