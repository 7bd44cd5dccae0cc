#include "flow/evaluate.h"

#include "ir/arithmetic.h"
#include "ir/access.h"

static struct ir_const const_at(const struct ir_unit *unit, uint32_t i)
{
    return g_array_index(unit->consts, struct ir_const, i);
}

static bool is_number_type(const struct ir_type *type)
{
    return type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER;
}

static value_id one(const struct evaluation *e, enum value_kind kind, int64_t number)
{
    struct value_set set = {.n = 1, .values = {{kind, number}}};
    return value_id_of(e->pool, &set);
}

value_id evaluate_ref(const struct evaluation *e, const value_id *state, struct ir_ref ref)
{
    switch ((enum ir_ref_kind)ref.kind) {
    case IR_REF_CONST: {
        struct ir_const c = const_at(e->unit, ref.index);
        return is_number_type(ir_type_at(e->unit, c.type)) ? one(e, VALUE_NUMBER, c.value) : VALUES_UNKNOWN;
    }
    case IR_REF_SYMBOL:
        return one(e, VALUE_SYMBOL, ref.index);
    case IR_REF_STRING:
        return one(e, VALUE_STRING, ref.index);
    case IR_REF_TEMP: {
        uint32_t slot = slots_of_temp(e->slots, ref.index);
        return slot == IR_NONE ? e->temps[ref.index] : state[slot];
    }
    default:
        return VALUES_UNKNOWN;
    }
}

/* An address keeps its identity through conversions of full width; any other operation on it gives an unknown number.
 */
static bool unary_value(const struct evaluation *e, const struct ir_inst *inst, struct value a, struct value *ret)
{
    const struct ir_type *type = ir_type_at(e->unit, inst->type);
    if (a.kind != VALUE_NUMBER) {
        bool keeps = inst->op == IR_BITCAST || inst->op == IR_INTTOPTR || inst->op == IR_PTRTOINT;
        *ret = a;
        return keeps && type->size == e->unit->pointer_size;
    }
    ret->kind = VALUE_NUMBER;
    return arithmetic_unary((enum ir_op)inst->op, type, a.number, &ret->number);
}

static value_id unary(const struct evaluation *e, const struct ir_inst *inst, value_id a)
{
    if (a == VALUES_ANYTHING)
        return a;
    const struct value_set *from = value_set_of(e->pool, a);
    struct value_set set = {.is_open = from->is_open};
    for (unsigned i = 0; i < from->n; i++) {
        struct value value;
        if (unary_value(e, inst, from->values[i], &value))
            value_set_add(&set, value);
        else
            set.is_open = true;
    }
    return value_id_of(e->pool, &set);
}

static bool binary_value(const struct evaluation *e, const struct ir_inst *inst, struct value a, struct value b,
                         struct value *ret)
{
    if (a.kind != VALUE_NUMBER || b.kind != VALUE_NUMBER)
        return false;
    bool comparison = arithmetic_is_comparison((enum ir_op)inst->op);
    const struct ir_type *compared = comparison ? ir_type_at(e->unit, inst->aux) : NULL;
    ret->kind = VALUE_NUMBER;
    return arithmetic_binary((enum ir_op)inst->op, ir_type_at(e->unit, inst->type), compared, a.number, b.number,
                             &ret->number);
}

static bool is_zero(const struct value_set *set)
{
    return set->n == 1 && !set->is_open && set->values[0].kind == VALUE_NUMBER && set->values[0].number == 0;
}

static value_id binary(const struct evaluation *e, const struct ir_inst *inst, value_id a, value_id b)
{
    const struct value_set *left = value_set_of(e->pool, a), *right = value_set_of(e->pool, b);
    if (inst->op == IR_AND && (is_zero(left) || is_zero(right)))
        return value_id_number(e->pool, 0);
    if (a == VALUES_ANYTHING || b == VALUES_ANYTHING)
        return VALUES_ANYTHING;
    struct value_set set = {.is_open = left->is_open || right->is_open};
    for (unsigned i = 0; i < left->n; i++)
        for (unsigned j = 0; j < right->n; j++) {
            struct value value;
            if (!binary_value(e, inst, left->values[i], right->values[j], &value))
                set.is_open = true;
            else if (!value_set_add(&set, value))
                return VALUES_ANYTHING;
        }
    return value_id_of(e->pool, &set);
}

static value_id join_phi(const struct evaluation *e, const value_id *state, const struct ir_inst *inst)
{
    value_id joined = VALUES_NONE;
    for (uint32_t o = 1; o < inst->n_operands; o += 2)
        joined = value_id_join(e->pool, joined, evaluate_ref(e, state, ir_operand(e->function, inst, o)));
    return joined;
}

static bool is_into_symbol(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX)
            return false;
        ref = ir_operand(function, inst, 0);
    }
    return ref.kind == IR_REF_SYMBOL;
}

static value_id load(const struct evaluation *e, const value_id *state, uint32_t index)
{
    const struct ir_inst *inst = ir_inst_at(e->function, index);
    uint32_t slot = slots_read(e->slots, index);
    if (slot != IR_NONE)
        return state[slot];
    if (!is_into_symbol(e->function, ir_operand(e->function, inst, 0)))
        return VALUES_UNKNOWN;
    if (!*e->fixed)
        *e->fixed = fixed_new(e->unit);
    struct value_set set;
    return fixed_read(*e->fixed, e->function, inst, &set) ? value_id_of(e->pool, &set) : VALUES_UNKNOWN;
}

value_id evaluate_inst(const struct evaluation *e, const value_id *state, uint32_t index)
{
    const struct ir_inst *inst = ir_inst_at(e->function, index);
    enum ir_op op = (enum ir_op)inst->op;
    if (op == IR_LOAD)
        return load(e, state, index);
    if (op == IR_PHI)
        return join_phi(e, state, inst);
    if (arithmetic_is_binary(op) || arithmetic_is_comparison(op))
        return binary(e, inst, evaluate_ref(e, state, ir_operand(e->function, inst, 0)),
                      evaluate_ref(e, state, ir_operand(e->function, inst, 1)));
    if (op == IR_NEG || op == IR_NOT || (op >= IR_TRUNC && op <= IR_PTRTOINT))
        return unary(e, inst, evaluate_ref(e, state, ir_operand(e->function, inst, 0)));
    return VALUES_UNKNOWN;
}
