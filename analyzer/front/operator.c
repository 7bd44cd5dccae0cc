#include "front/operator.h"

#include "front/assign.h"
#include "front/logic.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/types.h"

static enum ir_op arithmetic_op(enum CXBinaryOperatorKind kind)
{
    switch (kind) {
    case CXBinaryOperator_Mul:
    case CXBinaryOperator_MulAssign:
        return IR_MUL;
    case CXBinaryOperator_Div:
    case CXBinaryOperator_DivAssign:
        return IR_DIV;
    case CXBinaryOperator_Rem:
    case CXBinaryOperator_RemAssign:
        return IR_REM;
    case CXBinaryOperator_Add:
    case CXBinaryOperator_AddAssign:
        return IR_ADD;
    case CXBinaryOperator_Sub:
    case CXBinaryOperator_SubAssign:
        return IR_SUB;
    case CXBinaryOperator_Shl:
    case CXBinaryOperator_ShlAssign:
        return IR_SHL;
    case CXBinaryOperator_Shr:
    case CXBinaryOperator_ShrAssign:
        return IR_SHR;
    case CXBinaryOperator_And:
    case CXBinaryOperator_AndAssign:
        return IR_AND;
    case CXBinaryOperator_Xor:
    case CXBinaryOperator_XorAssign:
        return IR_XOR;
    case CXBinaryOperator_Or:
    case CXBinaryOperator_OrAssign:
        return IR_OR;
    default:
        return IR_N_OPS;
    }
}

static enum ir_op comparison_op(enum CXBinaryOperatorKind kind)
{
    switch (kind) {
    case CXBinaryOperator_LT:
        return IR_LT;
    case CXBinaryOperator_GT:
        return IR_GT;
    case CXBinaryOperator_LE:
        return IR_LE;
    case CXBinaryOperator_GE:
        return IR_GE;
    case CXBinaryOperator_EQ:
        return IR_EQ;
    case CXBinaryOperator_NE:
        return IR_NE;
    default:
        return IR_N_OPS;
    }
}

static bool is_pointer(struct lower *l, ir_id type)
{
    return lower_type_at(l, type)->kind == IR_TYPE_POINTER;
}

static struct value negated(struct lower *l, struct value value, ir_id loc)
{
    int64_t number;
    if (lower_constant(l, value.ref, &number)) {
        struct value negative =
            typed(lower_const(l, l->ptrdiff_type, (int64_t)(0 - (uint64_t)number)), l->ptrdiff_type);
        return lower_convert(l, negative, value.type, loc);
    }
    struct ir_inst inst = {.op = IR_NEG, .type = value.type, .loc = loc, .aux = IR_NONE};
    return typed(lower_emit1(l, inst, value.ref), value.type);
}

/* 6.5.6p8; an index is negated only after it has been widened, or an unsigned one would wrap. */
static struct value moved_pointer(struct lower *l, bool is_back, struct value pointer, struct value index, ir_id loc)
{
    if (is_back)
        index = negated(l, lower_convert(l, index, l->ptrdiff_type, loc), loc);
    return typed(lower_index(l, pointer, index, pointer.type, loc), pointer.type);
}

static struct value pointer_difference(struct lower *l, struct value a, struct value b, ir_id type, ir_id loc)
{
    ir_id element = lower_type_at(l, a.type)->target;
    enum ir_type_kind kind = lower_type_at(l, element)->kind;
    if (kind == IR_TYPE_VOID || kind == IR_TYPE_FUNCTION) /* GNU C: one byte */
        element = lower_type_at(l, l->byte_pointer)->target;
    struct ir_inst inst = {.op = IR_PTRDIFF, .type = type, .loc = loc, .aux = element};
    return typed(lower_emit2(l, inst, a.ref, b.ref), type);
}

struct value operator_apply(struct lower *l, enum CXBinaryOperatorKind kind, struct value a, struct value b, ir_id type,
                            ir_id loc)
{
    enum ir_op op = arithmetic_op(kind);
    if (op == IR_ADD && is_pointer(l, a.type))
        return moved_pointer(l, false, a, b, loc);
    if (op == IR_ADD && is_pointer(l, b.type))
        return moved_pointer(l, false, b, a, loc);
    if (op == IR_SUB && is_pointer(l, a.type) && is_pointer(l, b.type))
        return pointer_difference(l, a, b, type, loc);
    if (op == IR_SUB && is_pointer(l, a.type))
        return moved_pointer(l, true, a, b, loc);
    struct ir_inst inst = {.op = op, .type = type, .loc = loc, .aux = IR_NONE};
    return typed(lower_emit2(l, inst, a.ref, b.ref), type);
}

static struct value vector_comparison(struct lower *l, struct value a, struct value b, ir_id type, ir_id loc)
{
    struct ir_inst inst = {
        .op = IR_UNKNOWN, .type = type, .loc = loc, .aux = ir_add_literal(l->unit, "comparison of vectors")};
    return typed(lower_emit2(l, inst, a.ref, b.ref), type);
}

static struct value compared(struct lower *l, enum ir_op op, struct value a, struct value b, ir_id type, ir_id loc)
{
    if (lower_type_at(l, type)->kind != IR_TYPE_INT) /* of vectors */
        return vector_comparison(l, a, b, type, loc);
    struct ir_inst inst = {.op = op, .type = type, .loc = loc, .aux = a.type};
    return typed(lower_emit2(l, inst, a.ref, b.ref), type);
}

static struct value comma(struct lower *l, CXCursor left, CXCursor right)
{
    lower_effect(l, left);
    return lower_any(l, right);
}

struct value operator_binary(struct lower *l, CXCursor binary)
{
    g_auto(children) kids = lower_children(l, binary);
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(binary);
    ir_id type = lower_type(l, binary), loc = front_loc(l->front, binary);
    if (kids.n != 2)
        return lower_unknown(l, binary, type, "BinaryOperator", NULL, 0);
    CXCursor left = children_at(&kids, 0), right = children_at(&kids, 1);
    if (kind == CXBinaryOperator_Assign)
        return assign_simple(l, binary, left, right);
    if (kind == CXBinaryOperator_Comma)
        return comma(l, left, right);
    if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr)
        return logic_value(l, binary);
    struct value a = lower_value(l, left), b = lower_value(l, right);
    if (comparison_op(kind) != IR_N_OPS)
        return compared(l, comparison_op(kind), a, b, type, loc);
    if (arithmetic_op(kind) == IR_N_OPS)
        return lower_unknown(l, binary, type, "operator", (struct ir_ref[]){a.ref, b.ref}, 2);
    return operator_apply(l, kind, a, b, type, loc);
}

/* !x is x == 0 */
static struct value logical_not(struct lower *l, struct value value, ir_id type, ir_id loc)
{
    int64_t number;
    if (lower_constant(l, value.ref, &number))
        return typed(lower_const(l, type, !number), type);
    struct value zero = typed(lower_const(l, value.type, 0), value.type);
    return compared(l, IR_EQ, value, zero, type, loc);
}

static struct value complement(struct lower *l, struct value value, ir_id loc)
{
    int64_t number;
    if (lower_constant(l, value.ref, &number)) {
        struct value flipped = typed(lower_const(l, l->ptrdiff_type, ~number), l->ptrdiff_type);
        return lower_convert(l, flipped, value.type, loc);
    }
    struct ir_inst inst = {.op = IR_NOT, .type = value.type, .loc = loc, .aux = IR_NONE};
    return typed(lower_emit1(l, inst, value.ref), value.type);
}

struct value operator_unary(struct lower *l, CXCursor unary)
{
    g_auto(children) kids = lower_children(l, unary);
    ir_id type = lower_type(l, unary), loc = front_loc(l->front, unary);
    enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(unary);
    if (kids.n == 0)
        return lower_unknown(l, unary, type, "UnaryOperator", NULL, 0);
    CXCursor operand = children_last(&kids);
    switch (kind) {
    case CXUnaryOperator_AddrOf:
        return typed(lower_place(l, operand).address, type);
    case CXUnaryOperator_PostInc:
    case CXUnaryOperator_PostDec:
    case CXUnaryOperator_PreInc:
    case CXUnaryOperator_PreDec:
        return assign_step(l, unary, operand);
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Extension:
        return lower_any(l, operand);
    case CXUnaryOperator_Minus:
        return negated(l, lower_value(l, operand), loc);
    case CXUnaryOperator_Not:
        return complement(l, lower_value(l, operand), loc);
    case CXUnaryOperator_LNot:
        return logical_not(l, lower_value(l, operand), type, loc);
    default:
        return lower_unknown(l, unary, type, "UnaryOperator", NULL, 0);
    }
}
