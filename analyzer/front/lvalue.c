#include "front/lvalue.h"

#include "front/position.h"
#include "front/symbols.h"
#include "front/types.h"
#include "front/variables.h"

struct place lvalue_at(struct lower *l, CXCursor expression, struct ir_ref address)
{
    CXType type = clang_getCursorType(expression);
    ir_id id = front_type(l->front, type);
    return (struct place){.address = address,
                          .type = front_unqualified(l->front, id),
                          .is_volatile = lower_type_at(l, id)->is_volatile,
                          .is_atomic = front_is_atomic(type)};
}

struct place lvalue_temporary(struct lower *l, ir_id type, ir_id loc)
{
    return (struct place){.address = ir_build_local(l->builder, "", type, loc), .type = type};
}

/* C11 6.7.6.3: a parameter declared as array or function is a pointer; libclang shows it as it was written. */
static struct place parameter(struct lower *l, CXCursor reference, struct ir_ref address)
{
    struct place place = lvalue_at(l, reference, address);
    enum ir_type_kind kind = lower_type_at(l, place.type)->kind;
    if (kind == IR_TYPE_ARRAY || kind == IR_TYPE_FUNCTION)
        place.type = lower_type(l, reference);
    return place;
}

struct place lvalue_variable(struct lower *l, CXCursor reference)
{
    CXCursor decl = clang_getCursorReferenced(reference);
    struct ir_ref address;
    if (lower_variable(l, decl, &address))
        return clang_getCursorKind(decl) == CXCursor_ParmDecl ? parameter(l, reference, address)
                                                              : lvalue_at(l, reference, address);
    ir_id symbol = front_symbol(l->front, decl);
    if (symbol == IR_NONE) {
        ir_id type = front_pointer_to(l->front, front_type(l->front, clang_getCursorType(reference)));
        return lvalue_at(l, reference, lower_unknown(l, reference, type, "reference", NULL, 0).ref);
    }
    front_reach(l->front, decl);
    return lvalue_at(l, reference, ir_ref(IR_REF_SYMBOL, symbol));
}

static bool is_pointer(struct lower *l, CXCursor expression)
{
    return lower_type_at(l, lower_type(l, expression))->kind == IR_TYPE_POINTER;
}

/* GNU C counts void and functions as one byte. */
struct ir_ref lower_index(struct lower *l, struct value base, struct value index, ir_id to, ir_id loc)
{
    const struct ir_type *pointee = lower_type_at(l, lower_type_at(l, to)->target);
    bool in_bytes = pointee->kind == IR_TYPE_VOID || pointee->kind == IR_TYPE_FUNCTION;
    struct ir_inst inst = {.op = IR_INDEX, .type = in_bytes ? l->byte_pointer : to, .loc = loc, .aux = IR_NONE};
    struct value address = typed(lower_emit2(l, inst, base.ref, index.ref), inst.type);
    return lower_convert(l, address, to, loc).ref;
}

/* The address of an array of records is not yet one of a record. */
static struct ir_ref record_pointer(struct lower *l, CXCursor expression)
{
    struct value pointer = lower_pointer(l, expression);
    if (!pointer.is_array)
        return pointer.ref;
    struct value first = typed(lower_const(l, l->ptrdiff_type, 0), l->ptrdiff_type);
    return lower_index(l, pointer, first, pointer.type, front_loc(l->front, expression));
}

/* `p->m` and `s.m` are the same cursor: the type of the left side decides. */
struct place lvalue_member(struct lower *l, CXCursor member)
{
    g_auto(children) kids = lower_children(l, member);
    if (kids.n == 0)
        return lvalue_at(l, member, lower_unknown(l, member, l->byte_pointer, "member", NULL, 0).ref);
    CXCursor left = children_at(&kids, 0);
    ir_id left_type = front_type(l->front, clang_getCursorType(left));
    bool is_arrow = lower_type_at(l, left_type)->kind != IR_TYPE_RECORD && is_pointer(l, left);
    struct ir_ref base = is_arrow ? record_pointer(l, left) : lower_place(l, left).address;
    ir_id record;
    uint32_t index;
    if (front_is_anonymous_member(member))
        return lvalue_at(l, member, base);
    struct place place = lvalue_at(l, member, base);
    ir_id pointer = front_pointer_to(l->front, front_type(l->front, clang_getCursorType(member)));
    if (!front_field(l->front, member, &record, &index)) {
        place.address = lower_unknown(l, member, pointer, "member", &base, 1).ref;
        return place;
    }
    struct ir_inst inst = {.op = IR_FIELD, .type = pointer, .loc = front_loc(l->front, member), .aux = index};
    place.address = lower_emit1(l, inst, base);
    return place;
}

struct place lvalue_element(struct lower *l, CXCursor subscript)
{
    g_auto(children) kids = lower_children(l, subscript);
    if (kids.n < 2)
        return lvalue_at(l, subscript, lower_unknown(l, subscript, l->byte_pointer, "subscript", NULL, 0).ref);
    /* 6.5.2.1: either side may be the pointer */
    CXCursor left = children_at(&kids, 0), right = children_at(&kids, 1);
    bool is_swapped = !is_pointer(l, left) && is_pointer(l, right);
    CXCursor base = is_swapped ? right : left;
    ir_id pointer = front_pointer_to(l->front, front_type(l->front, clang_getCursorType(subscript)));
    struct value from = is_pointer(l, base) ? lower_value(l, base) : typed(lower_place(l, base).address, pointer);
    struct value index = lower_value(l, is_swapped ? left : right);
    return lvalue_at(l, subscript, lower_index(l, from, index, pointer, front_loc(l->front, subscript)));
}

struct place lvalue_pointee(struct lower *l, CXCursor dereference)
{
    g_auto(children) kids = lower_children(l, dereference);
    if (kids.n == 0)
        return lvalue_at(l, dereference, lower_unknown(l, dereference, l->byte_pointer, "dereference", NULL, 0).ref);
    return lvalue_at(l, dereference, lower_pointer(l, children_last(&kids)).ref);
}
