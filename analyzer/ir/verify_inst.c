#include "ir/access.h"
#include "ir/ops_p.h"
#include "ir/verify_p.h"

static enum ir_type_kind kind_of(const struct ir_verifier *v, ir_id type)
{
    return ir_type_at(v->unit, type)->kind;
}

static bool verify_range(struct ir_verifier *v, uint32_t i, struct ir_ref ref)
{
    const struct ir_function *function = v->function;
    const guint ends[] = {
        [IR_REF_TEMP] = function->insts->len,     [IR_REF_CONST] = v->unit->consts->len,
        [IR_REF_LOCAL] = function->locals->len,   [IR_REF_SYMBOL] = v->unit->symbols->len,
        [IR_REF_STRING] = v->unit->literals->len, [IR_REF_BLOCK] = function->blocks->len,
    };
    if (ref.kind == IR_REF_NONE || ref.kind >= G_N_ELEMENTS(ends) || ref.index >= ends[ref.kind])
        return ir_verify_fail(v, "operand %u: no such thing", i);
    if (ref.kind != IR_REF_TEMP)
        return true;
    const struct ir_inst *definition = ir_inst_at(function, ref.index);
    if (definition->op >= IR_N_OPS || definition->type >= v->unit->types->len)
        return ir_verify_fail(v, "operand %u: instruction %u is broken", i, ref.index);
    return ir_inst_is_value(v->unit, definition) ||
           ir_verify_fail(v, "operand %u: instruction %u has no value", i, ref.index);
}

static bool fits_letter(const struct ir_verifier *v, char letter, struct ir_ref ref)
{
    ir_id type = ir_ref_type(v->unit, v->function, ref);
    switch (letter) {
    case 'b':
        return ref.kind == IR_REF_BLOCK;
    case 'c':
        return ref.kind == IR_REF_CONST && kind_of(v, type) == IR_TYPE_INT;
    case 'p':
        return type == IR_NONE ? ref.kind != IR_REF_BLOCK : kind_of(v, type) == IR_TYPE_POINTER;
    default:
        return true;
    }
}

static const char *letter_words(char letter)
{
    return letter == 'b' ? "a block" : letter == 'c' ? "a constant integer" : "a pointer";
}

static bool verify_operand(struct ir_verifier *v, const struct ir_inst *inst, uint32_t i, char letter)
{
    struct ir_ref ref = ir_operand(v->function, inst, i);
    if (!verify_range(v, i, ref))
        return false;
    return fits_letter(v, letter, ref) || ir_verify_fail(v, "operand %u is not %s", i, letter_words(letter));
}

/* The letters of ops.def; for the three with groups, the letter of each place. */
static char letter_at(const struct ir_function *function, const struct ir_inst *inst, uint32_t i)
{
    const char *letters = ir_op_operands(inst->op);
    if (inst->op == IR_PHI)
        return i % 2 ? 'v' : 'b';
    if (inst->op == IR_SWITCH)
        return i < 2 ? letters[i] : "ccb"[(i - 2) % 3];
    if (inst->op == IR_ASMGOTO)
        return i <= g_array_index(function->asms, struct ir_asm, inst->aux).n_labels ? 'b' : 'v';
    for (; i > 0 && letters[1] != '*'; i--)
        letters++;
    return *letters;
}

static bool count_fits(const struct ir_function *function, const struct ir_inst *inst)
{
    uint32_t n = inst->n_operands, least = 0;
    if (inst->op == IR_PHI)
        return n % 2 == 0;
    if (inst->op == IR_SWITCH)
        return n >= 2 && (n - 2) % 3 == 0;
    if (inst->op == IR_ASM || inst->op == IR_ASMGOTO) {
        const struct ir_asm *code = &g_array_index(function->asms, struct ir_asm, inst->aux);
        uint64_t blocks = inst->op == IR_ASMGOTO ? 1 + (uint64_t)code->n_labels : code->n_labels;
        return n == blocks + code->constraints->len;
    }
    if (inst->op == IR_RET)
        return n <= 1;
    for (const char *letter = ir_op_operands(inst->op); *letter; letter++)
        if (letter[1] == '*')
            return n >= least;
        else
            least++;
    return n == least;
}

static bool verify_aux(struct ir_verifier *v, const struct ir_inst *inst)
{
    guint end = G_MAXUINT;
    switch (ir_op_aux(inst->op)) {
    case IR_AUX_TYPE:
        end = v->unit->types->len;
        break;
    case IR_AUX_CALL:
        end = v->function->calls->len;
        break;
    case IR_AUX_ASM:
        end = v->function->asms->len;
        break;
    case IR_AUX_REASON:
        end = v->unit->literals->len;
        break;
    case IR_AUX_FIELD: /* by its record, below */
    case IR_AUX_NONE:
        return true;
    }
    return inst->aux < end || ir_verify_fail(v, "aux is out of range");
}

static bool verify_field(struct ir_verifier *v, const struct ir_inst *inst)
{
    const struct ir_type *record = ir_record_pointed_to(v->unit, v->function, ir_operand(v->function, inst, 0));
    if (!record)
        return ir_verify_fail(v, "operand 0 does not point to a record");
    if (inst->aux >= record->fields->len)
        return ir_verify_fail(v, "no such field");
    return kind_of(v, inst->type) == IR_TYPE_POINTER || ir_verify_fail(v, "its type is no pointer");
}

static bool widths_fit(const struct ir_type *from, const struct ir_type *to, enum ir_op op)
{
    switch (op) {
    case IR_TRUNC:
        return from->kind == IR_TYPE_INT && to->kind == IR_TYPE_INT && to->size <= from->size;
    case IR_EXTEND:
        return from->kind == IR_TYPE_INT && to->kind == IR_TYPE_INT && to->size >= from->size;
    case IR_BITCAST:
        return from->size == to->size;
    case IR_TOBOOL:
        return to->kind == IR_TYPE_INT;
    case IR_INTTOPTR:
        return from->kind == IR_TYPE_INT && to->kind == IR_TYPE_POINTER;
    case IR_PTRTOINT:
        return from->kind == IR_TYPE_POINTER && to->kind == IR_TYPE_INT;
    case IR_FLOATCAST:
        return from->kind == IR_TYPE_FLOAT || to->kind == IR_TYPE_FLOAT;
    default:
        return true;
    }
}

static bool verify_type_fits(struct ir_verifier *v, const struct ir_inst *inst)
{
    if ((ir_op_result(inst->op) == 'V' || inst->op == IR_STORE) && kind_of(v, inst->type) == IR_TYPE_VOID)
        return ir_verify_fail(v, "its type is void");
    if (inst->op == IR_FIELD)
        return verify_field(v, inst);
    if (inst->op == IR_INDEX && kind_of(v, inst->type) != IR_TYPE_POINTER)
        return ir_verify_fail(v, "its type is no pointer");
    if (inst->op >= IR_EQ && inst->op <= IR_GE && kind_of(v, inst->type) != IR_TYPE_INT)
        return ir_verify_fail(v, "its type is no integer");
    if (inst->op >= IR_TRUNC && inst->op <= IR_FLOATCAST &&
        !widths_fit(ir_type_at(v->unit, inst->aux), ir_type_at(v->unit, inst->type), inst->op))
        return ir_verify_fail(v, "it does not convert between these types");
    return true;
}

/* Where it stands: the terminator last, phis first. */
static bool verify_place(struct ir_verifier *v, const struct ir_inst *inst)
{
    const struct ir_block *block = ir_block_at(v->function, v->block);
    bool is_last = v->inst == block->first + block->n - 1;
    if (ir_op_has_flag(inst->op, 'T') != is_last)
        return ir_verify_fail(v, is_last ? "the block does not end in a terminator" : "a terminator inside the block");
    if (inst->op == IR_PHI && v->inst > block->first && ir_inst_at(v->function, v->inst - 1)->op != IR_PHI)
        return ir_verify_fail(v, "a phi stands first in its block");
    return true;
}

static bool verify_asm(struct ir_verifier *v, const struct ir_inst *inst)
{
    if (ir_op_aux(inst->op) != IR_AUX_ASM)
        return true;
    const struct ir_asm *code = &g_array_index(v->function->asms, struct ir_asm, inst->aux);
    if (inst->op == IR_ASM && code->n_labels)
        return ir_verify_fail(v, "an asm with labels is an asmgoto");
    return inst->is_volatile == code->is_volatile || ir_verify_fail(v, "volatile differs from its asm's");
}

bool ir_verify_inst(struct ir_verifier *v, const struct ir_inst *inst)
{
    if (inst->op >= IR_N_OPS)
        return ir_verify_fail(v, "instruction %u: no such operation", v->inst);
    if (inst->type >= v->unit->types->len || inst->loc >= v->unit->locs->len)
        return ir_verify_fail(v, "no such type or loc");
    if (inst->operands > v->function->operands->len || inst->n_operands > v->function->operands->len - inst->operands)
        return ir_verify_fail(v, "operands are out of range");
    if (!verify_place(v, inst) || !verify_aux(v, inst) || !verify_asm(v, inst))
        return false;
    if (!count_fits(v->function, inst))
        return ir_verify_fail(v, "wrong number of operands");
    for (uint32_t i = 0; i < inst->n_operands; i++)
        if (!verify_operand(v, inst, i, letter_at(v->function, inst, i)))
            return false;
    return verify_type_fits(v, inst);
}
