/* Constant expressions (C11 6.6). What has no value is not constant: division by zero, INT_MIN / -1, a shift by the
 * width or more. */
#include "ir/access.h"
#include "ir/arithmetic.h"

/* Operations looked at for one question: shared subexpressions would else be folded again and again. */
enum { MOST_STEPS = 512 };

struct folder {
    const struct ir_unit *unit;
    const struct ir_function *function;
    unsigned steps; /* left */
};

static bool fold(struct folder *folder, struct ir_ref ref, int64_t *ret_value);

/* False for what 64 bits do not hold: floats, wider integers, aggregates. */
static bool fits(const struct ir_type *type)
{
    return (type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER) && type->size > 0 && type->size <= 8;
}

static bool fold_binary(struct folder *f, const struct ir_inst *inst, int64_t *ret_value)
{
    bool is_shift = inst->op == IR_SHL || inst->op == IR_SHR, is_comparison = arithmetic_is_comparison(inst->op);
    const struct ir_type *type = ir_type_at(f->unit, inst->type);
    const struct ir_type *operands = is_comparison ? ir_type_at(f->unit, inst->aux) : type;
    int64_t a, b;
    if (!fits(operands) || !fold(f, ir_operand(f->function, inst, 0), &a) ||
        !fold(f, ir_operand(f->function, inst, 1), &b))
        return false;
    a = arithmetic_cut(operands, a);
    if (!is_shift) /* whose right side keeps its own type: C11 6.5.7 */
        b = arithmetic_cut(operands, b);
    return arithmetic_binary(inst->op, type, is_comparison ? operands : NULL, a, b, ret_value);
}

static bool fold_unary(struct folder *f, const struct ir_inst *inst, int64_t *ret_value)
{
    const struct ir_type *type = ir_type_at(f->unit, inst->type);
    bool is_cast = inst->op >= IR_TRUNC && inst->op <= IR_PTRTOINT;
    int64_t a;
    if (!fits(type) || (is_cast && !fits(ir_type_at(f->unit, inst->aux))) ||
        !fold(f, ir_operand(f->function, inst, 0), &a))
        return false;
    if (is_cast)
        a = arithmetic_cut(ir_type_at(f->unit, inst->aux), a);
    return arithmetic_unary(inst->op, type, a, ret_value);
}

/* Constant when every arm is, and they agree. */
static bool fold_phi(struct folder *f, const struct ir_inst *inst, int64_t *ret_value)
{
    int64_t first = 0, other;
    for (uint32_t i = 1; i < inst->n_operands; i += 2) {
        if (!fold(f, ir_operand(f->function, inst, i), i == 1 ? &first : &other))
            return false;
        if (i > 1 && other != first)
            return false;
    }
    *ret_value = first;
    return inst->n_operands > 0;
}

static bool fold_inst(struct folder *f, const struct ir_inst *inst, int64_t *ret_value)
{
    if (inst->op == IR_PHI)
        return fold_phi(f, inst, ret_value);
    if (arithmetic_is_binary(inst->op) || arithmetic_is_comparison(inst->op))
        return fold_binary(f, inst, ret_value);
    if (inst->op == IR_NEG || inst->op == IR_NOT || (inst->op >= IR_TRUNC && inst->op <= IR_PTRTOINT))
        return fold_unary(f, inst, ret_value);
    return false;
}

static bool fold(struct folder *f, struct ir_ref ref, int64_t *ret_value)
{
    if (f->steps == 0)
        return false;
    f->steps--;
    if (ref.kind == IR_REF_TEMP)
        return fold_inst(f, ir_inst_at(f->function, ref.index), ret_value);
    if (ref.kind != IR_REF_CONST)
        return false;
    const struct ir_const *value = &g_array_index(f->unit->consts, struct ir_const, ref.index);
    const struct ir_type *type = ir_type_at(f->unit, value->type);
    if (!fits(type))
        return false;
    *ret_value = arithmetic_cut(type, value->value);
    return true;
}

bool ir_fold(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref, int64_t *ret_value)
{
    struct folder folder = {unit, function, MOST_STEPS};
    int64_t value;
    if (!fold(&folder, ref, &value))
        return false;
    *ret_value = value;
    return true;
}
