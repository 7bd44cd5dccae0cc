/* Constant expressions by C's rules (C11 6.6, 6.5), with GCC's where C leaves it to the implementation: two's
 * complement, >> of a negative number fills with ones, narrowing keeps the low bits. Signed overflow wraps, as
 * compilers make it for constants that they only warn about. What has no value is not constant: division by zero,
 * INT_MIN / -1, a shift by the width or more. */
#include "ir/access.h"

/* Operations looked at for one question: shared subexpressions would else be folded again and again. */
enum { MOST_STEPS = 512 };

struct folder {
    const struct ir_unit *unit;
    const struct ir_function *function;
    unsigned steps; /* left */
};

static bool fold(struct folder *folder, struct ir_ref ref, int64_t *ret_value);

static unsigned width_of(const struct ir_type *type)
{
    return type->size == 0 || type->size > 8 ? 0 : (unsigned)type->size * 8;
}

static bool is_unsigned(const struct ir_type *type)
{
    return type->kind != IR_TYPE_INT || !type->is_signed;
}

/* False for what 64 bits do not hold: floats, wider integers, aggregates. */
static bool fits(const struct ir_type *type)
{
    return (type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER) && width_of(type) > 0;
}

/* The value cut to the type's width, then extended by its signedness. */
static int64_t cut(const struct ir_type *type, uint64_t value)
{
    unsigned width = width_of(type);
    if (type->is_bool)
        return value != 0;
    if (width == 64)
        return (int64_t)value;
    uint64_t mask = (UINT64_C(1) << width) - 1, sign = UINT64_C(1) << (width - 1);
    value &= mask;
    return (int64_t)(is_unsigned(type) || !(value & sign) ? value : value | ~mask);
}

static bool divide(const struct ir_type *type, enum ir_op op, int64_t a, int64_t b, uint64_t *ret_value)
{
    int64_t least = (int64_t)(UINT64_MAX << (width_of(type) - 1));
    if (b == 0 || (!is_unsigned(type) && a == least && b == -1))
        return false;
    if (is_unsigned(type))
        *ret_value = op == IR_DIV ? (uint64_t)a / (uint64_t)b : (uint64_t)a % (uint64_t)b;
    else
        *ret_value = (uint64_t)(op == IR_DIV ? a / b : a % b);
    return true;
}

static bool shift(const struct ir_type *type, enum ir_op op, int64_t a, int64_t by, uint64_t *ret_value)
{
    if (by < 0 || by >= (int64_t)width_of(type))
        return false;
    if (op == IR_SHL)
        *ret_value = (uint64_t)a << by;
    else if (is_unsigned(type))
        *ret_value = (uint64_t)a >> by;
    else
        *ret_value = a < 0 ? ~(~(uint64_t)a >> by) : (uint64_t)a >> by;
    return true;
}

static bool calculate(const struct ir_type *type, enum ir_op op, int64_t a, int64_t b, uint64_t *ret_value)
{
    uint64_t x = (uint64_t)a, y = (uint64_t)b;
    switch (op) {
    case IR_ADD:
        *ret_value = x + y;
        return true;
    case IR_SUB:
        *ret_value = x - y;
        return true;
    case IR_MUL:
        *ret_value = x * y;
        return true;
    case IR_AND:
        *ret_value = x & y;
        return true;
    case IR_OR:
        *ret_value = x | y;
        return true;
    case IR_XOR:
        *ret_value = x ^ y;
        return true;
    case IR_DIV:
    case IR_REM:
        return divide(type, op, a, b, ret_value);
    default:
        return shift(type, op, a, b, ret_value);
    }
}

static bool compare(const struct ir_type *type, enum ir_op op, int64_t a, int64_t b)
{
    bool is_less = is_unsigned(type) ? (uint64_t)a < (uint64_t)b : a < b;
    switch (op) {
    case IR_EQ:
        return a == b;
    case IR_NE:
        return a != b;
    case IR_LT:
        return is_less;
    case IR_LE:
        return is_less || a == b;
    case IR_GT:
        return !is_less && a != b;
    default:
        return !is_less;
    }
}

static bool fold_binary(struct folder *f, const struct ir_inst *inst, int64_t *ret_value)
{
    bool is_comparison = inst->op >= IR_EQ && inst->op <= IR_GE;
    const struct ir_type *type = ir_type_at(f->unit, is_comparison ? inst->aux : inst->type);
    int64_t a, b;
    uint64_t value;
    if (!fits(type) || !fold(f, ir_operand(f->function, inst, 0), &a) || !fold(f, ir_operand(f->function, inst, 1), &b))
        return false;
    if (inst->op == IR_SHL || inst->op == IR_SHR)
        a = cut(type, (uint64_t)a); /* the right side keeps its own type: C11 6.5.7 */
    else
        a = cut(type, (uint64_t)a), b = cut(type, (uint64_t)b);
    if (is_comparison) {
        *ret_value = compare(type, inst->op, a, b);
        return true;
    }
    if (!calculate(type, inst->op, a, b, &value))
        return false;
    *ret_value = cut(type, value);
    return true;
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
        a = cut(ir_type_at(f->unit, inst->aux), (uint64_t)a);
    if (inst->op == IR_NEG)
        a = (int64_t) - (uint64_t)a;
    else if (inst->op == IR_NOT)
        a = ~a;
    else if (inst->op == IR_TOBOOL)
        a = a != 0;
    *ret_value = cut(type, (uint64_t)a);
    return true;
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
    if ((inst->op >= IR_ADD && inst->op <= IR_SHR) || (inst->op >= IR_EQ && inst->op <= IR_GE))
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
    *ret_value = cut(type, (uint64_t)value->value);
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
