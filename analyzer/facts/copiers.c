#include "facts/copiers.h"

#include "ir/access.h"

enum { INSTS_MAX = 12 };

/* The parameter whose value it is, cast at most; false: it is none. */
static bool is_parameter(const struct ir_function *body, struct ir_ref ref, uint32_t *ret)
{
    ref = ir_behind_casts(body, ref);
    const struct ir_inst *load = ref.kind == IR_REF_TEMP ? ir_inst_at(body, ref.index) : NULL;
    if (!load || load->op != IR_LOAD)
        return false;
    struct ir_ref address = ir_operand(body, load, 0);
    *ret = address.index;
    return address.kind == IR_REF_LOCAL && address.index < body->n_params;
}

static bool is_copy_call(const struct ir_unit *unit, const struct ir_function *body, const struct ir_inst *call,
                         uint64_t *ret_size)
{
    const struct ir_symbol *callee = ir_callee(unit, body, call);
    bool is_named = callee && call->n_operands == 4 &&
                    (g_str_equal(callee->name, "memcpy") || g_str_equal(callee->name, "memmove") ||
                     g_str_equal(callee->name, "__builtin_memcpy") || g_str_equal(callee->name, "__builtin_memmove"));
    struct ir_ref length = is_named ? ir_operand(body, call, 3) : (struct ir_ref){.kind = IR_REF_NONE};
    *ret_size =
        length.kind == IR_REF_CONST ? (uint64_t)g_array_index(unit->consts, struct ir_const, length.index).value : 0;
    return length.kind == IR_REF_CONST;
}

/* An instruction that copies; *ret_first: its operand that says where to. */
static bool copies(const struct ir_unit *unit, const struct ir_function *body, const struct ir_inst *inst,
                   uint32_t *ret_first, uint64_t *ret_size)
{
    *ret_first = inst->op == IR_CALL;
    if (inst->op == IR_COPY)
        *ret_size = ir_type_at(unit, inst->type)->size;
    return (inst->op == IR_COPY || (inst->op == IR_CALL && is_copy_call(unit, body, inst, ret_size))) && *ret_size;
}

bool copier_of(const struct ir_unit *unit, const struct ir_function *body, struct copier *ret)
{
    unsigned n = 0;
    if (body->degraded || body->blocks->len != 1 || body->insts->len > INSTS_MAX)
        return false;
    for (uint32_t i = 0; i < body->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(body, i);
        uint32_t first;
        if (inst->op == IR_LOAD || inst->op == IR_BITCAST || (inst->op == IR_RET && !inst->n_operands))
            continue;
        if (!copies(unit, body, inst, &first, &ret->size) ||
            !is_parameter(body, ir_operand(body, inst, first), &ret->to) ||
            !is_parameter(body, ir_operand(body, inst, first + 1), &ret->from))
            return false;
        n++;
    }
    return n == 1 && ret->to != ret->from;
}
