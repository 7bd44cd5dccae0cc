#include "ir/access.h"
#include "ir/build.h"
#include "ir/ops_p.h"

#include <string.h>

static const struct {
    const char *name;
    char result;
    const char *operands, *flags;
} ops[] = {
#define OP(identifier, name, result, operands, flags) {name, result, operands, flags},
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

char ir_op_result(enum ir_op op)
{
    return ops[op].result;
}

const char *ir_op_operands(enum ir_op op)
{
    return ops[op].operands;
}

bool ir_inst_is_value(const struct ir_unit *unit, const struct ir_inst *inst)
{
    char result = ops[inst->op].result;
    return result == 'V' || (result == '?' && ir_type_at(unit, inst->type)->kind != IR_TYPE_VOID);
}

enum ir_aux ir_op_aux(enum ir_op op)
{
    switch (op) {
    case IR_FIELD:
        return IR_AUX_FIELD;
    case IR_CALL:
        return IR_AUX_CALL;
    case IR_ASM:
    case IR_ASMGOTO:
        return IR_AUX_ASM;
    case IR_UNKNOWN:
        return IR_AUX_REASON;
    default:
        return op == IR_PTRDIFF || (op >= IR_EQ && op <= IR_FLOATCAST) ? IR_AUX_TYPE : IR_AUX_NONE;
    }
}

bool ir_op_shows_type(enum ir_op op)
{
    return ops[op].result != '-' || ir_op_has_flag(op, 'W');
}

ir_id ir_usual_const_type(const struct ir_unit *unit, const struct ir_inst *inst)
{
    if (ir_op_aux(inst->op) == IR_AUX_TYPE && inst->op != IR_PTRDIFF)
        return inst->aux;
    bool has_its_type = inst->op == IR_STORE || inst->op == IR_PHI || (inst->op >= IR_ADD && inst->op <= IR_NOT);
    return has_its_type && ir_type_at(unit, inst->type)->kind != IR_TYPE_VOID ? inst->type : IR_NONE;
}

const struct ir_type *ir_record_pointed_to(const struct ir_unit *unit, const struct ir_function *function,
                                           struct ir_ref ref)
{
    ir_id type = ir_ref_type(unit, function, ref);
    if (type != IR_NONE)
        type = ir_type_at(unit, type)->kind == IR_TYPE_POINTER ? ir_type_at(unit, type)->target : IR_NONE;
    else if (ref.kind == IR_REF_LOCAL)
        type = g_array_index(function->locals, struct ir_local, ref.index).type;
    else if (ref.kind == IR_REF_SYMBOL)
        type = ir_symbol_at(unit, ref.index)->type;
    if (type == IR_NONE || ir_type_at(unit, type)->kind != IR_TYPE_RECORD)
        return NULL;
    return ir_type_at(unit, type);
}

uint32_t ir_find_field(const struct ir_type *record, const char *name)
{
    for (uint32_t i = 0; i < record->fields->len; i++)
        if (g_str_equal(g_array_index(record->fields, struct ir_field, i).name, name))
            return i;
    return IR_NONE;
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

void ir_target_range(const struct ir_function *function, const struct ir_inst *inst, uint32_t *ret_first,
                     uint32_t *ret_end)
{
    *ret_first = *ret_end = 0;
    if (inst->op == IR_BR || inst->op == IR_CBR || inst->op == IR_SWITCH || inst->op == IR_IBR) {
        *ret_first = inst->op == IR_BR ? 0 : 1;
        *ret_end = inst->n_operands;
    } else if (inst->op == IR_ASMGOTO) {
        *ret_end = MIN(inst->n_operands, 1 + g_array_index(function->asms, struct ir_asm, inst->aux).n_labels);
    }
}

void ir_successors(const struct ir_function *function, uint32_t block, GArray *ret_successors)
{
    const struct ir_block *at = ir_block_at(function, block);
    const struct ir_inst *last = ir_inst_at(function, at->first + at->n - 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    uint32_t first, end;
    ir_target_range(function, last, &first, &end);
    for (uint32_t i = first; i < end; i++) {
        struct ir_ref ref = ir_operand(function, last, i);
        uint32_t index = ref.index;
        if (ref.kind == IR_REF_BLOCK && g_hash_table_add(seen, GUINT_TO_POINTER(index)))
            g_array_append_val(ret_successors, index);
    }
}
