#include "ir/access.h"
#include "ir/build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

struct fixture {
    struct ir_unit *unit;
    struct ir_function *function;
    struct ir_builder *builder;
    ir_id i32;
};

static int set_up(void **state)
{
    struct fixture *f = g_new0(struct fixture, 1);
    f->unit = ir_unit_new("main.c");
    f->function = ir_function_new();
    g_ptr_array_add(f->unit->functions, f->function);
    f->builder = ir_builder_new(f->unit, f->function);
    f->i32 = ir_add_type(f->unit, (struct ir_type){.kind = IR_TYPE_INT, .is_signed = true, .size = 4, .name = "int"});
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ir_unit_free(f->unit);
    g_free(f);
    return 0;
}

static struct ir_ref constant(struct fixture *f, int64_t value)
{
    return ir_ref(IR_REF_CONST, ir_add_const(f->unit, f->i32, value, NULL));
}

static struct ir_ref add(struct fixture *f, struct ir_ref a, struct ir_ref b)
{
    struct ir_ref operands[] = {a, b};
    return ir_build(f->builder, (struct ir_inst){.op = IR_ADD, .type = f->i32, .aux = IR_NONE}, operands, 2);
}

static void br(struct fixture *f, struct ir_ref to)
{
    ir_build(f->builder, (struct ir_inst){.op = IR_BR, .aux = IR_NONE}, &to, 1);
}

static void cbr(struct fixture *f, struct ir_ref yes, struct ir_ref no)
{
    struct ir_ref operands[] = {constant(f, 1), yes, no};
    ir_build(f->builder, (struct ir_inst){.op = IR_CBR, .aux = IR_NONE}, operands, 3);
}

static void ret(struct fixture *f, struct ir_ref value)
{
    ir_build(f->builder, (struct ir_inst){.op = IR_RET, .aux = IR_NONE}, &value, 1);
}

/* "name:op,op;…", a temp operand as its number, a block operand as its name. */
static char *sketch(const struct fixture *f)
{
    GString *out = g_string_new(NULL);
    for (uint32_t b = 0; b < f->function->blocks->len; b++) {
        const struct ir_block *block = ir_block_at(f->function, b);
        g_string_append_printf(out, "%s:", block->name);
        for (uint32_t i = block->first; i < block->first + block->n; i++) {
            const struct ir_inst *inst = ir_inst_at(f->function, i);
            g_string_append_printf(out, " %s", ir_op_name(inst->op));
            for (uint32_t o = 0; o < inst->n_operands; o++) {
                struct ir_ref ref = ir_operand(f->function, inst, o);
                if (ref.kind == IR_REF_TEMP)
                    g_string_append_printf(out, " %%%u", ref.index);
                else if (ref.kind == IR_REF_BLOCK)
                    g_string_append_printf(out, " %s", ir_block_at(f->function, ref.index)->name);
            }
        }
        g_string_append(out, "; ");
    }
    return g_string_free(out, FALSE);
}

static void expect(struct fixture *f, const char *wanted)
{
    ir_builder_finish(f->builder);
    g_autofree char *got = sketch(f);
    assert_string_equal(got, wanted);
}

static void blocks_filled_in_turns_are_contiguous(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry"), end = ir_build_block(f->builder, "end");
    ir_build_at(f->builder, entry);
    struct ir_ref a = add(f, constant(f, 1), constant(f, 2));
    ir_build_at(f->builder, end);
    struct ir_ref b = add(f, a, a);
    ir_build_at(f->builder, entry);
    struct ir_ref c = add(f, a, constant(f, 3));
    br(f, end);
    ir_build_at(f->builder, end);
    ret(f, add(f, b, c));
    expect(f, "entry: add add %0 br end; end: add %0 %0 add %3 %1 ret %4; ");
}

static void blocks_stand_as_they_were_begun(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry"), end = ir_build_block(f->builder, "end"),
                  then = ir_build_block(f->builder, "then");
    ir_build_at(f->builder, entry);
    cbr(f, then, end);
    ir_build_at(f->builder, then);
    br(f, end);
    ir_build_at(f->builder, end);
    ret(f, constant(f, 0));
    expect(f, "entry: cbr then end; then: br end; end: ret; ");
}

static void code_behind_a_terminator_is_dead_but_there(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry");
    ir_build_at(f->builder, entry);
    assert_true(ir_ref_equal(ir_build_here(f->builder), entry));
    ret(f, constant(f, 0));
    assert_int_equal(ir_build_here(f->builder).kind, IR_REF_NONE);
    add(f, constant(f, 0), constant(f, 1));
    assert_int_equal(ir_build_here(f->builder).kind, IR_REF_BLOCK);
    expect(f, "entry: ret; dead: add unreachable; ");
}

static void empty_unreachable_blocks_go(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry"), lost = ir_build_block(f->builder, "lost"),
                  chain = ir_build_block(f->builder, "chain");
    ir_build_block(f->builder, "never");
    ir_build_at(f->builder, entry);
    ret(f, constant(f, 0));
    br(f, entry); /* a "dead" block that holds nothing else */
    ir_build_at(f->builder, lost);
    br(f, chain);
    ir_build_at(f->builder, chain);
    br(f, lost);
    expect(f, "entry: ret; ");
}

static void targets_of_dead_code_stay(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry"), far = ir_build_block(f->builder, "far");
    ir_build_at(f->builder, entry);
    ret(f, constant(f, 0));
    add(f, constant(f, 0), constant(f, 1));
    br(f, far);
    expect(f, "entry: ret; dead: add br far; far: unreachable; ");
}

static void phis_forget_blocks_that_are_gone(void **state)
{
    struct fixture *f = *state;
    struct ir_ref entry = ir_build_block(f->builder, "entry"), end = ir_build_block(f->builder, "end"),
                  lost = ir_build_block(f->builder, "lost");
    ir_build_at(f->builder, entry);
    br(f, end);
    ir_build_at(f->builder, lost);
    br(f, end);
    ir_build_at(f->builder, end);
    struct ir_ref pairs[] = {lost, constant(f, 1), entry, constant(f, 2), ir_ref(IR_REF_NONE, 0), constant(f, 3)};
    ret(f, ir_build(f->builder, (struct ir_inst){.op = IR_PHI, .type = f->i32, .aux = IR_NONE}, pairs, 6));
    expect(f, "entry: br end; end: phi entry ret %1; ");
}

static void equal_entries_have_equal_ids(void **state)
{
    struct fixture *f = *state;
    struct ir_unit *unit = f->unit;
    struct ir_loc loc = {.line = 3, .col = 4, .macro = "M"};
    ir_id first = ir_add_loc(unit, loc);
    assert_int_equal(ir_add_loc(unit, loc), first);
    loc.col = 5;
    assert_int_not_equal(ir_add_loc(unit, loc), first);
    assert_int_equal(ir_add_const(unit, f->i32, 7, NULL), ir_add_const(unit, f->i32, 7, NULL));
    assert_int_not_equal(ir_add_const(unit, f->i32, 7, NULL), ir_add_const(unit, f->i32, 7, "SEVEN"));
    assert_int_not_equal(ir_add_const(unit, f->i32, 7, NULL), ir_add_const(unit, 0, 7, NULL));
    assert_int_equal(ir_add_literal(unit, "text"), ir_add_literal(unit, "text"));
    assert_int_equal(ir_add_file(unit, "/a.c"), ir_add_file(unit, "/a.c"));
    assert_int_not_equal(ir_add_file(unit, "/a.c"), ir_add_file(unit, "/b.c"));
    g_autofree char *copy = g_strdup("text");
    assert_ptr_equal(ir_intern(unit, copy), ir_intern(unit, "text"));
    assert_null(ir_intern(unit, NULL));
    ir_builder_finish(f->builder);
}

static void entries_appended_by_hand_are_found(void **state)
{
    struct fixture *f = *state;
    struct ir_const value = {.type = f->i32, .value = 99};
    g_array_append_val(f->unit->consts, value);
    assert_int_equal(ir_add_const(f->unit, f->i32, 99, NULL), f->unit->consts->len - 1);
    ir_builder_finish(f->builder);
}

static void an_asm_and_its_instruction_agree(void **state)
{
    struct fixture *f = *state;
    struct ir_asm code = {.template = ir_intern(f->unit, "nop"), .is_volatile = true};
    g_array_append_val(f->function->asms, code);
    ir_build_at(f->builder, ir_build_block(f->builder, "entry"));
    ir_build(f->builder, (struct ir_inst){.op = IR_ASM, .aux = 0}, NULL, 0);
    ir_builder_finish(f->builder);
    assert_true(ir_inst_at(f->function, 0)->is_volatile);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(blocks_filled_in_turns_are_contiguous),
        CASE(blocks_stand_as_they_were_begun),
        CASE(code_behind_a_terminator_is_dead_but_there),
        CASE(empty_unreachable_blocks_go),
        CASE(targets_of_dead_code_stay),
        CASE(phis_forget_blocks_that_are_gone),
        CASE(equal_entries_have_equal_ids),
        CASE(entries_appended_by_hand_are_found),
        CASE(an_asm_and_its_instruction_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
