#include "front/logic.h"

#include "front/call.h"
#include "front/constant.h"
#include "front/position.h"
#include "front/types.h"

/* Where an expression that only passes on the truth of another ends: brackets, casts that lose nothing,
 * __builtin_expect. */
static bool passes_truth(struct lower *l, CXCursor expression, CXCursor *ret_inner)
{
    enum CXCursorKind kind = clang_getCursorKind(expression);
    g_auto(children) kids = lower_children(l, expression);
    if (kids.n == 0)
        return false;
    if (kind == CXCursor_CallExpr && call_passes_first_argument(expression) && kids.n > 1) {
        *ret_inner = children_at(&kids, 1);
        return true;
    }
    bool is_implicit =
        kind == CXCursor_UnexposedExpr && kids.n == 1 &&
        clang_equalRanges(clang_getCursorExtent(expression), clang_getCursorExtent(children_at(&kids, 0)));
    if (!is_implicit && kind != CXCursor_CStyleCastExpr)
        return false;
    *ret_inner = children_last(&kids);
    return lower_keeps_truth(l, lower_type(l, *ret_inner), lower_type(l, expression));
}

static bool is_not(CXCursor expression)
{
    return clang_getCursorKind(expression) == CXCursor_UnaryOperator &&
           clang_getCursorUnaryOperatorKind(expression) == CXUnaryOperator_LNot;
}

static bool is_logical(CXCursor expression)
{
    if (clang_getCursorKind(expression) != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(expression);
    return kind == CXBinaryOperator_LAnd || kind == CXBinaryOperator_LOr;
}

/* Only what decides is left: `*swap` says that it was negated on the way. */
static CXCursor decider(struct lower *l, CXCursor expression, bool *swap)
{
    for (;;) {
        CXCursor inner;
        expression = lower_strip(l, expression);
        if (is_not(expression)) {
            g_auto(children) kids = lower_children(l, expression);
            if (kids.n == 0)
                return expression;
            expression = children_at(&kids, 0);
            *swap = !*swap;
        } else if (passes_truth(l, expression, &inner)) {
            expression = inner;
        } else {
            return expression;
        }
    }
}

static void branch_on(struct lower *l, struct ir_ref value, struct ir_ref yes, struct ir_ref no, ir_id loc)
{
    int64_t number;
    struct ir_inst inst = {.op = IR_CBR, .loc = loc, .aux = IR_NONE};
    if (lower_constant(l, value, &number))
        lower_branch(l, number ? yes : no, loc);
    else
        lower_emit(l, inst, (struct ir_ref[]){value, yes, no}, 3);
}

static void both_sides(struct lower *l, CXCursor binary, struct ir_ref yes, struct ir_ref no)
{
    g_auto(children) kids = lower_children(l, binary);
    if (kids.n != 2) {
        branch_on(l, lower_unknown(l, binary, l->int_type, "operands", NULL, 0).ref, yes, no, 0);
        return;
    }
    bool is_and = clang_getCursorBinaryOperatorKind(binary) == CXBinaryOperator_LAnd;
    struct ir_ref right = ir_build_block(l->builder, is_and ? "and.right" : "or.right");
    logic_condition(l, children_at(&kids, 0), is_and ? right : yes, is_and ? no : right);
    ir_build_at(l->builder, right);
    logic_condition(l, children_at(&kids, 1), yes, no);
}

void logic_condition(struct lower *l, CXCursor expression, struct ir_ref yes, struct ir_ref no)
{
    bool swap = false;
    if (!front_enter(l->front)) {
        struct ir_ref value = lower_unknown(l, expression, l->int_type, "nested too deep", NULL, 0).ref;
        branch_on(l, value, yes, no, 0);
        return;
    }
    bool truth;
    expression = decider(l, expression, &swap);
    struct ir_ref then = swap ? no : yes, otherwise = swap ? yes : no;
    if (is_logical(expression))
        both_sides(l, expression, then, otherwise);
    else if (constant_truth(l, expression, &truth))
        lower_branch(l, truth ? then : otherwise, front_loc(l->front, expression));
    else
        branch_on(l, lower_value(l, expression).ref, then, otherwise, front_loc(l->front, expression));
    front_leave(l->front);
}

/* The arms of a join: blocks and the values that come from them; where an arm does not end, nothing comes. */
struct join {
    struct ir_ref block;
    struct ir_ref pairs[4];
    unsigned n;
};

static void join_from(struct lower *l, struct join *join, struct value value, ir_id loc)
{
    struct ir_ref here = ir_build_here(l->builder);
    if (here.kind == IR_REF_NONE)
        return;
    join->pairs[join->n++] = here;
    join->pairs[join->n++] = value.ref;
    lower_branch(l, join->block, loc);
}

static struct value join_value(struct lower *l, CXCursor expression, struct join *join, ir_id type)
{
    ir_build_at(l->builder, join->block);
    if (join->n == 0)
        return lower_unknown(l, expression, type, "no arm ends", NULL, 0);
    if (join->n == 2)
        return typed(join->pairs[1], type);
    struct ir_inst inst = {.op = IR_PHI, .type = type, .loc = front_loc(l->front, expression), .aux = IR_NONE};
    return typed(lower_emit(l, inst, join->pairs, join->n), type);
}

struct value logic_value(struct lower *l, CXCursor binary)
{
    ir_id loc = front_loc(l->front, binary);
    struct ir_ref yes = ir_build_block(l->builder, "true"), no = ir_build_block(l->builder, "false");
    struct join join = {.block = ir_build_block(l->builder, "join")};
    logic_condition(l, binary, yes, no);
    ir_build_at(l->builder, yes);
    join_from(l, &join, typed(lower_const(l, l->int_type, 1), l->int_type), loc);
    ir_build_at(l->builder, no);
    join_from(l, &join, typed(lower_const(l, l->int_type, 0), l->int_type), loc);
    return join_value(l, binary, &join, l->int_type);
}

void logic_effect(struct lower *l, CXCursor binary)
{
    g_auto(children) kids = lower_children(l, binary);
    bool is_and = clang_getCursorBinaryOperatorKind(binary) == CXBinaryOperator_LAnd;
    struct ir_ref right = ir_build_block(l->builder, is_and ? "and.right" : "or.right");
    struct ir_ref join = ir_build_block(l->builder, "join");
    if (kids.n != 2)
        return;
    logic_condition(l, children_at(&kids, 0), is_and ? right : join, is_and ? join : right);
    ir_build_at(l->builder, right);
    lower_effect(l, children_at(&kids, 1));
    lower_continue_in(l, join, front_loc(l->front, binary));
}

static void arm(struct lower *l, struct join *join, CXCursor expression, ir_id type, bool is_wanted)
{
    struct value value = lower_void();
    if (is_wanted && type)
        value = lower_value_as(l, expression, type);
    else
        lower_effect(l, expression);
    join_from(l, join, value, front_loc(l->front, expression));
}

static struct value constant_conditional(struct lower *l, CXCursor chosen, ir_id type, bool is_wanted)
{
    if (is_wanted && type)
        return lower_value_as(l, chosen, type);
    lower_effect(l, chosen);
    return lower_void();
}

struct value logic_conditional(struct lower *l, CXCursor conditional, bool is_wanted)
{
    g_auto(children) kids = lower_children(l, conditional);
    ir_id type = lower_type(l, conditional);
    bool truth;
    if (kids.n != 3)
        return lower_unknown(l, conditional, type, "ConditionalOperator", NULL, 0);
    if (constant_truth(l, children_at(&kids, 0), &truth))
        return constant_conditional(l, children_at(&kids, truth ? 1 : 2), type, is_wanted);
    struct ir_ref then = ir_build_block(l->builder, "cond.then"), otherwise = ir_build_block(l->builder, "cond.else");
    struct join join = {.block = ir_build_block(l->builder, "cond.join")};
    logic_condition(l, children_at(&kids, 0), then, otherwise);
    ir_build_at(l->builder, then);
    arm(l, &join, children_at(&kids, 1), type, is_wanted);
    ir_build_at(l->builder, otherwise);
    arm(l, &join, children_at(&kids, 2), type, is_wanted);
    if (is_wanted && type)
        return join_value(l, conditional, &join, type);
    ir_build_at(l->builder, join.block);
    return lower_void();
}

struct value logic_elvis(struct lower *l, CXCursor expression, const children *kids)
{
    ir_id type = lower_type(l, expression), loc = front_loc(l->front, expression);
    struct value first = lower_value(l, children_at(kids, 0));
    struct ir_ref then = ir_build_block(l->builder, "elvis.then"), otherwise = ir_build_block(l->builder, "elvis.else");
    struct join join = {.block = ir_build_block(l->builder, "elvis.join")};
    branch_on(l, first.ref, then, otherwise, loc);
    ir_build_at(l->builder, then);
    join_from(l, &join, type ? lower_convert(l, first, type, loc) : lower_void(), loc);
    ir_build_at(l->builder, otherwise);
    arm(l, &join, children_at(kids, 3), type, true);
    if (type)
        return join_value(l, expression, &join, type);
    ir_build_at(l->builder, join.block);
    return lower_void();
}
