/* What a person may leave out of an instruction, and the printer never does: its type, the type that it converts from
 * or compares in, a field's number. Filled in from the operands, first instruction to last. */
#include "ir/access.h"
#include "ir/build.h"
#include "ir/ops_p.h"
#include "ir/parse_items_p.h"
#include "ir/parse_types_p.h"

/* The type of what an address is the address of, or IR_NONE. */
static ir_id pointee(struct ir_parser *p, struct ir_ref ref)
{
    ir_id type = ir_ref_type(p->unit, p->function, ref);
    if (type != IR_NONE)
        return ir_type_at(p->unit, type)->kind == IR_TYPE_POINTER ? ir_type_at(p->unit, type)->target : IR_NONE;
    if (ref.kind == IR_REF_LOCAL)
        return g_array_index(p->function->locals, struct ir_local, ref.index).type;
    if (ref.kind == IR_REF_SYMBOL)
        return ir_symbol_at(p->unit, ref.index)->type;
    return IR_NONE;
}

/* The type of a value; of an address, a pointer. */
static ir_id value_type(struct ir_parser *p, struct ir_ref ref)
{
    ir_id type = ir_ref_type(p->unit, p->function, ref);
    if (type != IR_NONE || pointee(p, ref) == IR_NONE)
        return type;
    return ir_pointer_to(p, pointee(p, ref));
}

/* The first temp's type, else the first value's. */
static ir_id common_type(struct ir_parser *p, const struct ir_inst *inst)
{
    ir_id found = IR_NONE;
    for (uint32_t i = 0; i < inst->n_operands; i++) {
        struct ir_ref ref = ir_operand(p->function, inst, i);
        ir_id type = value_type(p, ref);
        if (ref.kind == IR_REF_TEMP)
            return type;
        found = found == IR_NONE ? type : found;
    }
    return found;
}

static ir_id index_type(struct ir_parser *p, struct ir_ref base)
{
    ir_id target = pointee(p, base);
    if (target == IR_NONE)
        return IR_NONE;
    if (ir_type_at(p->unit, target)->kind == IR_TYPE_ARRAY)
        target = ir_type_at(p->unit, target)->target;
    return ir_pointer_to(p, target);
}

static ir_id field_type(struct ir_parser *p, const struct ir_inst *inst)
{
    const struct ir_type *record = ir_record_pointed_to(p->unit, p->function, ir_operand(p->function, inst, 0));
    if (!record || inst->aux >= record->fields->len)
        return IR_NONE;
    return ir_pointer_to(p, g_array_index(record->fields, struct ir_field, inst->aux).type);
}

static ir_id infer_type(struct ir_parser *p, const struct ir_inst *inst)
{
    struct ir_ref first = inst->n_operands ? ir_operand(p->function, inst, 0) : (struct ir_ref){0};
    switch ((enum ir_op)inst->op) {
    case IR_LOAD:
    case IR_STORE:
    case IR_COPY:
    case IR_ZERO:
        return pointee(p, first);
    case IR_FIELD:
        return field_type(p, inst);
    case IR_INDEX:
        return index_type(p, first);
    case IR_TOBOOL:
        return ir_structure(p, (struct ir_type){.kind = IR_TYPE_INT, .is_bool = true, .size = 1, .target = IR_NONE});
    default:
        if (inst->op >= IR_EQ && inst->op <= IR_GE)
            return ir_int_type(p);
        return inst->op == IR_PHI || (inst->op >= IR_ADD && inst->op <= IR_NOT) ? common_type(p, inst) : IR_NONE;
    }
}

static bool fill_field(struct ir_parser *p, struct ir_inst *inst, const struct ir_hole *hole)
{
    const struct ir_type *record = ir_record_pointed_to(p->unit, p->function, ir_operand(p->function, inst, 0));
    inst->aux = record ? ir_find_field(record, hole->field) : IR_NONE;
    return inst->aux != IR_NONE || ir_parse_fail_at(p, hole->token, "no such field");
}

static bool fill_aux(struct ir_parser *p, struct ir_inst *inst, const struct ir_hole *hole)
{
    inst->aux = inst->op == IR_PTRDIFF || inst->n_operands == 0 ? IR_NONE : common_type(p, inst);
    return inst->aux != IR_NONE || ir_parse_fail_at(p, hole->token, "the type of the operands is missing");
}

/* A constant whose type was left out takes the one that is known now. */
static void retype_consts(struct ir_parser *p, const struct ir_inst *inst, guint *next)
{
    ir_id type = ir_usual_const_type(p->unit, inst);
    for (; *next < p->untyped->len; ++*next) {
        uint32_t operand = g_array_index(p->untyped, uint32_t, *next);
        if (operand >= inst->operands + inst->n_operands)
            return;
        struct ir_ref *ref = &g_array_index(p->function->operands, struct ir_ref, operand);
        if (operand < inst->operands || ref->kind != IR_REF_CONST || type == IR_NONE)
            continue;
        struct ir_const value = g_array_index(p->unit->consts, struct ir_const, ref->index);
        ref->index = ir_add_const(p->unit, type, value.value, value.name);
    }
}

bool ir_infer(struct ir_parser *p)
{
    guint next = 0;
    for (guint i = 0; i < p->holes->len; i++) {
        const struct ir_hole *hole = &g_array_index(p->holes, struct ir_hole, i);
        struct ir_inst *inst = &g_array_index(p->function->insts, struct ir_inst, hole->inst);
        if (hole->field && !fill_field(p, inst, hole))
            return false;
        if (hole->aux && !fill_aux(p, inst, hole))
            return false;
        if (hole->type)
            inst->type = infer_type(p, inst);
        if (inst->type == IR_NONE)
            return ir_parse_fail_at(p, hole->token, "its type is missing");
        retype_consts(p, inst, &next);
    }
    return true;
}
