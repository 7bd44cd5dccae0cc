#include "flow/slots.h"

#include <string.h>

#include "ir/access.h"

struct slots {
    const struct ir_unit *unit;
    const struct ir_function *function;
    uint32_t n_locals, n;
    uint32_t *of_local, *of_temp; /* IR_NONE: none */
    uint32_t *local;              /* of a slot below n_locals */
};

static const struct ir_local *local_at(const struct ir_function *function, uint32_t i)
{
    return &g_array_index(function->locals, struct ir_local, i);
}

/* A static local keeps its value from call to call, a volatile one may change at any time. */
static bool is_scalar(const struct ir_unit *unit, const struct ir_local *local)
{
    const struct ir_type *type = ir_type_at(unit, local->type);
    bool scalar = type->kind == IR_TYPE_INT || type->kind == IR_TYPE_POINTER;
    return scalar && !type->is_volatile && !local->is_static && local->cleanup == IR_NONE;
}

/* The constraint of an asm statement's output; NULL for every other operand. */
static const char *output_constraint(const struct ir_function *function, const struct ir_inst *inst, uint32_t operand)
{
    if (inst->op != IR_ASM && inst->op != IR_ASMGOTO)
        return NULL;
    const struct ir_asm *text = &g_array_index(function->asms, struct ir_asm, inst->aux);
    uint32_t first = inst->op == IR_ASMGOTO ? text->n_labels + 1 : 0;
    if (operand < first || operand - first >= MIN(text->n_outputs, text->constraints->len))
        return NULL;
    return g_array_index(text->constraints, const char *, operand - first);
}

/* Whether this operand only reads or writes the whole local. Anything else, reading a part of it included, lets its
 * address out of sight. */
static bool is_plain_access(const struct slots *s, const struct ir_inst *inst, uint32_t operand, uint32_t local)
{
    if (output_constraint(s->function, inst, operand))
        return true;
    if (operand != 0 || (inst->op != IR_LOAD && inst->op != IR_STORE && inst->op != IR_ZERO))
        return false;
    const struct ir_type *accessed = ir_type_at(s->unit, inst->type);
    const struct ir_type *declared = ir_type_at(s->unit, local_at(s->function, local)->type);
    return accessed->size == declared->size && !inst->is_volatile;
}

static void drop_escaping(struct slots *s, bool *private)
{
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(s->function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(s->function, inst, o);
            if (ref.kind == IR_REF_LOCAL && private[ref.index])
            private[ref.index] = is_plain_access(s, inst, o, ref.index);
        }
    }
}

static void number_locals(struct slots *s)
{
    uint32_t n = s->function->locals->len;
    g_autofree bool *private = g_new0(bool, MAX(n, 1));
    for (uint32_t i = 0; i < n; i++)
    private[i] = is_scalar(s->unit, local_at(s->function, i));
    drop_escaping(s, private);
    s->of_local = g_new(uint32_t, MAX(n, 1));
    s->local = g_new(uint32_t, MAX(n, 1));
    for (uint32_t i = 0; i < n; i++) {
        s->of_local[i] = private[i] ? s->n : IR_NONE;
        if (private[i])
            s->local[s->n++] = i;
    }
    s->n_locals = s->n;
}

/* A phi reads its operand at the end of the predecessor, so every operand of a phi crosses. */
static void number_temps(struct slots *s, const struct cfg *cfg)
{
    uint32_t n = s->function->insts->len;
    s->of_temp = g_new(uint32_t, MAX(n, 1));
    memset(s->of_temp, 0xff, n * sizeof *s->of_temp);
    for (uint32_t i = 0; i < n; i++) {
        const struct ir_inst *inst = ir_inst_at(s->function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(s->function, inst, o);
            if (ref.kind != IR_REF_TEMP || s->of_temp[ref.index] != IR_NONE)
                continue;
            if (cfg_block_of(cfg, ref.index) != cfg_block_of(cfg, i))
                s->of_temp[ref.index] = s->n++;
        }
    }
}

struct slots *slots_new(const struct ir_unit *unit, const struct cfg *cfg)
{
    struct slots *s = g_new0(struct slots, 1);
    s->unit = unit;
    s->function = cfg_function(cfg);
    number_locals(s);
    number_temps(s, cfg);
    return s;
}

void slots_free(struct slots *s)
{
    if (!s)
        return;
    g_free(s->of_local);
    g_free(s->of_temp);
    g_free(s->local);
    g_free(s);
}

uint32_t slots_count(const struct slots *s)
{
    return s->n;
}

uint32_t slots_locals(const struct slots *s)
{
    return s->n_locals;
}

uint32_t slots_of_local(const struct slots *s, uint32_t local)
{
    return s->of_local[local];
}

uint32_t slots_of_temp(const struct slots *s, uint32_t temp)
{
    return s->of_temp[temp];
}

uint32_t slots_local(const struct slots *s, uint32_t slot)
{
    g_assert(slot < s->n_locals);
    return s->local[slot];
}

static uint32_t slot_at(const struct slots *s, struct ir_ref ref)
{
    return ref.kind == IR_REF_LOCAL ? s->of_local[ref.index] : IR_NONE;
}

uint32_t slots_read(const struct slots *s, uint32_t index)
{
    const struct ir_inst *inst = ir_inst_at(s->function, index);
    return inst->op == IR_LOAD ? slot_at(s, ir_operand(s->function, inst, 0)) : IR_NONE;
}

void slots_updates(const struct slots *s, uint32_t index, GArray *ret_slots)
{
    const struct ir_inst *inst = ir_inst_at(s->function, index);
    for (uint32_t o = 0; o < inst->n_operands; o++) {
        const char *constraint = output_constraint(s->function, inst, o);
        uint32_t slot = slot_at(s, ir_operand(s->function, inst, o));
        if (constraint && *constraint == '+' && slot != IR_NONE)
            g_array_append_val(ret_slots, slot);
    }
}

static void append_write(const struct slots *s, struct ir_ref where, struct slot_write write, GArray *ret_writes)
{
    write.slot = slot_at(s, where);
    if (write.slot != IR_NONE)
        g_array_append_val(ret_writes, write);
}

void slots_writes(const struct slots *s, uint32_t index, GArray *ret_writes)
{
    const struct ir_inst *inst = ir_inst_at(s->function, index);
    struct slot_write write = {.kind = SLOT_UNKNOWN};
    if (inst->op == IR_STORE) {
        write.kind = SLOT_VALUE;
        write.value = ir_operand(s->function, inst, 1);
        append_write(s, ir_operand(s->function, inst, 0), write, ret_writes);
    } else if (inst->op == IR_ZERO) {
        write.kind = SLOT_ZERO;
        append_write(s, ir_operand(s->function, inst, 0), write, ret_writes);
    } else if (inst->op == IR_ASM || inst->op == IR_ASMGOTO) {
        for (uint32_t o = 0; o < inst->n_operands; o++)
            if (output_constraint(s->function, inst, o))
                append_write(s, ir_operand(s->function, inst, o), write, ret_writes);
    }
}

void slots_print(const struct slots *s, GString *out)
{
    for (uint32_t i = 0; i < s->n_locals; i++)
        g_string_append_printf(out, "%u: %s\n", i, local_at(s->function, s->local[i])->name);
    for (uint32_t i = 0; i < s->function->insts->len; i++)
        if (s->of_temp[i] != IR_NONE)
            g_string_append_printf(out, "%u: %%%u\n", s->of_temp[i], i);
}
