/* The built-in catalogue through every lookup. Numbers: the system call tables of Linux 6.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue/catalogue.h"
#include "catalogue/words.h"

static int load(void **state)
{
    g_autoptr(GError) error = NULL;
    *state = catalogue_load(NULL, &error);
    if (error)
        print_error("%s\n", error->message);
    return *state ? 0 : -1;
}

static int unload(void **state)
{
    catalogue_free(*state);
    return 0;
}

static void test_mpx_is_the_seeds(void **state)
{
    static const struct {
        const char *name, *type, *tags;
        enum argument_role role;
    } expected[] = {
        {"addr", "void *", "U,TOCTOU", ARGUMENT_ADDRESS},
        {"len", "int", "U,TOCTOU", ARGUMENT_LENGTH},
        {"key", "unsigned int", "U", ARGUMENT_KEY},
        {"op", "int", "U", ARGUMENT_OP},
    };
    const struct interface *mpx = catalogue_interface(*state, "mpx");
    assert_non_null(mpx);
    assert_string_equal(mpx->family, "mpx");
    assert_true(mpx->protects);
    assert_int_equal(mpx->args->len, 4);
    for (unsigned i = 0; i < 4; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(mpx->args, i);
        assert_string_equal(argument->name, expected[i].name);
        assert_string_equal(argument->type, expected[i].type);
        assert_string_equal(argument_tags_text(argument->tags), expected[i].tags);
        assert_int_equal(argument->role, expected[i].role);
    }
    assert_int_equal(((struct catalogue_argument *)g_ptr_array_index(mpx->args, 1))->length_of, 0);
}

static void test_slot_56_depends_on_the_abi(void **state)
{
    const GPtrArray *i386 = catalogue_by_number(*state, SPELLING_SYSCALL, "i386", 56);
    assert_int_equal(i386->len, 1);
    const struct catalogue_match *match = g_ptr_array_index(i386, 0);
    assert_string_equal(match->interface->name, "mpx");
    assert_string_equal(match->spelling->name, "mpx");
    assert_int_equal(catalogue_by_number(*state, SPELLING_SYSCALL, "x86_64", 56)->len, 0);
    assert_int_equal(catalogue_by_number(*state, SPELLING_SYSCALL, "arm64", 56)->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mpx_is_the_seeds),
        cmocka_unit_test(test_slot_56_depends_on_the_abi),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
