#include "front/assign.h"

#include "front/lvalue.h"
#include "front/operator.h"
#include "front/position.h"
#include "front/types.h"

/* The value of an assignment is what was stored: nothing is read again (6.5.16p3). Of a record it is read only where it
 * is wanted, which is rare. */
struct value assign_simple(struct lower *l, CXCursor assignment, CXCursor left, CXCursor right)
{
    ir_id loc = front_loc(l->front, assignment);
    struct place place = lower_place(l, left);
    return lower_store_expression(l, place, right, loc);
}

/* 6.5.16.2p3: `a op= b` computes in the type that the usual conversions give for `a op b`. Clang has converted b to it,
 * but for shifts, where each side is promoted alone. */
static ir_id computation_type(struct lower *l, enum CXBinaryOperatorKind kind, ir_id left, ir_id right)
{
    if (lower_type_at(l, left)->kind == IR_TYPE_POINTER)
        return left;
    bool is_shift = kind == CXBinaryOperator_ShlAssign || kind == CXBinaryOperator_ShrAssign;
    return is_shift ? lower_promoted(l, left) : right;
}

struct value assign_compound(struct lower *l, CXCursor assignment)
{
    g_auto(children) kids = lower_children(l, assignment);
    ir_id loc = front_loc(l->front, assignment);
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(assignment);
    if (kids.n != 2)
        return lower_unknown(l, assignment, lower_type(l, assignment), "CompoundAssignOperator", NULL, 0);
    struct value right = lower_value(l, children_at(&kids, 1));
    struct place place = lower_place(l, children_at(&kids, 0));
    ir_id type = computation_type(l, kind, place.type, right.type);
    struct value old = lower_convert(l, lower_load(l, place, loc), type, loc);
    struct value result = lower_convert(l, operator_apply(l, kind, old, right, type, loc), place.type, loc);
    lower_store(l, place, result.ref, loc);
    return result;
}

/* A _Bool is computed in int (6.5.2.4p2 by way of 6.5.16.2); narrower integers wrap alike in their own type. */
static struct value stepped(struct lower *l, struct value old, bool is_down, ir_id loc)
{
    const struct ir_type *shape = lower_type_at(l, old.type);
    enum CXBinaryOperatorKind kind = is_down ? CXBinaryOperator_Sub : CXBinaryOperator_Add;
    ir_id type = shape->is_bool ? l->int_type : old.type;
    bool is_pointer = shape->kind == IR_TYPE_POINTER, is_float = shape->kind == IR_TYPE_FLOAT;
    struct value one = typed(lower_const(l, l->int_type, 1), l->int_type);
    if (is_float)
        one = typed(ir_ref(IR_REF_CONST, ir_add_const(l->unit, type, 0, "1.0")), type);
    else if (!is_pointer)
        one = lower_convert(l, one, type, loc);
    struct value computed = operator_apply(l, kind, lower_convert(l, old, type, loc), one, type, loc);
    return lower_convert(l, computed, old.type, loc);
}

struct value assign_step(struct lower *l, CXCursor unary, CXCursor operand)
{
    enum CXUnaryOperatorKind kind = clang_getCursorUnaryOperatorKind(unary);
    bool is_down = kind == CXUnaryOperator_PostDec || kind == CXUnaryOperator_PreDec;
    bool is_post = kind == CXUnaryOperator_PostInc || kind == CXUnaryOperator_PostDec;
    ir_id loc = front_loc(l->front, unary);
    struct place place = lower_place(l, operand);
    struct value old = lower_load(l, place, loc);
    struct value result = stepped(l, old, is_down, loc);
    lower_store(l, place, result.ref, loc);
    return is_post ? old : result;
}
