#include "front/expr.h"

#include "front/assign.h"
#include "front/call.h"
#include "front/hidden.h"
#include "front/init.h"
#include "front/label.h"
#include "front/literal.h"
#include "front/logic.h"
#include "front/lvalue.h"
#include "front/operator.h"
#include "front/position.h"
#include "front/stmt.h"
#include "front/symbols.h"
#include "front/types.h"

/* Only broken code reads or writes an object without a type. */
static struct value lower_nothing(struct lower *l, struct place place, ir_id loc)
{
    struct ir_inst inst = {
        .op = IR_UNKNOWN, .type = l->int_type, .loc = loc, .aux = ir_add_literal(l->unit, "no type")};
    return typed(lower_emit1(l, inst, place.address), l->int_type);
}

struct value lower_load(struct lower *l, struct place place, ir_id loc)
{
    if (place.type == 0)
        return lower_nothing(l, place, loc);
    struct ir_inst inst = {.op = IR_LOAD,
                           .type = place.type,
                           .loc = loc,
                           .aux = IR_NONE,
                           .is_volatile = place.is_volatile,
                           .is_atomic = place.is_atomic};
    return typed(lower_emit1(l, inst, place.address), place.type);
}

void lower_store(struct lower *l, struct place place, struct ir_ref value, ir_id loc)
{
    if (place.type == 0) {
        lower_nothing(l, place, loc);
        return;
    }
    struct ir_inst inst = {.op = IR_STORE,
                           .type = place.type,
                           .loc = loc,
                           .aux = IR_NONE,
                           .is_volatile = place.is_volatile,
                           .is_atomic = place.is_atomic};
    lower_emit2(l, inst, place.address, value);
}

struct value lower_store_expression(struct lower *l, struct place place, CXCursor expression, ir_id loc)
{
    bool is_aggregate = lower_type_at(l, place.type)->kind == IR_TYPE_RECORD;
    if (!is_aggregate || place.is_atomic || !lower_is_lvalue(l, expression)) {
        struct value value = lower_value_as(l, expression, place.type);
        lower_store(l, place, value.ref, loc);
        return value;
    }
    struct place from = lower_place(l, expression);
    struct ir_inst inst = {.op = IR_COPY,
                           .type = place.type,
                           .loc = loc,
                           .aux = IR_NONE,
                           .is_volatile = place.is_volatile || from.is_volatile};
    lower_emit2(l, inst, place.address, from.address);
    return lower_void();
}

CXCursor lower_strip(struct lower *l, CXCursor expression)
{
    for (;;) {
        enum CXCursorKind kind = clang_getCursorKind(expression);
        bool is_bracket =
            kind == CXCursor_ParenExpr || (kind == CXCursor_UnaryOperator &&
                                           clang_getCursorUnaryOperatorKind(expression) == CXUnaryOperator_Extension);
        if (!is_bracket)
            return expression;
        g_auto(children) kids = lower_children(l, expression);
        if (kids.n == 0)
            return expression;
        expression = children_last(&kids);
    }
}

/* C11 6.3.2.1p2-4: lvalue conversion; arrays and functions decay instead. */
static struct value read_place(struct lower *l, CXCursor expression)
{
    struct place place = lower_place(l, expression);
    enum ir_type_kind kind = lower_type_at(l, place.type)->kind;
    if (kind == IR_TYPE_VOID)
        return lower_void();
    ir_id decayed = kind == IR_TYPE_ARRAY || kind == IR_TYPE_FUNCTION ? lower_type(l, expression) : place.type;
    if (decayed != place.type)
        return (struct value){.ref = place.address, .type = decayed, .is_array = kind == IR_TYPE_ARRAY};
    return lower_load(l, place, front_loc(l->front, expression));
}

static struct value value_of_reference(struct lower *l, CXCursor reference)
{
    CXCursor decl = clang_getCursorReferenced(reference);
    if (clang_getCursorKind(decl) == CXCursor_EnumConstantDecl)
        return literal_enumerator(l, reference, decl);
    return read_place(l, reference);
}

/* 6.5.4: the operand is the last child; the type's own expressions stand before it and are not evaluated. */
static struct value value_of_cast(struct lower *l, CXCursor cast)
{
    g_auto(children) kids = lower_children(l, cast);
    if (kids.n == 0)
        return lower_unknown(l, cast, lower_type(l, cast), "cast", NULL, 0);
    ir_id to = lower_type(l, cast);
    if (to == 0) {
        lower_effect(l, cast);
        return lower_void();
    }
    return lower_convert(l, lower_value(l, children_last(&kids)), to, front_loc(l->front, cast));
}

/* What cannot be lowered still evaluates its operands. */
static struct value unsupported(struct lower *l, CXCursor expression)
{
    g_auto(CXString) kind = clang_getCursorKindSpelling(clang_getCursorKind(expression));
    return lower_unknown(l, expression, lower_type(l, expression), clang_getCString(kind), NULL, 0);
}

static struct value value_of_last(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    return kids.n ? lower_any(l, children_last(&kids)) : unsupported(l, expression);
}

/* Operators whose result is an object. */
static bool designates(enum CXUnaryOperatorKind kind)
{
    return kind == CXUnaryOperator_Deref || kind == CXUnaryOperator_Real || kind == CXUnaryOperator_Imag;
}

static struct value value_of(struct lower *l, CXCursor expression)
{
    switch (clang_getCursorKind(expression)) {
    case CXCursor_ParenExpr:
    case CXCursor_InitListExpr: /* of a scalar: 6.7.9p11 */
        return value_of_last(l, expression);
    case CXCursor_UnexposedExpr:
        return hidden_value(l, expression);
    case CXCursor_DeclRefExpr:
        return value_of_reference(l, expression);
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_StringLiteral:
    case CXCursor_CompoundLiteralExpr:
        return read_place(l, expression);
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
        return literal_integer(l, expression);
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
        return literal_floating(l, expression);
    case CXCursor_UnaryExpr:
        return literal_size(l, expression);
    case CXCursor_UnaryOperator:
        if (designates(clang_getCursorUnaryOperatorKind(expression)))
            return read_place(l, expression);
        return operator_unary(l, expression);
    case CXCursor_BinaryOperator:
        return operator_binary(l, expression);
    case CXCursor_CompoundAssignOperator:
        return assign_compound(l, expression);
    case CXCursor_ConditionalOperator:
        return logic_conditional(l, expression, true);
    case CXCursor_CStyleCastExpr:
        return value_of_cast(l, expression);
    case CXCursor_CallExpr:
        return call_value(l, expression, false);
    case CXCursor_StmtExpr:
        return stmt_expression(l, expression, true);
    case CXCursor_GenericSelectionExpr:
        return hidden_generic(l, expression);
    case CXCursor_AddrLabelExpr:
        return label_address(l, expression);
    default:
        return unsupported(l, expression);
    }
}

struct value lower_any(struct lower *l, CXCursor expression)
{
    if (!front_enter(l->front))
        return lower_unknown(l, expression, lower_type(l, expression), "nested too deep", NULL, 0);
    struct value value = value_of(l, expression);
    front_leave(l->front);
    return value;
}

/* `a = b` of records is a copy; the value is read from a only where one is wanted. */
static bool is_record_assignment(struct lower *l, CXCursor expression)
{
    return clang_getCursorKind(expression) == CXCursor_BinaryOperator &&
           clang_getCursorBinaryOperatorKind(expression) == CXBinaryOperator_Assign &&
           lower_type_at(l, lower_type(l, expression))->kind == IR_TYPE_RECORD;
}

struct value lower_value(struct lower *l, CXCursor expression)
{
    expression = lower_strip(l, expression);
    struct value value = is_record_assignment(l, expression) ? read_place(l, expression) : lower_any(l, expression);
    if (value.ref.kind != IR_REF_NONE)
        return value;
    ir_id type = lower_type(l, expression);
    return lower_unknown(l, expression, type ? type : l->int_type, "no value", NULL, 0);
}

struct value lower_value_as(struct lower *l, CXCursor expression, ir_id type)
{
    struct value value = lower_value(l, expression);
    if (type == 0)
        return value;
    return lower_convert(l, value, type, front_loc(l->front, expression));
}

struct value lower_pointer(struct lower *l, CXCursor expression)
{
    struct value value = lower_value(l, expression);
    if (lower_type_at(l, value.type)->kind == IR_TYPE_POINTER)
        return value;
    return lower_unknown(l, expression, l->byte_pointer, "no pointer", &value.ref, 1);
}
