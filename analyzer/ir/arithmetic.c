#include "ir/arithmetic.h"

static bool is_integral(const struct ir_type *type)
{
    return type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER;
}

int64_t arithmetic_cut(const struct ir_type *type, int64_t value)
{
    if (type->is_bool)
        return value != 0;
    if (!is_integral(type) || type->size == 0 || type->size >= 8)
        return value;
    unsigned bits = 64 - 8 * (unsigned)type->size;
    uint64_t high = (uint64_t)value << bits;
    return type->is_signed ? (int64_t)high >> bits : (int64_t)(high >> bits);
}

bool arithmetic_unary(enum ir_op op, const struct ir_type *type, int64_t a, int64_t *ret_value)
{
    if (!is_integral(type))
        return false;
    switch (op) {
    case IR_NEG:
        a = (int64_t)(0 - (uint64_t)a);
        break;
    case IR_NOT:
        a = ~a;
        break;
    case IR_TOBOOL:
        a = a != 0;
        break;
    case IR_TRUNC: /* operands are kept extended by their own types, so that a conversion only cuts */
    case IR_EXTEND:
    case IR_BITCAST:
    case IR_INTTOPTR:
    case IR_PTRTOINT:
        break;
    default:
        return false;
    }
    *ret_value = arithmetic_cut(type, a);
    return true;
}

bool arithmetic_is_comparison(enum ir_op op)
{
    return op >= IR_EQ && op <= IR_GE;
}

bool arithmetic_is_binary(enum ir_op op)
{
    return op >= IR_ADD && op <= IR_SHR;
}

static bool compare(enum ir_op op, bool is_signed, int64_t a, int64_t b)
{
    bool less = is_signed ? a < b : (uint64_t)a < (uint64_t)b;
    switch (op) {
    case IR_EQ:
        return a == b;
    case IR_NE:
        return a != b;
    case IR_LT:
        return less;
    case IR_LE:
        return less || a == b;
    case IR_GT:
        return !less && a != b;
    default:
        return !less;
    }
}

static bool divide(enum ir_op op, const struct ir_type *type, int64_t a, int64_t b, int64_t *ret_value)
{
    int64_t least = type->size == 0 || type->size >= 8 ? INT64_MIN : -(INT64_C(1) << (8 * type->size - 1));
    if (b == 0 || (type->is_signed && a == least && b == -1))
        return false;
    if (type->is_signed)
        *ret_value = op == IR_DIV ? a / b : a % b;
    else
        *ret_value = (int64_t)(op == IR_DIV ? (uint64_t)a / (uint64_t)b : (uint64_t)a % (uint64_t)b);
    return true;
}

static bool shift(enum ir_op op, const struct ir_type *type, int64_t a, int64_t b, int64_t *ret_value)
{
    if (b < 0 || (uint64_t)b >= 8 * type->size || b >= 64)
        return false;
    if (op == IR_SHL)
        *ret_value = (int64_t)((uint64_t)a << b);
    else
        *ret_value = type->is_signed ? a >> b : (int64_t)((uint64_t)a >> b);
    return true;
}

static bool calculate(enum ir_op op, const struct ir_type *type, int64_t a, int64_t b, int64_t *ret_value)
{
    switch (op) {
    case IR_ADD:
        *ret_value = (int64_t)((uint64_t)a + (uint64_t)b);
        return true;
    case IR_SUB:
        *ret_value = (int64_t)((uint64_t)a - (uint64_t)b);
        return true;
    case IR_MUL:
        *ret_value = (int64_t)((uint64_t)a * (uint64_t)b);
        return true;
    case IR_AND:
        *ret_value = a & b;
        return true;
    case IR_OR:
        *ret_value = a | b;
        return true;
    case IR_XOR:
        *ret_value = a ^ b;
        return true;
    case IR_DIV:
    case IR_REM:
        return divide(op, type, a, b, ret_value);
    case IR_SHL:
    case IR_SHR:
        return shift(op, type, a, b, ret_value);
    default:
        return false;
    }
}

bool arithmetic_binary(enum ir_op op, const struct ir_type *type, const struct ir_type *compared, int64_t a, int64_t b,
                       int64_t *ret_value)
{
    if (!is_integral(type))
        return false;
    if (arithmetic_is_comparison(op)) {
        if (!compared || !is_integral(compared))
            return false;
        bool is_signed = compared->kind == IR_TYPE_INT && compared->is_signed;
        *ret_value = compare(op, is_signed, a, b);
        return true;
    }
    int64_t value = 0;
    if (!calculate(op, type, a, b, &value))
        return false;
    *ret_value = arithmetic_cut(type, value);
    return true;
}
