#include "facts/handing.h"

enum { DEPTH_MAX = 32, STEPS_MAX = 512 };

struct tracer {
    struct body *body;
    const struct ir_function *function;
    unsigned *steps; /* loops lead back to themselves by many ways */
};

static struct handed trace(const struct tracer *t, struct ir_ref ref, unsigned depth);

static struct handed handed(enum handed_kind kind)
{
    return (struct handed){.kind = kind};
}

static struct handed changed(struct handed value)
{
    value.is_changed = true;
    return value;
}

/* What is one thing or the other: a parameter on some path is handed on, but not always. */
static struct handed join(struct handed a, struct handed b)
{
    if (a.kind == HANDED_NOTHING || b.kind == HANDED_NOTHING)
        return a.kind == HANDED_NOTHING ? b : a;
    if (a.kind == HANDED_PARAMETER && b.kind == HANDED_PARAMETER) {
        a.is_changed |= b.is_changed;
        return a.parameter == b.parameter ? a : handed(HANDED_UNKNOWN);
    }
    if (a.kind == HANDED_PARAMETER || b.kind == HANDED_PARAMETER)
        return changed(a.kind == HANDED_PARAMETER ? a : b);
    return handed(HANDED_UNKNOWN);
}

/* Made of two: `(size + page - 1) & mask` is still size, `base + size` of two parameters is neither. */
static struct handed combine(struct handed a, struct handed b)
{
    bool left = a.kind == HANDED_PARAMETER, right = b.kind == HANDED_PARAMETER;
    if (left && right)
        return a.parameter == b.parameter ? changed(a) : handed(HANDED_UNKNOWN);
    if (left || right)
        return changed(left ? a : b);
    return handed(a.kind == HANDED_FIXED && b.kind == HANDED_FIXED ? HANDED_FIXED : HANDED_UNKNOWN);
}

static struct handed trace_write(const struct tracer *t, uint32_t write, uint32_t local, unsigned depth)
{
    if (write == IR_NONE && local < t->function->n_params)
        return (struct handed){.kind = HANDED_PARAMETER, .parameter = local};
    const struct ir_inst *inst = write == IR_NONE ? NULL : ir_inst_at(t->function, write);
    if (!inst || inst->op != IR_STORE)
        return handed(HANDED_UNKNOWN);
    return trace(t, ir_operand(t->function, inst, 1), depth);
}

static struct handed trace_load(const struct tracer *t, uint32_t load, unsigned depth)
{
    struct ir_ref local = ir_operand(t->function, ir_inst_at(t->function, load), 0);
    const struct reaching *reaching = body_reaching(t->body);
    const GArray *writes = reaching && local.kind == IR_REF_LOCAL ? reaching_writes(reaching, load) : NULL;
    struct handed all = handed(writes && writes->len ? HANDED_NOTHING : HANDED_UNKNOWN);
    for (guint i = 0; writes && i < writes->len; i++)
        all = join(all, trace_write(t, g_array_index(writes, uint32_t, i), local.index, depth));
    return all;
}

static struct handed trace_phi(const struct tracer *t, const struct ir_inst *phi, unsigned depth)
{
    struct handed all = handed(HANDED_NOTHING);
    for (uint32_t o = 1; o < phi->n_operands; o += 2)
        all = join(all, trace(t, ir_operand(t->function, phi, o), depth));
    return all;
}

static struct handed trace_inst(const struct tracer *t, uint32_t index, unsigned depth)
{
    const struct ir_inst *inst = ir_inst_at(t->function, index);
    switch (inst->op) {
    case IR_LOAD:
        return trace_load(t, index, depth);
    case IR_PHI:
        return trace_phi(t, inst, depth);
    case IR_TRUNC:
    case IR_EXTEND:
    case IR_BITCAST:
    case IR_INTTOPTR:
    case IR_PTRTOINT:
        return trace(t, ir_operand(t->function, inst, 0), depth);
    case IR_FIELD:
    case IR_NEG:
    case IR_NOT:
        return changed(trace(t, ir_operand(t->function, inst, 0), depth));
    case IR_INDEX: /* an address is its base's, wherever the offset comes from */
        return changed(trace(t, ir_operand(t->function, inst, 0), depth));
    default:
        break;
    }
    if (inst->op < IR_ADD || inst->op > IR_SHR)
        return handed(HANDED_UNKNOWN);
    return combine(trace(t, ir_operand(t->function, inst, 0), depth),
                   trace(t, ir_operand(t->function, inst, 1), depth));
}

static struct handed trace(const struct tracer *t, struct ir_ref ref, unsigned depth)
{
    if (ref.kind == IR_REF_CONST || ref.kind == IR_REF_SYMBOL || ref.kind == IR_REF_STRING)
        return handed(HANDED_FIXED);
    if (ref.kind != IR_REF_TEMP || depth >= DEPTH_MAX || ++*t->steps > STEPS_MAX)
        return handed(HANDED_UNKNOWN);
    return trace_inst(t, ref.index, depth + 1);
}

static bool decides(const struct ir_inst *inst)
{
    return (inst->op >= IR_EQ && inst->op <= IR_GE) || inst->op == IR_TOBOOL || inst->op == IR_CBR ||
           inst->op == IR_SWITCH;
}

/* Whether the function asks what the parameter is: then not every value gets through. */
static bool is_asked(const struct tracer *t, uint32_t parameter)
{
    const struct chains *chains = body_chains(t->body);
    for (uint32_t i = 0; i < t->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(t->function, i);
        struct ir_ref local = inst->op == IR_LOAD ? ir_operand(t->function, inst, 0) : (struct ir_ref){0};
        if (local.kind != IR_REF_LOCAL || local.index != parameter)
            continue;
        g_autoptr(GArray) consumers = chains_consumers(chains, i);
        for (guint u = 0; u < consumers->len; u++)
            if (decides(ir_inst_at(t->function, g_array_index(consumers, struct chain_use, u).inst)))
                return true;
    }
    return false;
}

struct handed handing_of(struct body *body, const struct ir_function *function, struct ir_ref ref)
{
    unsigned steps = 0;
    struct tracer tracer = {body, function, &steps};
    struct handed value = trace(&tracer, ref, 0);
    if (value.kind == HANDED_NOTHING)
        value.kind = HANDED_UNKNOWN;
    if (value.kind == HANDED_PARAMETER && !value.is_changed)
        value.is_changed = is_asked(&tracer, value.parameter);
    return value;
}
