#include "ir/access.h"
#include "ir/build.h"
#include "ir/ops_p.h"
#include "ir/parse_items_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_operands_p.h"
#include "ir/parse_types_p.h"

#include <string.h>

static bool find_op(struct ir_parser *p, uint8_t *ret_op)
{
    for (uint8_t op = 0; op < IR_N_OPS; op++)
        if (ir_accept_word(p, ir_op_name(op))) {
            *ret_op = op;
            return true;
        }
    return ir_parse_fail(p, "an operation expected");
}

static bool parse_strings(struct ir_parser *p, GArray *texts)
{
    const struct ir_token *text = NULL;
    while (ir_peek(p, 0)->kind == IR_TOKEN_STRING || texts->len) {
        if (!ir_expect_kind(p, IR_TOKEN_STRING, "a text in quotes", &text))
            return false;
        g_array_append_val(texts, text->text);
        if (!ir_accept(p, ','))
            return true;
    }
    return true;
}

/* [block: value, …] */
static bool parse_phi(struct ir_parser *p, struct ir_inst *inst)
{
    if (!ir_expect(p, '['))
        return false;
    for (bool is_first = true; !ir_accept(p, ']'); is_first = false)
        if ((!is_first && !ir_expect(p, ',')) || !ir_parse_target(p, inst) || !ir_expect(p, ':') ||
            !ir_parse_operand(p, inst))
            return false;
    return true;
}

/* LOW [to HIGH] -> block */
static bool parse_case(struct ir_parser *p, struct ir_inst *inst)
{
    const struct ir_token *arrow;
    if (!ir_parse_operand(p, inst))
        return false;
    if (ir_accept_word(p, "to")) {
        if (!ir_parse_operand(p, inst))
            return false;
    } else {
        ir_add_operand(p, inst, g_array_index(p->function->operands, struct ir_ref, p->function->operands->len - 1));
    }
    return ir_expect_kind(p, IR_TOKEN_ARROW, "->", &arrow) && ir_parse_target(p, inst);
}

static bool parse_switch(struct ir_parser *p, struct ir_inst *inst)
{
    if (!ir_parse_operand(p, inst) || !ir_expect(p, ',') || !ir_parse_target(p, inst) || !ir_expect(p, '['))
        return false;
    for (bool is_first = true; !ir_accept(p, ']'); is_first = false)
        if ((!is_first && !ir_expect(p, ',')) || !parse_case(p, inst))
            return false;
    return true;
}

/* A function that only calls know is variadic and returns what the call says. */
static void guess_symbol(struct ir_parser *p, ir_id result)
{
    const char *name = ir_peek(p, 0)->text;
    guint at = p->at;
    char *key = ir_take_key(p, "");
    p->at = at;
    if (g_hash_table_contains(p->symbols, key)) {
        g_free(key);
        return;
    }
    struct ir_type type = {.kind = IR_TYPE_FUNCTION, .target = result, .is_variadic = true};
    type.params = g_array_new(FALSE, FALSE, sizeof(ir_id));
    ir_id id =
        ir_add_symbol(p->unit, (struct ir_symbol){.name = name, .type = ir_structure(p, type), .is_function = true});
    g_hash_table_insert(p->symbols, key, GUINT_TO_POINTER(id));
    g_hash_table_add(p->guessed, GUINT_TO_POINTER(id));
}

/* A call without a type has its callee's result. */
static bool infer_call(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole, uint32_t at)
{
    struct ir_ref callee = g_array_index(p->function->operands, struct ir_ref, inst->operands);
    const struct ir_type *type = NULL;
    if (callee.kind == IR_REF_SYMBOL)
        type = ir_type_at(p->unit, ir_symbol_at(p->unit, callee.index)->type);
    if (!type || type->kind != IR_TYPE_FUNCTION)
        return ir_parse_fail_at(p, at, "the call's type is missing");
    inst->type = type->target;
    hole->type = false;
    return true;
}

static bool parse_call(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole)
{
    uint32_t at = p->at;
    if (ir_peek(p, 0)->kind == IR_TOKEN_SYMBOL && !hole->type)
        guess_symbol(p, inst->type);
    if (!ir_parse_operand(p, inst) || (hole->type && !infer_call(p, inst, hole, at)) || !ir_expect(p, '(') ||
        !ir_parse_list(p, inst, ')'))
        return false;
    struct ir_call call = {g_array_new(FALSE, FALSE, sizeof(const char *))};
    inst->aux = p->function->calls->len;
    g_array_append_val(p->function->calls, call);
    if (!ir_is_word(p, 0, "texts") || !ir_is_sign(p, 1, '('))
        return true;
    p->at += 2;
    return parse_strings(p, call.texts) && ir_expect(p, ')');
}

/* "constraint" operand, … */
static bool parse_asm_operands(struct ir_parser *p, struct ir_inst *inst, GArray *constraints)
{
    const struct ir_token *text = NULL;
    if (ir_peek(p, 0)->kind != IR_TOKEN_STRING)
        return true;
    do {
        if (!ir_expect_kind(p, IR_TOKEN_STRING, "a constraint in quotes", &text) || !ir_parse_operand(p, inst))
            return false;
        g_array_append_val(constraints, text->text);
    } while (ir_accept(p, ','));
    return true;
}

/* The targets stand last in the text and first among the operands. */
static bool parse_asm_targets(struct ir_parser *p, struct ir_inst *inst, struct ir_asm *code)
{
    GArray *operands = p->function->operands;
    guint n_before = inst->n_operands;
    if (!ir_expect(p, ';'))
        return false;
    do
        if (!ir_parse_target(p, inst))
            return false;
    while (ir_accept(p, ','));
    guint n_targets = inst->n_operands - n_before;
    code->n_labels = n_targets - 1;
    g_autofree struct ir_ref *targets = g_memdup2(&g_array_index(operands, struct ir_ref, inst->operands + n_before),
                                                  n_targets * sizeof(struct ir_ref));
    g_array_insert_vals(operands, inst->operands, targets, n_targets);
    g_array_set_size(operands, operands->len - n_targets);
    return true;
}

static bool parse_asm(struct ir_parser *p, struct ir_inst *inst)
{
    const struct ir_token *text = NULL;
    if (!ir_expect_kind(p, IR_TOKEN_STRING, "the template in quotes", &text))
        return false;
    struct ir_asm code = {.template = text->text, .is_volatile = inst->is_volatile};
    code.constraints = g_array_new(FALSE, FALSE, sizeof(const char *));
    code.clobbers = g_array_new(FALSE, FALSE, sizeof(const char *));
    inst->aux = p->function->asms->len;
    g_array_append_val(p->function->asms, code);
    if (!ir_expect(p, '(') || !parse_asm_operands(p, inst, code.constraints) || !ir_expect(p, ';'))
        return false;
    code.n_outputs = code.constraints->len;
    if (!parse_asm_operands(p, inst, code.constraints) || !ir_expect(p, ';') || !parse_strings(p, code.clobbers))
        return false;
    if (inst->op == IR_ASMGOTO && !parse_asm_targets(p, inst, &code))
        return false;
    g_array_index(p->function->asms, struct ir_asm, inst->aux) = code;
    return ir_expect(p, ')');
}

static bool parse_unknown(struct ir_parser *p, struct ir_inst *inst)
{
    const struct ir_token *reason = NULL;
    if (!ir_expect_kind(p, IR_TOKEN_STRING, "the reason in quotes", &reason))
        return false;
    inst->aux = ir_add_literal(p->unit, reason->text);
    return ir_expect(p, '(') && ir_parse_list(p, inst, ')');
}

static bool parse_field(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole)
{
    uint64_t number = 0;
    if (!ir_parse_operand(p, inst) || !ir_expect(p, ','))
        return false;
    if (ir_peek(p, 0)->kind == IR_TOKEN_NAME || ir_peek(p, 0)->kind == IR_TOKEN_QUOTED) {
        hole->token = p->at;
        hole->field = ir_peek(p, 0)->text;
        p->at++;
        return true;
    }
    if (!ir_expect_number(p, G_MAXUINT32, &number))
        return false;
    inst->aux = (uint32_t)number;
    return true;
}

/* Which places are targets, ops.def says. */
static bool parse_plain(struct ir_parser *p, struct ir_inst *inst)
{
    const char *letters = ir_op_operands(inst->op);
    if (*letters == '\0' || (inst->op == IR_RET && !ir_at_operand(p)))
        return true;
    do {
        if (*letters == 'b' ? !ir_parse_target(p, inst) : !ir_parse_operand(p, inst))
            return false;
        if (letters[1] && letters[1] != '*')
            letters++;
    } while (ir_accept(p, ','));
    return true;
}

static bool parse_operands(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole)
{
    switch ((enum ir_op)inst->op) {
    case IR_PHI:
        return parse_phi(p, inst);
    case IR_SWITCH:
        return parse_switch(p, inst);
    case IR_CALL:
        return parse_call(p, inst, hole);
    case IR_ASM:
    case IR_ASMGOTO:
        return parse_asm(p, inst);
    case IR_UNKNOWN:
        return parse_unknown(p, inst);
    case IR_FIELD:
        return parse_field(p, inst, hole);
    default:
        return parse_plain(p, inst);
    }
}

static bool parse_types(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole)
{
    hole->type = ir_op_shows_type(inst->op);
    if (hole->type && ir_at_type(p) && !ir_at_named_const(p)) {
        if (!ir_parse_type(p, &inst->type))
            return false;
        hole->type = false;
    }
    if (ir_op_aux(inst->op) != IR_AUX_TYPE)
        return true;
    hole->aux = !ir_accept(p, '(');
    return hole->aux || (ir_parse_type(p, &inst->aux) && ir_expect(p, ')'));
}

static bool parse_words(struct ir_parser *p, struct ir_inst *inst, struct ir_hole *hole)
{
    if (!find_op(p, &inst->op))
        return false;
    inst->is_volatile = ir_accept_word(p, "volatile");
    inst->is_atomic = ir_accept_word(p, "atomic");
    inst->is_cast_to_void = ir_accept_word(p, "dropped");
    if (!parse_types(p, inst, hole) || !parse_operands(p, inst, hole))
        return false;
    if (!ir_op_shows_type(inst->op) && ir_is_word(p, 0, "type") && !ir_is_sign(p, 1, ':')) {
        p->at++;
        if (!ir_parse_type(p, &inst->type))
            return false;
    }
    return ir_parse_loc(p, &inst->loc);
}

static bool define_temp(struct ir_parser *p, uint32_t token, const struct ir_inst *inst)
{
    if (!ir_inst_is_value(p->unit, inst))
        return ir_parse_fail_at(p, token, "%s has no value", ir_op_name(inst->op));
    struct ir_ref ref = ir_temp_named(p, token);
    struct ir_place *place = &g_array_index(p->temp_at, struct ir_place, ref.index);
    if (place->index != IR_NONE)
        return ir_parse_fail_at(p, token, "the temp is there already");
    place->index = p->function->insts->len;
    return true;
}

bool ir_parse_inst(struct ir_parser *p)
{
    uint32_t start = p->at;
    bool has_temp = ir_peek(p, 0)->kind == IR_TOKEN_TEMP;
    struct ir_inst inst = {.aux = IR_NONE, .operands = p->function->operands->len};
    struct ir_hole hole = {.inst = p->function->insts->len, .token = start};
    p->at += has_temp;
    if ((has_temp && !ir_expect(p, '=')) || !parse_words(p, &inst, &hole))
        return false;
    if (has_temp && !define_temp(p, start, &inst))
        return false;
    g_array_append_val(p->function->insts, inst);
    if (hole.type || hole.aux || hole.field)
        g_array_append_val(p->holes, hole);
    return true;
}
