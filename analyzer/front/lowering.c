#include "front/lowering.h"

#include "front/position.h"
#include "front/types.h"

struct ir_ref lower_emit(struct lower *l, struct ir_inst inst, const struct ir_ref *operands, uint32_t n)
{
    return ir_build(l->builder, inst, operands, n);
}

struct ir_ref lower_emit1(struct lower *l, struct ir_inst inst, struct ir_ref a)
{
    return ir_build(l->builder, inst, &a, 1);
}

struct ir_ref lower_emit2(struct lower *l, struct ir_inst inst, struct ir_ref a, struct ir_ref b)
{
    return ir_build(l->builder, inst, (struct ir_ref[]){a, b}, 2);
}

bool lower_is_reachable(const struct lower *l)
{
    return ir_build_here(l->builder).kind != IR_REF_NONE;
}

void lower_branch(struct lower *l, struct ir_ref block, ir_id loc)
{
    if (lower_is_reachable(l))
        lower_emit1(l, (struct ir_inst){.op = IR_BR, .loc = loc, .aux = IR_NONE}, block);
}

void lower_continue_in(struct lower *l, struct ir_ref block, ir_id loc)
{
    lower_branch(l, block, loc);
    ir_build_at(l->builder, block);
}

struct ir_ref lower_const(struct lower *l, ir_id type, int64_t value)
{
    return ir_ref(IR_REF_CONST, ir_add_const(l->unit, type, value, NULL));
}

bool lower_constant(const struct lower *l, struct ir_ref ref, int64_t *ret_value)
{
    if (ref.kind != IR_REF_CONST)
        return false;
    const struct ir_const *constant = &g_array_index(l->unit->consts, struct ir_const, ref.index);
    enum ir_type_kind kind = lower_type_at(l, constant->type)->kind;
    if (kind != IR_TYPE_INT && kind != IR_TYPE_POINTER)
        return false;
    *ret_value = constant->value;
    return true;
}

struct value lower_unknown(struct lower *l, CXCursor cursor, ir_id type, const char *reason,
                           const struct ir_ref *operands, uint32_t n)
{
    struct ir_inst inst = {
        .op = IR_UNKNOWN, .type = type, .loc = front_loc(l->front, cursor), .aux = ir_add_literal(l->unit, reason)};
    struct ir_ref ref = lower_emit(l, inst, operands, n);
    return type ? typed(ref, type) : lower_void();
}
