#include "front/init.h"

#include "front/designator.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/types.h"

static bool is_aggregate(struct lower *l, ir_id type)
{
    enum ir_type_kind kind = lower_type_at(l, type)->kind;
    return kind == IR_TYPE_RECORD || kind == IR_TYPE_ARRAY;
}

/* 6.7.9p14: an array from a string; GNU C: from a compound literal. */
static void copy_array(struct lower *l, struct place place, CXCursor initialiser, ir_id loc)
{
    struct place from = lower_place(l, initialiser);
    struct ir_inst inst = {
        .op = IR_COPY, .type = place.type, .loc = loc, .aux = IR_NONE, .is_volatile = place.is_volatile};
    lower_emit2(l, inst, place.address, from.address);
}

/* Static objects are zero before anything runs (6.7.9p10). */
static void zero(struct lower *l, struct place place, ir_id loc)
{
    struct ir_inst inst = {.op = IR_ZERO, .type = place.type, .loc = loc, .aux = IR_NONE};
    if (!l->function->is_initialiser)
        lower_emit1(l, inst, place.address);
}

void lower_initialise(struct lower *l, struct place place, CXType type, CXCursor initialiser)
{
    ir_id loc = front_loc(l->front, initialiser);
    initialiser = lower_strip(l, initialiser);
    bool is_list = clang_getCursorKind(initialiser) == CXCursor_InitListExpr;
    if (is_list && is_aggregate(l, place.type)) {
        if (!designator_covers_all(l, type, initialiser))
            zero(l, place, loc);
        init_list(l, place, type, initialiser);
    } else if (lower_type_at(l, place.type)->kind == IR_TYPE_ARRAY && lower_is_lvalue(l, initialiser)) {
        copy_array(l, place, initialiser, loc);
    } else {
        lower_store_expression(l, place, initialiser, loc);
    }
}

struct place init_compound_literal(struct lower *l, CXCursor literal)
{
    g_auto(children) kids = lower_children(l, literal);
    CXType type = clang_getCursorType(literal);
    ir_id loc = front_loc(l->front, literal);
    struct place place = lvalue_temporary(l, front_type(l->front, type), loc);
    place = lvalue_at(l, literal, place.address);
    if (kids.n)
        lower_initialise(l, place, type, children_last(&kids));
    return place;
}
