#include "front/convert.h"

#include "front/types.h"

ir_id lower_decayed(struct lower *l, ir_id type)
{
    const struct ir_type *shape = lower_type_at(l, type);
    if (shape->kind == IR_TYPE_ARRAY)
        return front_pointer_to(l->front, shape->target);
    if (shape->kind == IR_TYPE_FUNCTION)
        return front_pointer_to(l->front, type);
    return front_unqualified(l->front, type);
}

/* Vectors and complex numbers are arrays to the IR, but values to C: they do not decay. */
static bool is_array_value(CXType type)
{
    enum CXTypeKind kind = clang_getCanonicalType(type).kind;
    return kind == CXType_Vector || kind == CXType_ExtVector || kind == CXType_Complex;
}

ir_id lower_type(struct lower *l, CXCursor expression)
{
    CXType type = clang_getCursorType(expression);
    ir_id id = front_type(l->front, type);
    if (id == 0 && clang_getCanonicalType(type).kind != CXType_Void)
        return l->int_type;
    if (lower_type_at(l, id)->kind == IR_TYPE_ARRAY && is_array_value(type))
        return front_unqualified(l->front, id);
    return lower_decayed(l, id);
}

ir_id lower_promoted(struct lower *l, ir_id type)
{
    const struct ir_type *shape = lower_type_at(l, type);
    if (shape->kind != IR_TYPE_INT || shape->size >= lower_type_at(l, l->int_type)->size)
        return type;
    return l->int_type;
}

static int64_t cut(int64_t value, const struct ir_type *to)
{
    if (to->is_bool)
        return value != 0;
    if (to->size == 0 || to->size >= 8)
        return value;
    unsigned unused = 64 - 8 * (unsigned)to->size;
    if (to->kind == IR_TYPE_INT && to->is_signed)
        return (int64_t)((uint64_t)value << unused) >> unused;
    return (int64_t)(((uint64_t)value << unused) >> unused);
}

/* The name that the constant was written by stays as long as the value does. */
static struct value convert_constant(struct lower *l, struct value value, ir_id to)
{
    struct ir_const constant = g_array_index(l->unit->consts, struct ir_const, value.ref.index);
    int64_t converted = cut(constant.value, lower_type_at(l, to));
    const char *name = converted == constant.value ? constant.name : NULL;
    return typed(ir_ref(IR_REF_CONST, ir_add_const(l->unit, to, converted, name)), to);
}

/* Equal but for const and volatile, at any depth. */
static bool is_alike(struct lower *l, ir_id a, ir_id b)
{
    for (;;) {
        a = front_unqualified(l->front, a);
        b = front_unqualified(l->front, b);
        const struct ir_type *x = lower_type_at(l, a), *y = lower_type_at(l, b);
        if (a == b)
            return true;
        if (x->kind != IR_TYPE_POINTER || y->kind != IR_TYPE_POINTER || g_strcmp0(x->tag, y->tag) != 0)
            return false;
        a = x->target;
        b = y->target;
    }
}

static enum ir_op integer_op(const struct ir_type *from, const struct ir_type *to)
{
    if (to->size != from->size)
        return to->size < from->size ? IR_TRUNC : IR_EXTEND;
    return to->is_signed != from->is_signed ? IR_BITCAST : IR_N_OPS;
}

/* IR_N_OPS: the bits mean the same. */
static enum ir_op conversion_op(struct lower *l, ir_id from_id, ir_id to_id)
{
    const struct ir_type *from = lower_type_at(l, from_id), *to = lower_type_at(l, to_id);
    if (from->kind == IR_TYPE_FLOAT || to->kind == IR_TYPE_FLOAT) {
        if (to->is_bool)
            return IR_TOBOOL;
        return from->kind == to->kind && from->size == to->size ? IR_N_OPS : IR_FLOATCAST;
    }
    if (to->is_bool)
        return from->is_bool ? IR_N_OPS : IR_TOBOOL;
    if (from->kind == IR_TYPE_INT && to->kind == IR_TYPE_INT)
        return integer_op(from, to);
    if (from->kind == IR_TYPE_INT && to->kind == IR_TYPE_POINTER)
        return IR_INTTOPTR;
    if (from->kind == IR_TYPE_POINTER && to->kind == IR_TYPE_INT)
        return IR_PTRTOINT;
    return is_alike(l, from_id, to_id) ? IR_N_OPS : IR_BITCAST;
}

static bool is_foldable(const struct lower *l, struct value value, ir_id to)
{
    int64_t ignored;
    enum ir_type_kind kind = lower_type_at(l, to)->kind;
    return lower_constant(l, value.ref, &ignored) && (kind == IR_TYPE_INT || kind == IR_TYPE_POINTER);
}

/* What the IR has no word for: GNU casts to unions, and what broken code leaves behind. */
static bool op_fits(struct lower *l, enum ir_op op, ir_id from_id, ir_id to_id)
{
    const struct ir_type *from = lower_type_at(l, from_id), *to = lower_type_at(l, to_id);
    bool is_scalar = from->kind <= IR_TYPE_POINTER && to->kind <= IR_TYPE_POINTER;
    bool is_complex = from->kind + to->kind == IR_TYPE_FLOAT + IR_TYPE_ARRAY; /* the pair of a complex number */
    if (op == IR_BITCAST)
        return from->size == to->size;
    return (is_scalar && from->kind != IR_TYPE_VOID) || (is_complex && op == IR_FLOATCAST);
}

static struct value inconvertible(struct lower *l, struct value value, ir_id to, ir_id loc)
{
    struct ir_inst inst = {.op = IR_UNKNOWN, .type = to, .loc = loc, .aux = ir_add_literal(l->unit, "conversion")};
    return typed(lower_emit1(l, inst, value.ref), to);
}

struct value lower_convert(struct lower *l, struct value value, ir_id to, ir_id loc)
{
    if (to == 0)
        return lower_void();
    if (value.type == to || value.ref.kind == IR_REF_NONE)
        return value;
    if (is_foldable(l, value, to))
        return convert_constant(l, value, to);
    enum ir_op op = conversion_op(l, value.type, to);
    if (op == IR_N_OPS)
        return (struct value){.ref = value.ref, .type = to, .is_array = value.is_array};
    if (!op_fits(l, op, value.type, to))
        return inconvertible(l, value, to, loc);
    struct ir_inst inst = {.op = op, .type = to, .loc = loc, .aux = value.type};
    return typed(lower_emit1(l, inst, value.ref), to);
}

bool lower_keeps_truth(struct lower *l, ir_id from_id, ir_id to_id)
{
    const struct ir_type *from = lower_type_at(l, from_id), *to = lower_type_at(l, to_id);
    if (to->is_bool)
        return true;
    bool is_integral = from->kind == IR_TYPE_INT || from->kind == IR_TYPE_POINTER;
    return is_integral && (to->kind == IR_TYPE_INT || to->kind == IR_TYPE_POINTER) && to->size >= from->size;
}
