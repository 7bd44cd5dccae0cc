/* What a function loads, writes, hands on, and relies on, instruction by instruction. */
#include "facts/deeds.h"
#include "flow/counter.h"
#include "ir/arithmetic.h"

/* Inputs are values, outputs addresses. What an assembler statement reads and writes besides is not followed. */
static void assembly(struct summing *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    const struct ir_asm *text = i->op == IR_UNKNOWN ? NULL : &g_array_index(s->function->asms, struct ir_asm, i->aux);
    uint32_t first = i->op == IR_ASMGOTO ? text->n_labels + 1 : 0, outputs = text ? text->n_outputs : 0;
    for (uint32_t o = first; o < i->n_operands; o++) {
        if (o < first + outputs)
            deeds_write(s, inst, summing_operand(s, inst, o), UINT64_MAX, TERM_UNKNOWN, false);
        else
            deeds_use_value(s, inst, DEPENDENCE_ARGUMENT, summing_operand(s, inst, o),
                            (struct receiver){"an asm statement", o, false});
    }
}

/* Whether the counter is made of the very number that it is held against: `if (n > room) break; … room -= n;`. */
static bool is_measured_by(struct summing *s, term_id counter, term_id bound)
{
    const GArray *of = origins_of(s->origins, counter);
    struct subject by;
    if (!origins_exact(s->origins, bound, &by))
        return false;
    for (guint i = 0; i < of->len; i++)
        if (subject_equal(&g_array_index(of, struct subject, i), &by))
            return true;
    return false;
}

/* Branches that leave are told as checks; what bounds a loop or selects is a use as well. */
static void branch(struct summing *s, uint32_t inst)
{
    term_id condition = summing_operand(s, inst, 0);
    const struct term *term = term_at(summing_terms(s), condition);
    if (ir_inst_at(s->function, inst)->op == IR_SWITCH) {
        deeds_use_value(s, inst, DEPENDENCE_SWITCH, condition, deeds_nobody);
        return;
    }
    if (term->kind != TERM_OPERATION || !arithmetic_is_comparison((enum ir_op)term->op))
        return;
    term_id a = term->a, b = term->b;
    if (counter_is(s->cfg, summing_terms(s), a) && !is_measured_by(s, a, b))
        deeds_use_value(s, inst, DEPENDENCE_LOOP, b, deeds_nobody);
    else if (counter_is(s->cfg, summing_terms(s), b) && !is_measured_by(s, b, a))
        deeds_use_value(s, inst, DEPENDENCE_LOOP, a, deeds_nobody);
}

/* A value that outlives the function where others find it, and what it points to. */
static void keep(struct summing *s, uint32_t inst, term_id address, term_id value)
{
    struct call_place place;
    int64_t offset;
    if (deeds_is_own(s, address))
        return;
    deeds_use_value(s, inst, DEPENDENCE_KEPT, value, deeds_nobody);
    if (origins_place(s->origins, value, &place, &offset, &(bool){true}) &&
        ir_inst_at(s->function, inst)->op == IR_STORE) {
        ir_id type = ir_inst_at(s->function, inst)->type;
        if (type != IR_NONE && ir_type_at(s->knowledge->unit, type)->kind == IR_TYPE_POINTER)
            deeds_use_memory(s, inst, DEPENDENCE_KEPT, value, deeds_nobody);
    }
}

static void deeds_at(struct summing *s, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_LOAD:
        deeds_use_address(s, inst, summing_operand(s, inst, 0));
        deeds_load(s, inst, summing_operand(s, inst, 0), deeds_access_size(s, inst));
        break;
    case IR_STORE:
        deeds_use_address(s, inst, summing_operand(s, inst, 0));
        deeds_write(s, inst, summing_operand(s, inst, 0), deeds_access_size(s, inst), summing_operand(s, inst, 1),
                    false);
        keep(s, inst, summing_operand(s, inst, 0), summing_operand(s, inst, 1));
        break;
    case IR_COPY:
        deeds_use_address(s, inst, summing_operand(s, inst, 0));
        deeds_use_address(s, inst, summing_operand(s, inst, 1));
        deeds_copy(s, inst, summing_operand(s, inst, 0), summing_operand(s, inst, 1), deeds_type_size(s, i->type));
        break;
    case IR_ZERO:
        deeds_write(s, inst, summing_operand(s, inst, 0), deeds_type_size(s, i->type), TERM_UNKNOWN, false);
        break;
    case IR_CALL:
        deeds_call(s, inst);
        break;
    case IR_ASM:
    case IR_ASMGOTO:
    case IR_UNKNOWN:
        assembly(s, inst);
        break;
    case IR_CBR:
    case IR_SWITCH:
        branch(s, inst);
        break;
    default:
        break;
    }
}

void summing_tell_deeds(struct summing *s)
{
    for (uint32_t i = 0; i < s->function->insts->len && !s->is_too_much; i++)
        if (cfg_is_reachable(s->cfg, summing_block(s, i)))
            deeds_at(s, i);
}
