/* Expressions whose value is dropped (C11 6.8.3, 6.3.2.2). */
#include "front/expr.h"

#include "front/call.h"
#include "front/hidden.h"
#include "front/logic.h"
#include "front/stmt.h"
#include "front/types.h"

static bool is_aggregate(struct lower *l, CXCursor expression)
{
    enum ir_type_kind kind = lower_type_at(l, front_type(l->front, clang_getCursorType(expression)))->kind;
    return kind == IR_TYPE_RECORD || kind == IR_TYPE_ARRAY;
}

static void effect_of_cast(struct lower *l, CXCursor cast)
{
    g_auto(children) kids = lower_children(l, cast);
    if (lower_type(l, cast) != 0 || kids.n == 0) {
        lower_any(l, cast);
        return;
    }
    CXCursor operand = lower_strip(l, children_last(&kids));
    if (clang_getCursorKind(operand) == CXCursor_CallExpr)
        call_value(l, operand, true);
    else
        lower_effect(l, operand);
}

static void effect_of_binary(struct lower *l, CXCursor binary)
{
    g_auto(children) kids = lower_children(l, binary);
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(binary);
    if (kind == CXBinaryOperator_Comma && kids.n == 2) {
        lower_effect(l, children_at(&kids, 0));
        lower_effect(l, children_at(&kids, 1));
    } else if (kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr) {
        logic_effect(l, binary);
    } else {
        lower_any(l, binary);
    }
}

static void effect_of(struct lower *l, CXCursor expression)
{
    CXCursor inner;
    switch (clang_getCursorKind(expression)) {
    case CXCursor_CStyleCastExpr:
        effect_of_cast(l, expression);
        break;
    case CXCursor_BinaryOperator:
        effect_of_binary(l, expression);
        break;
    case CXCursor_ConditionalOperator:
        logic_conditional(l, expression, false);
        break;
    case CXCursor_StmtExpr:
        stmt_expression(l, expression, false);
        break;
    case CXCursor_UnexposedExpr:
    case CXCursor_GenericSelectionExpr:
        if (hidden_chosen(l, expression, &inner))
            lower_effect(l, inner);
        else
            lower_any(l, expression);
        break;
    default:
        if (is_aggregate(l, expression) && lower_is_lvalue(l, expression))
            lower_place(l, expression);
        else
            lower_any(l, expression);
    }
}

void lower_effect(struct lower *l, CXCursor expression)
{
    expression = lower_strip(l, expression);
    if (!front_enter(l->front)) {
        lower_unknown(l, expression, 0, "nested too deep", NULL, 0);
        return;
    }
    effect_of(l, expression);
    front_leave(l->front);
}
