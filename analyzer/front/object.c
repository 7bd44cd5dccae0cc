/* Expressions as objects: what has an address, and what needs one. */
#include "front/expr.h"

#include "front/hidden.h"
#include "front/init.h"
#include "front/literal.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/types.h"

/* A record that a function returns, or the like, has an address only as a temporary (6.2.4p8). */
static struct place spill(struct lower *l, CXCursor expression)
{
    ir_id loc = front_loc(l->front, expression);
    struct value value = lower_value(l, expression);
    struct place place = lvalue_temporary(l, value.type, loc);
    lower_store(l, place, value.ref, loc);
    return place;
}

static struct place last_place(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    return kids.n ? lower_place(l, children_last(&kids)) : spill(l, expression);
}

/* The value of a comma is that of its right side; that of `a = b` of records can be had from a. */
static struct place binary_place(struct lower *l, CXCursor binary)
{
    g_auto(children) kids = lower_children(l, binary);
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(binary);
    bool is_record = lower_type_at(l, lower_type(l, binary))->kind == IR_TYPE_RECORD;
    if (kids.n == 2 && kind == CXBinaryOperator_Comma) {
        lower_effect(l, children_at(&kids, 0));
        return lower_place(l, children_at(&kids, 1));
    }
    if (kids.n != 2 || kind != CXBinaryOperator_Assign || !is_record)
        return spill(l, binary);
    struct place place = lower_place(l, children_at(&kids, 0));
    lower_store_expression(l, place, children_at(&kids, 1), front_loc(l->front, binary));
    return place;
}

/* GNU __real__ and __imag__ as lvalues: a complex number is a pair. */
static struct place complex_part(struct lower *l, CXCursor part, int index)
{
    struct place whole = last_place(l, part);
    ir_id pointer = front_pointer_to(l->front, front_type(l->front, clang_getCursorType(part)));
    struct value base = typed(whole.address, pointer);
    struct value offset = typed(lower_const(l, l->ptrdiff_type, index), l->ptrdiff_type);
    return lvalue_at(l, part, lower_index(l, base, offset, pointer, front_loc(l->front, part)));
}

static struct place unary_place(struct lower *l, CXCursor unary)
{
    switch (clang_getCursorUnaryOperatorKind(unary)) {
    case CXUnaryOperator_Deref:
        return lvalue_pointee(l, unary);
    case CXUnaryOperator_Extension:
        return last_place(l, unary);
    case CXUnaryOperator_Real:
        return complex_part(l, unary, 0);
    case CXUnaryOperator_Imag:
        return complex_part(l, unary, 1);
    default:
        return spill(l, unary);
    }
}

static struct place place_of(struct lower *l, CXCursor expression)
{
    CXCursor inner;
    switch (clang_getCursorKind(expression)) {
    case CXCursor_ParenExpr:
        return last_place(l, expression);
    case CXCursor_DeclRefExpr:
        return lvalue_variable(l, expression);
    case CXCursor_MemberRefExpr:
        return lvalue_member(l, expression);
    case CXCursor_ArraySubscriptExpr:
        return lvalue_element(l, expression);
    case CXCursor_StringLiteral:
        return lvalue_at(l, expression, literal_string(l, expression));
    case CXCursor_CompoundLiteralExpr:
        return init_compound_literal(l, expression);
    case CXCursor_UnaryOperator:
        return unary_place(l, expression);
    case CXCursor_BinaryOperator:
        return binary_place(l, expression);
    case CXCursor_UnexposedExpr:
    case CXCursor_GenericSelectionExpr:
        return hidden_chosen(l, expression, &inner) ? lower_place(l, inner) : spill(l, expression);
    default:
        return spill(l, expression);
    }
}

struct place lower_place(struct lower *l, CXCursor expression)
{
    if (!front_enter(l->front)) {
        ir_id type = front_pointer_to(l->front, front_type(l->front, clang_getCursorType(expression)));
        return lvalue_at(l, expression, lower_unknown(l, expression, type, "nested too deep", NULL, 0).ref);
    }
    struct place place = place_of(l, expression);
    front_leave(l->front);
    return place;
}

static bool last_is_lvalue(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    return kids.n && lower_is_lvalue(l, children_last(&kids));
}

static bool is_lvalue(struct lower *l, CXCursor expression)
{
    CXCursor inner;
    switch (clang_getCursorKind(expression)) {
    case CXCursor_ParenExpr:
        return last_is_lvalue(l, expression);
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_StringLiteral:
    case CXCursor_CompoundLiteralExpr:
        return true;
    case CXCursor_UnaryOperator:
        if (clang_getCursorUnaryOperatorKind(expression) == CXUnaryOperator_Extension)
            return last_is_lvalue(l, expression);
        return clang_getCursorUnaryOperatorKind(expression) == CXUnaryOperator_Deref;
    case CXCursor_BinaryOperator:
        return clang_getCursorBinaryOperatorKind(expression) == CXBinaryOperator_Assign &&
               lower_type_at(l, lower_type(l, expression))->kind == IR_TYPE_RECORD;
    case CXCursor_UnexposedExpr:
    case CXCursor_GenericSelectionExpr:
        return hidden_chosen(l, expression, &inner) && lower_is_lvalue(l, inner);
    default:
        return false;
    }
}

bool lower_is_lvalue(struct lower *l, CXCursor expression)
{
    if (!front_enter(l->front))
        return false;
    bool yes = is_lvalue(l, expression);
    front_leave(l->front);
    return yes;
}
