#include "ir/access.h"
#include "ir/build.h"

#include <string.h>

static const struct {
    const char *name, *flags;
} ops[] = {
#define OP(identifier, name, result, operands, flags) {name, flags},
#include "ir/ops.def"
#undef OP
};

const char *ir_op_name(enum ir_op op)
{
    g_assert((unsigned)op < IR_N_OPS);
    return ops[op].name;
}

bool ir_op_has_flag(enum ir_op op, char flag)
{
    g_assert((unsigned)op < IR_N_OPS);
    return strchr(ops[op].flags, flag) != NULL;
}

const char *ir_function_name(const struct ir_unit *unit, const struct ir_function *function)
{
    return function->symbol == IR_NONE ? "" : ir_symbol_at(unit, function->symbol)->name;
}

const struct ir_symbol *ir_callee(const struct ir_unit *unit, const struct ir_function *function,
                                  const struct ir_inst *call)
{
    struct ir_ref callee = ir_operand(function, call, 0);
    while (callee.kind == IR_REF_TEMP) {
        const struct ir_inst *cast = ir_inst_at(function, callee.index);
        if (cast->op != IR_BITCAST)
            return NULL;
        struct ir_ref from = ir_operand(function, cast, 0);
        if (from.kind == IR_REF_TEMP && from.index >= callee.index)
            return NULL; /* a chain that runs backwards ends */
        callee = from;
    }
    if (callee.kind != IR_REF_SYMBOL || !ir_symbol_at(unit, callee.index)->is_function)
        return NULL;
    return ir_symbol_at(unit, callee.index);
}

ir_id ir_ref_type(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref)
{
    switch (ref.kind) {
    case IR_REF_TEMP:
        return ir_inst_at(function, ref.index)->type;
    case IR_REF_CONST:
        return g_array_index(unit->consts, struct ir_const, ref.index).type;
    default:
        return IR_NONE;
    }
}

/* The terminator's operands that are targets lie in [*ret_first, *ret_end); labels elsewhere are values (&&label). */
static void target_range(const struct ir_function *function, const struct ir_inst *last, uint32_t *ret_first,
                         uint32_t *ret_end)
{
    *ret_first = *ret_end = 0;
    if (last->op == IR_BR || last->op == IR_CBR || last->op == IR_SWITCH || last->op == IR_IBR) {
        *ret_first = last->op == IR_BR ? 0 : 1;
        *ret_end = last->n_operands;
    } else if (last->op == IR_ASMGOTO) {
        *ret_end = MIN(last->n_operands, 1 + g_array_index(function->asms, struct ir_asm, last->aux).n_labels);
    }
}

void ir_successors(const struct ir_function *function, uint32_t block, GArray *ret_successors)
{
    const struct ir_block *at = ir_block_at(function, block);
    const struct ir_inst *last = ir_inst_at(function, at->first + at->n - 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    uint32_t first, end;
    target_range(function, last, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        struct ir_ref ref = ir_operand(function, last, i);
        uint32_t index = ref.index;
        if (ref.kind == IR_REF_BLOCK && g_hash_table_add(seen, GUINT_TO_POINTER(index)))
            g_array_append_val(ret_successors, index);
    }
}
