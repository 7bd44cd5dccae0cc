#include "front/constant.h"

#include "front/call.h"
#include "front/hidden.h"
#include "front/literal.h"

static bool is_pure(struct lower *l, CXCursor expression);

static bool all_pure(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    if (kids.n == 0 || !front_enter(l->front))
        return false;
    bool pure = true;
    for (guint i = 0; pure && i < kids.n; i++)
        pure = is_pure(l, children_at(&kids, i));
    front_leave(l->front);
    return pure;
}

static bool is_pure_unary(CXCursor unary)
{
    switch (clang_getCursorUnaryOperatorKind(unary)) {
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Minus:
    case CXUnaryOperator_Not:
    case CXUnaryOperator_LNot:
    case CXUnaryOperator_Extension:
        return true;
    default:
        return false;
    }
}

static bool is_enumerator(CXCursor reference)
{
    return clang_getCursorKind(clang_getCursorReferenced(reference)) == CXCursor_EnumConstantDecl;
}

static bool is_pure(struct lower *l, CXCursor expression)
{
    switch (clang_getCursorKind(expression)) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_UnaryExpr: /* its operand is not evaluated */
        return true;
    case CXCursor_DeclRefExpr:
        return is_enumerator(expression);
    case CXCursor_UnaryOperator:
        return is_pure_unary(expression) && all_pure(l, expression);
    case CXCursor_BinaryOperator:
        return clang_getCursorBinaryOperatorKind(expression) != CXBinaryOperator_Assign && all_pure(l, expression);
    case CXCursor_UnexposedExpr:
        return hidden_is_constant(l, expression) || all_pure(l, expression);
    case CXCursor_ParenExpr:
    case CXCursor_CStyleCastExpr:
    case CXCursor_ConditionalOperator:
        return all_pure(l, expression);
    default:
        return false;
    }
}

static bool truth_of(struct lower *l, CXCursor expression, bool *ret_truth);

static bool truth_of_logical(struct lower *l, CXCursor binary, bool is_or, bool *ret_truth)
{
    g_auto(children) kids = lower_children(l, binary);
    bool left;
    if (kids.n != 2 || !truth_of(l, children_at(&kids, 0), &left))
        return false;
    if (left != is_or)
        return truth_of(l, children_at(&kids, 1), ret_truth);
    *ret_truth = is_or;
    return true;
}

static bool truth_of_not(struct lower *l, CXCursor negation, bool *ret_truth)
{
    g_auto(children) kids = lower_children(l, negation);
    bool truth;
    if (kids.n != 1 || !truth_of(l, children_at(&kids, 0), &truth))
        return false;
    *ret_truth = !truth;
    return true;
}

static bool truth_of_call(struct lower *l, CXCursor call, bool *ret_truth)
{
    g_auto(children) kids = lower_children(l, call);
    int64_t number;
    if (call_passes_first_argument(call) && kids.n > 1)
        return truth_of(l, children_at(&kids, 1), ret_truth);
    if (!call_is_constant_p(call))
        return false;
    *ret_truth = literal_evaluate(call, &number) && number;
    return true;
}

static bool truth_of_last(struct lower *l, CXCursor expression, bool *ret_truth)
{
    g_auto(children) kids = lower_children(l, expression);
    return kids.n == 1 && lower_keeps_truth(l, lower_type(l, children_at(&kids, 0)), lower_type(l, expression)) &&
           truth_of(l, children_at(&kids, 0), ret_truth);
}

static bool truth_of_operator(struct lower *l, CXCursor expression, bool *ret_truth)
{
    enum CXBinaryOperatorKind binary = clang_getCursorBinaryOperatorKind(expression);
    if (binary == CXBinaryOperator_LAnd || binary == CXBinaryOperator_LOr)
        return truth_of_logical(l, expression, binary == CXBinaryOperator_LOr, ret_truth);
    return false;
}

static bool truth_of(struct lower *l, CXCursor expression, bool *ret_truth)
{
    int64_t number;
    bool found = false;
    if (!front_enter(l->front))
        return false;
    expression = lower_strip(l, expression);
    enum CXCursorKind kind = clang_getCursorKind(expression);
    if (kind == CXCursor_BinaryOperator)
        found = truth_of_operator(l, expression, ret_truth);
    else if (kind == CXCursor_UnaryOperator && clang_getCursorUnaryOperatorKind(expression) == CXUnaryOperator_LNot)
        found = truth_of_not(l, expression, ret_truth);
    else if (kind == CXCursor_CallExpr)
        found = truth_of_call(l, expression, ret_truth);
    else if (kind == CXCursor_UnexposedExpr || kind == CXCursor_CStyleCastExpr)
        found = truth_of_last(l, expression, ret_truth);
    if (!found && is_pure(l, expression) && literal_evaluate(expression, &number)) {
        *ret_truth = number != 0;
        found = true;
    }
    front_leave(l->front);
    return found;
}

bool constant_truth(struct lower *l, CXCursor expression, bool *ret_truth)
{
    return truth_of(l, expression, ret_truth);
}
