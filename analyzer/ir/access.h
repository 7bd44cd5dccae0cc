/* Reading a unit: short names for what every analysis asks. All results are borrowed from the unit. */
#ifndef IR_ACCESS_H
#define IR_ACCESS_H

#include "ir/unit.h"

static inline const struct ir_inst *ir_inst_at(const struct ir_function *function, uint32_t i)
{
    return &g_array_index(function->insts, struct ir_inst, i);
}

static inline struct ir_ref ir_operand(const struct ir_function *function, const struct ir_inst *inst, uint32_t i)
{
    return g_array_index(function->operands, struct ir_ref, inst->operands + i);
}

static inline const struct ir_block *ir_block_at(const struct ir_function *function, uint32_t i)
{
    return &g_array_index(function->blocks, struct ir_block, i);
}

static inline const struct ir_type *ir_type_at(const struct ir_unit *unit, ir_id id)
{
    return &g_array_index(unit->types, struct ir_type, id);
}

static inline const struct ir_symbol *ir_symbol_at(const struct ir_unit *unit, ir_id id)
{
    return &g_array_index(unit->symbols, struct ir_symbol, id);
}

static inline const struct ir_loc *ir_loc_at(const struct ir_unit *unit, ir_id id)
{
    return &g_array_index(unit->locs, struct ir_loc, id);
}

/* What the value was before it was cast from one pointer type to another. */
static inline struct ir_ref ir_behind_casts(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP && ir_inst_at(function, ref.index)->op == IR_BITCAST)
        ref = ir_operand(function, ir_inst_at(function, ref.index), 0);
    return ref;
}

/* The same, also by way of numbers. */
static inline struct ir_ref ir_behind_conversions(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_BITCAST && inst->op != IR_PTRTOINT && inst->op != IR_INTTOPTR)
            break;
        ref = ir_operand(function, inst, 0);
    }
    return ref;
}

/* The name of the function, "" for none. */
const char *ir_function_name(const struct ir_unit *unit, const struct ir_function *function);
/* The symbol that a call calls by name (or by a cast of it), or NULL for a call through a pointer. */
const struct ir_symbol *ir_callee(const struct ir_unit *unit, const struct ir_function *function,
                                  const struct ir_inst *call);
/* The type of an operand's value: a local's, symbol's or string's is IR_NONE (it is an address; see its own type). */
ir_id ir_ref_type(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref);

/* Folds a pure expression over constants. False when it is not constant; *ret_value is cut and extended to its type. */
bool ir_fold(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref, int64_t *ret_value);

/* The value in C's words, as a reader would write it: `hdr->len`, `base + 4`, `n * sizeof …` folded to its number;
 * macro-expanded, independent of layout, so equal expressions have equal texts. Owned by the caller (g_free). */
char *ir_expression(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref);

/* Blocks that a block's terminator leads to, appended to `ret_successors` (uint32_t), each once. */
void ir_successors(const struct ir_function *function, uint32_t block, GArray *ret_successors);

/* The op's properties from ops.def. */
const char *ir_op_name(enum ir_op op);
bool ir_op_has_flag(enum ir_op op, char flag);

#endif
