/* One function that is no sound IR does not cost the others. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "front/sound.h"
#include "ir/access.h"
#include "ir/build.h"
#include "ir/verify.h"

static ir_id void_function(struct ir_unit *unit)
{
    struct ir_type type = {.kind = IR_TYPE_FUNCTION, .align = 1, .params = g_array_new(FALSE, FALSE, sizeof(ir_id))};
    type.name = ir_intern(unit, "void (void)");
    g_array_append_val(unit->types, type);
    return unit->types->len - 1;
}

/* `void name(void) { }`; broken: it branches to a block that it does not have. */
static void add_function(struct ir_unit *unit, const char *name, ir_id type, bool is_broken)
{
    struct ir_symbol symbol = {.name = ir_intern(unit, name), .type = type, .is_function = true, .is_defined = true};
    g_array_append_val(unit->symbols, symbol);
    struct ir_function *function = ir_function_new();
    function->symbol = unit->symbols->len - 1;
    function->type = type;
    g_ptr_array_add(unit->functions, function);
    struct ir_builder *builder = ir_builder_new(unit, function);
    ir_build_at(builder, ir_build_block(builder, "entry"));
    ir_build(builder, (struct ir_inst){.op = IR_RET}, NULL, 0);
    ir_builder_finish(builder);
    if (is_broken)
        g_array_index(function->insts, struct ir_inst, 0).op = IR_BR;
}

static void test_broken_function_is_taken_out(void **state)
{
    (void)state;
    struct ir_unit *unit = ir_unit_new("/x.c");
    unit->pointer_size = 8;
    ir_id type = void_function(unit);
    add_function(unit, "first", type, false);
    add_function(unit, "broken", type, true);
    add_function(unit, "last", type, false);
    assert_false(ir_verify(unit, NULL));
    g_autoptr(GError) error = NULL;
    assert_true(front_make_sound(unit, &error));
    assert_null(error);
    assert_int_equal(unit->functions->len, 2);
    assert_string_equal(ir_function_name(unit, g_ptr_array_index(unit->functions, 1)), "last");
    assert_true(g_str_has_prefix(unit->degraded, "could not be lowered: "));
    assert_true(ir_verify(unit, NULL));
    ir_unit_free(unit);
}

static void test_broken_tables_are_an_error(void **state)
{
    (void)state;
    struct ir_unit *unit = ir_unit_new("/x.c");
    unit->pointer_size = 8;
    struct ir_type type = {.kind = IR_TYPE_POINTER, .size = 8, .align = 8, .target = 77};
    g_array_append_val(unit->types, type);
    g_autoptr(GError) error = NULL;
    assert_false(front_make_sound(unit, &error));
    assert_non_null(error);
    ir_unit_free(unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_function_is_taken_out),
        cmocka_unit_test(test_broken_tables_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
