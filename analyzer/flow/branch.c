/* What a branch tells: `if (key == 0)` says of `key` that it is 0 on one side and not on the other. Only conditions
 * that are computed in the branch's own block from one private local are understood; of others nothing is concluded. */
#include "ir/arithmetic.h"
#include "flow/evaluate.h"
#include "ir/access.h"

enum { DEPTH_MAX = 8 };

static int64_t constant(const struct evaluation *e, struct ir_ref ref)
{
    return g_array_index(e->unit->consts, struct ir_const, ref.index).value;
}

static bool is_written_after(const struct evaluation *e, const struct ir_block *block, uint32_t load, uint32_t slot)
{
    for (uint32_t i = load + 1; i < block->first + block->n; i++) {
        g_array_set_size(e->writes, 0);
        slots_writes(e->slots, i, e->writes);
        for (guint w = 0; w < e->writes->len; w++)
            if (g_array_index(e->writes, struct slot_write, w).slot == slot)
                return true;
    }
    return false;
}

static bool is_in(const struct ir_block *block, struct ir_ref ref)
{
    return ref.kind == IR_REF_TEMP && ref.index >= block->first && ref.index < block->first + block->n;
}

/* The slot that the expression is about, when its value at the end of the block is still the one that was read. */
static uint32_t subject(const struct evaluation *e, const struct ir_block *block, struct ir_ref ref, unsigned depth)
{
    if (!is_in(block, ref) || depth == DEPTH_MAX)
        return IR_NONE;
    uint32_t slot = slots_read(e->slots, ref.index);
    if (slot != IR_NONE)
        return is_written_after(e, block, ref.index, slot) ? IR_NONE : slot;
    const struct ir_inst *inst = ir_inst_at(e->function, ref.index);
    if (inst->op == IR_LOAD || inst->op == IR_PHI || inst->op == IR_CALL)
        return IR_NONE;
    for (uint32_t o = 0; o < inst->n_operands && slot == IR_NONE; o++)
        slot = subject(e, block, ir_operand(e->function, inst, o), depth + 1);
    return slot;
}

/* The expression's one value if the slot held `assumed`. */
static bool assume(const struct evaluation *e, struct ir_ref ref, uint32_t slot, int64_t assumed, unsigned depth,
                   int64_t *ret_value)
{
    if (ref.kind == IR_REF_CONST) {
        *ret_value = constant(e, ref);
        return true;
    }
    if (ref.kind != IR_REF_TEMP || depth == DEPTH_MAX)
        return false;
    const struct ir_inst *inst = ir_inst_at(e->function, ref.index);
    enum ir_op op = (enum ir_op)inst->op;
    if (op == IR_LOAD) {
        *ret_value = assumed;
        return slots_read(e->slots, ref.index) == slot;
    }
    bool comparison = arithmetic_is_comparison(op);
    if (!comparison && !arithmetic_is_binary(op) && op != IR_NEG && op != IR_NOT &&
        !(op >= IR_TRUNC && op <= IR_PTRTOINT))
        return false;
    int64_t value[2] = {0, 0};
    for (uint32_t o = 0; o < inst->n_operands; o++)
        if (!assume(e, ir_operand(e->function, inst, o), slot, assumed, depth + 1, &value[o]))
            return false;
    const struct ir_type *type = ir_type_at(e->unit, inst->type);
    if (inst->n_operands == 1)
        return arithmetic_unary(op, type, value[0], ret_value);
    return arithmetic_binary(op, type, comparison ? ir_type_at(e->unit, inst->aux) : NULL, value[0], value[1],
                             ret_value);
}

/* The value of the condition that leads along an edge: between low and high, or outside when `inverted`. */
struct outcome {
    struct ir_ref condition;
    int64_t low, high;
    bool inverted, is_case;
};

static bool agrees(const struct outcome *outcome, int64_t value)
{
    return (value >= outcome->low && value <= outcome->high) != outcome->inverted;
}

static bool is_possible(const struct evaluation *e, const value_id *state, const struct outcome *outcome)
{
    const struct value_set *set = value_set_of(e->pool, evaluate_ref(e, state, outcome->condition));
    if (set->is_open || set->n == 0)
        return true;
    for (unsigned i = 0; i < set->n; i++)
        if (set->values[i].kind != VALUE_NUMBER ? outcome->inverted : agrees(outcome, set->values[i].number))
            return true;
    return false;
}

/* Whether the expression is the slot's own value, widened perhaps, but with no bit lost. */
static bool is_read_of(const struct evaluation *e, struct ir_ref ref, uint32_t slot)
{
    while (ref.kind == IR_REF_TEMP && ir_inst_at(e->function, ref.index)->op == IR_EXTEND)
        ref = ir_operand(e->function, ir_inst_at(e->function, ref.index), 0);
    return ref.kind == IR_REF_TEMP && slots_read(e->slots, ref.index) == slot;
}

/* `x == c` held, or `x != c` did not: whatever x was thought to be, it is c. */
static bool equated(const struct evaluation *e, const struct outcome *outcome, uint32_t slot, int64_t *ret_value)
{
    *ret_value = 0;
    if (is_read_of(e, outcome->condition, slot))
        return !outcome->inverted;
    if (outcome->condition.kind != IR_REF_TEMP)
        return false;
    const struct ir_inst *inst = ir_inst_at(e->function, outcome->condition.index);
    if (inst->op == IR_TOBOOL)
        return !outcome->inverted && is_read_of(e, ir_operand(e->function, inst, 0), slot);
    if (inst->op != (outcome->inverted ? IR_EQ : IR_NE))
        return false;
    struct ir_ref left = ir_operand(e->function, inst, 0), right = ir_operand(e->function, inst, 1);
    struct ir_ref other = is_read_of(e, left, slot) ? right : left;
    if (other.kind != IR_REF_CONST || !(is_read_of(e, left, slot) || is_read_of(e, right, slot)))
        return false;
    *ret_value = constant(e, other);
    return true;
}

/* The one value that the slot must have on this edge, if there is one. */
static bool forced(const struct evaluation *e, const struct outcome *outcome, uint32_t slot, int64_t *ret_value)
{
    if (!outcome->is_case)
        return equated(e, outcome, slot, ret_value);
    *ret_value = outcome->low;
    return outcome->low == outcome->high && is_read_of(e, outcome->condition, slot);
}

static bool narrow(const struct evaluation *e, value_id *state, const struct outcome *outcome, uint32_t slot)
{
    const struct value_set *before = value_set_of(e->pool, state[slot]);
    int64_t value;
    if (before->is_open && forced(e, outcome, slot, &value)) {
        state[slot] = value_id_number(e->pool, value);
        return true;
    }
    struct value_set after = {.is_open = before->is_open};
    for (unsigned i = 0; i < before->n; i++) {
        bool number = before->values[i].kind == VALUE_NUMBER;
        bool known = number && assume(e, outcome->condition, slot, before->values[i].number, 0, &value);
        if (!known || agrees(outcome, value))
            value_set_add(&after, before->values[i]);
    }
    if (state[slot] != VALUES_ANYTHING)
        state[slot] = value_id_of(e->pool, &after);
    return before->n == 0 || after.n > 0 || after.is_open;
}

static bool apply(const struct evaluation *e, value_id *state, const struct ir_block *block,
                  const struct outcome *outcome)
{
    if (!is_possible(e, state, outcome))
        return false;
    uint32_t slot = subject(e, block, outcome->condition, 0);
    return slot == IR_NONE || narrow(e, state, outcome, slot);
}

/* A block that several cases, or a case and the default, share tells nothing. */
static bool along_switch(const struct evaluation *e, value_id *state, const struct ir_block *block,
                         const struct ir_inst *inst, uint32_t to)
{
    struct outcome outcome = {.condition = ir_operand(e->function, inst, 0)};
    unsigned matches = ir_operand(e->function, inst, 1).index == to;
    for (uint32_t o = 2; o + 2 < inst->n_operands; o += 3) {
        if (ir_operand(e->function, inst, o + 2).index != to)
            continue;
        matches++;
        outcome.is_case = true;
        outcome.low = constant(e, ir_operand(e->function, inst, o));
        outcome.high = constant(e, ir_operand(e->function, inst, o + 1));
    }
    return matches != 1 || !outcome.is_case || apply(e, state, block, &outcome);
}

bool evaluate_edge(const struct evaluation *e, value_id *state, uint32_t from, uint32_t to)
{
    const struct ir_block *block = ir_block_at(e->function, from);
    const struct ir_inst *inst = ir_inst_at(e->function, block->first + block->n - 1);
    if (inst->op == IR_SWITCH)
        return along_switch(e, state, block, inst, to);
    if (inst->op != IR_CBR)
        return true;
    bool when_true = ir_operand(e->function, inst, 1).index == to,
         when_false = ir_operand(e->function, inst, 2).index == to;
    if (when_true && when_false)
        return true;
    struct outcome outcome = {.condition = ir_operand(e->function, inst, 0), .inverted = when_true};
    return apply(e, state, block, &outcome);
}
