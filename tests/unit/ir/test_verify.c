#include "ir/access.h"
#include "ir/build.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

/* Broken in the text already: body of a function f(p: ptr(struct s), n: i32), and a part of the message. */
static const struct {
    const char *body, *message;
} bodies[] = {
    {"", "there is no block"},
    {"%0 = load &n", "block entry: instruction 0 (load): the block does not end in a terminator"},
    {"ret\nret", "instruction 0 (ret): a terminator inside the block"},
    {"br a\na:\n%1 = load &n\n%2 = phi i32 [entry: 1]\nret", "block a: instruction 2 (phi): a phi stands first"},
    {"br a\na:\n%1 = phi i32 [a: 1]\nret", "a is no predecessor"},
    {"br a\na:\n%1 = phi i32 [entry: 1, entry: 2]\nret", "entry is named twice"},
    {"cbr 1, a, b\nb:\nbr a\na:\n%1 = phi i32 [b: 1]\nret", "a predecessor is missing"},
    {"%0 = add i32 %1, 1\n%1 = add i32 1, 1\nret", "operand 0: instruction 1 is not computed on every path"},
    {"%0 = add i32 %0, 1\nret", "operand 0: instruction 0 is not computed"},
    {"cbr 1, a, b\na:\n%1 = add i32 1, 1\nbr b\nb:\n%2 = add i32 %1, 1\nret", "block b: instruction 3 (add): operand 0"},
    {"cbr 1, a, b\na:\n%1 = add i32 1, 1\nbr c\nb:\nbr c\nc:\n%2 = phi i32 [a: 1, b: %1]\nret", "not computed on every"},
    {"br a\na:\n%1 = add i32 %2, 1\ncbr %1, b, c\nb:\n%2 = add i32 1, 1\nbr a\nc:\nret", "not computed on every"},
    {"br b\na:\n%1 = add i32 1, 1\nbr b\nb:\n%2 = add i32 %1, 1\nret", "operand 0: instruction 1 is not computed"},
    {"%0 = load i32 5\nret", "operand 0 is not a pointer"},
    {"%1 = load &n\n%0 = load i32 %1\nret", "operand 0 is not a pointer"},
    {"%0 = load i32 &&entry\nret", "operand 0 is not a pointer"},
    {"%0 = load void &n\nret", "its type is void"},
    {"store void &n, 1\nret", "its type is void"},
    {"store i32 &n\nret", "wrong number of operands"},
    {"%0 = add i32 1, 2, 3\nret", "wrong number of operands"},
    {"ret 1, 2", "wrong number of operands"},
    {"%0 = field ptr(i32) &p, 0\nret", "operand 0 does not point to a record"},
    {"%1 = load &p\n%0 = field ptr(i32) %1, 2\nret", "no such field"},
    {"%1 = load &p\n%0 = field i32 %1, 0\nret", "its type is no pointer"},
    {"%0 = index i32 &n, 0\nret", "its type is no pointer"},
    {"%0 = eq ptr(i32) (i32) 1, 1\nret", "its type is no integer"},
    {"%0 = trunc i64 (i32) 1\nret", "does not convert"},
    {"%0 = extend i8 (i32) 1\nret", "does not convert"},
    {"%0 = bitcast i8 (i32) 1\nret", "does not convert"},
    {"%0 = inttoptr i64 (i64) 1\nret", "does not convert"},
    {"%0 = ptrtoint i64 (i64) 1\nret", "does not convert"},
    {"%0 = floatcast i64 (i64) 1\nret", "does not convert"},
    {"switch &n, a [&n -> a]\na:\nret", "operand 2 is not a constant integer"},
    {"switch 1, a [0:ptr(void) -> a]\na:\nret", "operand 2 is not a constant integer"},
};

static void broken_functions_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text =
            g_strdup_printf("struct s { a: i32; b: i32; }\nfunction @f(p: ptr(struct s), n: i32) -> void {\n%s\n}\n", bodies[i].body);
        if (ir_parse(text, "t", &error))
            fail_msg("accepted: %s", bodies[i].body);
        if (!g_error_matches(error, IR_ERROR, IR_ERROR_BROKEN) || !g_str_has_prefix(error->message, "function f: ") ||
            !strstr(error->message, bodies[i].message))
            fail_msg("%s\nexpected: %s\ngot:      %s", bodies[i].body, bodies[i].message, error->message);
    }
}

static const char sound[] = "type t = u64\nstruct s { a: i32; next: ptr(struct s); }\nsymbol @g: func(i32, ...) -> i32\n"
                            "mention macro \"M\" !1:1\n"
                            "function !1:2 @f(p: ptr(struct s), n: array(i32, 3)) -> i32 {\nlocal c: i32 cleanup @g\n"
                            "%0 = call @g(\"text\", 1) texts(\"a\")\n"
                            "asm \"x\" (\"=r\" &c; \"r\" 2; \"cc\")\nunknown void \"why\" ()\nret %0\n}\n";

#define AT(table, type, i) (&g_array_index(table, type, i))
#define FUNCTION ((struct ir_function *)g_ptr_array_index(unit->functions, 0))
#define INST(i) AT(FUNCTION->insts, struct ir_inst, i)
/* One fault each that no text can express. */
#define BREAKS(X)                                                                                                      \
    X(main_file, unit->main_file = NULL, "no main file")                                                               \
    X(pointer_size, unit->pointer_size = 3, "a pointer has 3 bytes")                                                   \
    X(no_path, *AT(unit->files, const char *, 0) = NULL, "a file has no path")                                         \
    X(path_twice, g_array_append_vals(unit->files, unit->files->data, 1), "file t is there twice")                     \
    X(loc_0, AT(unit->locs, struct ir_loc, 0)->line = 1, "loc 0 is not")                                               \
    X(loc_file, AT(unit->locs, struct ir_loc, 1)->file = 99, "loc 1: no such file")                                    \
    X(loc_macro, AT(unit->locs, struct ir_loc, 1)->macro = "a b", "a macro's name is an identifier")                   \
    X(type_0, AT(unit->types, struct ir_type, 0)->is_const = true, "type 0 is not plain void")                         \
    X(type_kind, AT(unit->types, struct ir_type, 1)->kind = 77, "no such kind")                                        \
    X(type_size, AT(unit->types, struct ir_type, 1)->size = 0, "a number has 1 to 64 bytes")                           \
    X(type_fields, g_clear_pointer(&AT(unit->types, struct ir_type, 2)->fields, g_array_unref), "a record has fields") \
    X(type_field, AT(AT(unit->types, struct ir_type, 2)->fields, struct ir_field, 0)->type = 99, "field 0 has no")     \
    X(type_value, AT(AT(unit->types, struct ir_type, 2)->fields, struct ir_field, 0)->type = 2, "contains itself")     \
    X(type_target, AT(unit->types, struct ir_type, pointer_type(unit))->target = 99, "no such target")                 \
    X(type_circle, AT(unit->types, struct ir_type, pointer_type(unit))->target = pointer_type(unit), "contains itself") \
    X(const_type, AT(unit->consts, struct ir_const, 0)->type = 99, "const 0: no such type")                            \
    X(literal, *AT(unit->literals, const char *, 0) = NULL, "a literal has no text")                                   \
    X(symbol_name, AT(unit->symbols, struct ir_symbol, 0)->name = NULL, "symbol 0 has no name")                        \
    X(symbol_type, AT(unit->symbols, struct ir_symbol, 0)->type = 99, "symbol g: no such type")                        \
    X(symbol_loc, AT(unit->symbols, struct ir_symbol, 0)->loc = 99, "symbol g: no such loc")                           \
    X(symbol_linkage, AT(unit->symbols, struct ir_symbol, 0)->linkage = 9, "symbol g: no such linkage")                \
    X(mention, AT(unit->mentions, struct ir_mention, 0)->function = NULL, "mention 0")                                 \
    X(symbol, FUNCTION->symbol = 99, "function ?: no such symbol")                                                     \
    X(function_type, FUNCTION->type = 99, "function f: no such type or loc")                                           \
    X(params, FUNCTION->n_params = 99, "more parameters than locals")                                                  \
    X(local_name, AT(FUNCTION->locals, struct ir_local, 0)->name = NULL, "local 0 has no name")                        \
    X(local_type, AT(FUNCTION->locals, struct ir_local, 0)->type = 99, "local p: no such type")                        \
    X(local_loc, AT(FUNCTION->locals, struct ir_local, 0)->loc = 99, "local p: no such loc")                           \
    X(local_cleanup, AT(FUNCTION->locals, struct ir_local, 2)->cleanup = 99, "local c: no such cleanup")               \
    X(call_text, *AT(AT(FUNCTION->calls, struct ir_call, 0)->texts, const char *, 0) = NULL, "call 0")                 \
    X(asm_template, AT(FUNCTION->asms, struct ir_asm, 0)->template = NULL, "asm 0: a text is missing")                 \
    X(asm_outputs, AT(FUNCTION->asms, struct ir_asm, 0)->n_outputs = 9, "more outputs than constraints")               \
    X(asm_labels, AT(FUNCTION->asms, struct ir_asm, 0)->n_labels = 1, "an asm with labels is an asmgoto")              \
    X(asm_volatile, AT(FUNCTION->asms, struct ir_asm, 0)->is_volatile = true, "volatile differs")                      \
    X(block_name, AT(FUNCTION->blocks, struct ir_block, 0)->name = NULL, "block 0 has no name")                        \
    X(block_first, AT(FUNCTION->blocks, struct ir_block, 0)->first = 1, "blocks are not contiguous")                   \
    X(block_n, AT(FUNCTION->blocks, struct ir_block, 0)->n--, "instructions outside of blocks")                        \
    X(op, INST(0)->op = 200, "instruction 0: no such operation")                                                       \
    X(inst_type, INST(0)->type = 99, "no such type or loc")                                                            \
    X(inst_loc, INST(0)->loc = 99, "no such type or loc")                                                              \
    X(operands, INST(0)->operands = 99, "operands are out of range")                                                   \
    X(n_operands, INST(0)->n_operands = 99, "operands are out of range")                                               \
    X(call_aux, INST(0)->aux = 99, "(call): aux is out of range")                                                      \
    X(asm_aux, INST(1)->aux = 99, "(asm): aux is out of range")                                                        \
    X(unknown_aux, INST(2)->aux = 99, "(unknown): aux is out of range")                                                \
    X(operand_kind, AT(FUNCTION->operands, struct ir_ref, 0)->kind = 9, "operand 0: no such thing")                    \
    X(operand_index, AT(FUNCTION->operands, struct ir_ref, 0)->index = 99, "operand 0: no such thing")                 \
    X(operand_value, *AT(FUNCTION->operands, struct ir_ref, 5) = ir_ref(IR_REF_TEMP, 1), "instruction 1 has no value")

static ir_id pointer_type(const struct ir_unit *unit)
{
    ir_id i = 0;
    while (ir_type_at(unit, i)->kind != IR_TYPE_POINTER)
        i++;
    return i;
}

static void check_broken(const struct ir_unit *unit, const char *name, const char *message)
{
    g_autoptr(GError) error = NULL;
    if (ir_verify(unit, &error))
        fail_msg("%s: accepted", name);
    if (!g_error_matches(error, IR_ERROR, IR_ERROR_BROKEN) || !strstr(error->message, message))
        fail_msg("%s\nexpected: %s\ngot:      %s", name, message, error->message);
}

static struct ir_unit *sound_unit(void)
{
    g_autoptr(GError) error = NULL;
    struct ir_unit *unit = ir_parse(sound, "t", &error);
    if (!unit)
        fail_msg("%s", error->message);
    return unit;
}

#define TEST(name, fault, message)                                                                                     \
    static void broken_##name(void **state)                                                                            \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        struct ir_unit *unit = sound_unit();                                                                           \
        fault;                                                                                                         \
        check_broken(unit, #name, message);                                                                            \
        ir_unit_free(unit);                                                                                            \
    }
BREAKS(TEST)

static void sound_units_pass(void **state)
{
    (void)state;
    static const char *const bodies_of_sound[] = {
        "%0 = add i32 1, 1\nbr a\na:\n%1 = add i32 %0, 1\nret",
        "br a\na:\n%1 = phi i32 [entry: 1, b: %2]\ncbr %1, b, c\nb:\n%2 = add i32 %1, 1\nbr a\nc:\nret",
        "cbr 1, a, a\na:\n%1 = phi i32 [entry: 1]\nret",
        "br c\nb:\n%1 = add i32 %0, 1\nret\nc:\n%0 = add i32 1, 1\nbr b",
        "ret\ndead:\n%0 = add i32 1, 1\nbr more\nmore:\n%1 = add i32 %0, %0\nret",
        "ret\ndead:\n%0 = phi i32 []\nret",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies_of_sound); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("function @f() -> void {\n%s\n}\n", bodies_of_sound[i]);
        struct ir_unit *unit = ir_parse(text, "t", &error);
        if (!unit)
            fail_msg("%s\n%s", bodies_of_sound[i], error->message);
        ir_unit_free(unit);
    }
}

/* Each level doubles what its spelling would cost. */
static void types_that_explode_are_refused(void **state)
{
    (void)state;
    struct ir_unit *unit = ir_unit_new("t");
    for (ir_id i = 0; i < 60; i++) {
        struct ir_type type = {.kind = IR_TYPE_FUNCTION, .target = i};
        type.params = g_array_new(FALSE, FALSE, sizeof(ir_id));
        g_array_append_val(type.params, i);
        ir_add_type(unit, type);
    }
    check_broken(unit, "explosion", "nested too deeply");
    ir_unit_free(unit);
}

int main(void)
{
#define CASE(name, fault, message) cmocka_unit_test(broken_##name),
    const struct CMUnitTest tests[] = {
        BREAKS(CASE) cmocka_unit_test(broken_functions_are_named),
        cmocka_unit_test(sound_units_pass),
        cmocka_unit_test(types_that_explode_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
