#include "symbols/evaluate.h"

#include <dwarf.h>
#include <string.h>

enum { DEEPEST = 64, MOST_STEPS = 1024 };

bool state_register(const struct state *state, unsigned number, uint64_t *ret_value)
{
    if (number >= REGISTERS || !(state->known >> number & 1))
        return false;
    *ret_value = state->values[number];
    return true;
}

void state_set(struct state *state, unsigned number, uint64_t value)
{
    if (number >= REGISTERS)
        return;
    state->values[number] = state->is_64 ? value : (uint32_t)value;
    state->known |= 1u << number;
}

bool state_read(const struct state *state, uint64_t address, unsigned size, uint64_t *ret_value)
{
    uint64_t offset = address - state->stack_start;
    if (address < state->stack_start || offset > state->stack_size || state->stack_size - offset < size || size > 8)
        return false;
    uint64_t value = 0;
    memcpy(&value, state->stack + offset, size); /* little-endian, as all x86 */
    *ret_value = value;
    return true;
}

/* The stack of the expression. */
struct stack {
    uint64_t values[DEEPEST];
    size_t n;
};

static bool push(struct stack *stack, uint64_t value)
{
    if (stack->n == DEEPEST)
        return false;
    stack->values[stack->n++] = value;
    return true;
}

static bool pop(struct stack *stack, uint64_t *ret_value)
{
    if (stack->n == 0)
        return false;
    *ret_value = stack->values[--stack->n];
    return true;
}

static bool pick(struct stack *stack, uint64_t index)
{
    return index < stack->n && push(stack, stack->values[stack->n - 1 - index]);
}

static bool divide(int64_t left, int64_t right, uint64_t *ret_value)
{
    if (right == 0 || (left == INT64_MIN && right == -1))
        return false;
    *ret_value = (uint64_t)(left / right);
    return true;
}

/* clang-format off */
static bool binary(struct stack *stack, unsigned atom)
{
    uint64_t right, left, value = 0;
    if (!pop(stack, &right) || !pop(stack, &left))
        return false;
    int64_t sleft = (int64_t)left, sright = (int64_t)right;
    unsigned shift = right < 64 ? (unsigned)right : 63;
    bool is_far = right > 63;
    switch (atom) {
    case DW_OP_and: value = left & right; break;
    case DW_OP_or: value = left | right; break;
    case DW_OP_xor: value = left ^ right; break;
    case DW_OP_plus: value = left + right; break;
    case DW_OP_minus: value = left - right; break;
    case DW_OP_mul: value = left * right; break;
    case DW_OP_shl: value = is_far ? 0 : left << shift; break;
    case DW_OP_shr: value = is_far ? 0 : left >> shift; break;
    case DW_OP_shra: value = (uint64_t)(sleft >> shift); break;
    case DW_OP_eq: value = left == right; break;
    case DW_OP_ne: value = left != right; break;
    case DW_OP_lt: value = sleft < sright; break;
    case DW_OP_le: value = sleft <= sright; break;
    case DW_OP_gt: value = sleft > sright; break;
    case DW_OP_ge: value = sleft >= sright; break;
    case DW_OP_mod: return right != 0 && push(stack, left % right);
    case DW_OP_div: return divide(sleft, sright, &value) && push(stack, value);
    default: return false;
    }
    return push(stack, value);
}

static bool unary(const struct state *state, struct stack *stack, const Dwarf_Op *op)
{
    uint64_t value;
    if (!pop(stack, &value))
        return false;
    switch (op->atom) {
    case DW_OP_neg: return push(stack, -value);
    case DW_OP_not: return push(stack, ~value);
    case DW_OP_abs: return push(stack, (int64_t)value < 0 ? -value : value);
    case DW_OP_plus_uconst: return push(stack, value + op->number);
    case DW_OP_deref: return state_read(state, value, state->is_64 ? 8 : 4, &value) && push(stack, value);
    case DW_OP_deref_size: return state_read(state, value, (unsigned)(op->number & 15), &value) && push(stack, value);
    case DW_OP_drop: return true;
    default: return false;
    }
}
/* clang-format on */

static bool rearrange(struct stack *stack, const Dwarf_Op *op)
{
    uint64_t a, b, c;
    switch (op->atom) {
    case DW_OP_dup:
        return pick(stack, 0);
    case DW_OP_over:
        return pick(stack, 1);
    case DW_OP_pick:
        return pick(stack, op->number);
    case DW_OP_swap:
        return pop(stack, &a) && pop(stack, &b) && push(stack, a) && push(stack, b);
    case DW_OP_rot:
        return pop(stack, &a) && pop(stack, &b) && pop(stack, &c) && push(stack, a) && push(stack, c) && push(stack, b);
    default:
        return false;
    }
}

static bool push_register(const struct state *state, struct stack *stack, uint64_t number, uint64_t add)
{
    uint64_t value;
    return number < REGISTERS && state_register(state, (unsigned)number, &value) && push(stack, value + add);
}

static bool constant(const struct state *state, struct stack *stack, const Dwarf_Op *op)
{
    unsigned atom = op->atom;
    if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
        return push(stack, atom - DW_OP_lit0);
    if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
        return push_register(state, stack, atom - DW_OP_breg0, op->number);
    switch (atom) {
    case DW_OP_bregx:
        return push_register(state, stack, op->number, op->number2);
    case DW_OP_const1u:
    case DW_OP_const1s:
    case DW_OP_const2u:
    case DW_OP_const2s:
    case DW_OP_const4u:
    case DW_OP_const4s:
    case DW_OP_const8u:
    case DW_OP_const8s:
    case DW_OP_constu:
    case DW_OP_consts:
        return push(stack, op->number); /* libdw has extended the sign */
    default:
        return false;
    }
}

/* One operation that neither jumps nor ends the expression. */
static bool step(const struct state *state, struct stack *stack, const Dwarf_Op *op, const uint64_t *cfa)
{
    switch (op->atom) {
    case DW_OP_nop:
        return true;
    case DW_OP_call_frame_cfa:
        return cfa && push(stack, *cfa);
    case DW_OP_dup:
    case DW_OP_over:
    case DW_OP_pick:
    case DW_OP_swap:
    case DW_OP_rot:
        return rearrange(stack, op);
    case DW_OP_neg:
    case DW_OP_not:
    case DW_OP_abs:
    case DW_OP_plus_uconst:
    case DW_OP_deref:
    case DW_OP_deref_size:
    case DW_OP_drop:
        return unary(state, stack, op);
    default:
        return constant(state, stack, op) || binary(stack, op->atom);
    }
}

/* The operation that a branch goes to; its offset counts bytes from behind itself, which takes three. */
static bool jump(const Dwarf_Op *ops, size_t n, size_t *at)
{
    uint64_t target = ops[*at].offset + 3 + (uint64_t)(int64_t)(int16_t)ops[*at].number;
    for (size_t i = 0; i < n; i++)
        if (ops[i].offset == target) {
            *at = i;
            return true;
        }
    return false;
}

/* Returns false also for the place "in register N": what a register holds in a register is not asked for. */
bool evaluate(const struct state *state, const Dwarf_Op *ops, size_t n, const uint64_t *cfa, uint64_t *ret_result,
              bool *ret_is_value)
{
    struct stack stack = {.n = 0};
    size_t at = 0;
    *ret_is_value = false;
    for (unsigned steps = 0; at < n; steps++) {
        uint64_t condition = 1;
        if (steps == MOST_STEPS)
            return false;
        if (ops[at].atom == DW_OP_stack_value) {
            *ret_is_value = true;
            break;
        }
        bool is_jump = ops[at].atom == DW_OP_skip || ops[at].atom == DW_OP_bra;
        if (!is_jump && !step(state, &stack, &ops[at], cfa))
            return false;
        if (ops[at].atom == DW_OP_bra && !pop(&stack, &condition))
            return false;
        if (!is_jump || !condition)
            at++;
        else if (!jump(ops, n, &at))
            return false;
    }
    return pop(&stack, ret_result);
}
