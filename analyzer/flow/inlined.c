/* What a function without branches makes of its arguments, as if its body stood where it is called: an address.
 * `slot_at(q, i)->len` and again `slot_at(q, i)->len` are then one place, and one place with `q->slots[i].len`. */
#include "flow/made.h"
#include "flow/numbering_p.h"
#include "ir/access.h"

enum { NESTED_MAX = 3 /* such calls within such functions */, INSTS_MAX = 64 };

struct inlining {
    struct numbering *n;
    const GArray *state; /* at the call */
    term_id *held;       /* by local of the body */
    unsigned depth;
};

static term_id evaluate(struct inlining *in, const struct ir_function *body);

static bool is_accessor(const struct ir_function *body)
{
    return body->blocks->len == 1 && body->insts->len && body->insts->len <= INSTS_MAX &&
           ir_inst_at(body, body->insts->len - 1)->op == IR_RET;
}

static term_id load(const struct inlining *in, const struct ir_inst *inst)
{
    struct ir_ref address = ir_operand(in->n->function, inst, 0);
    if (address.kind == IR_REF_LOCAL)
        return in->held[address.index];
    return numbering_loaded(in->n, in->state, inst);
}

/* Of a variable as a whole; what is stored elsewhere is more than an accessor does. */
static bool store(const struct inlining *in, const struct ir_inst *inst)
{
    struct ir_ref address = ir_operand(in->n->function, inst, 0);
    if (address.kind == IR_REF_LOCAL)
        in->held[address.index] = numbering_of(in->n, ir_operand(in->n->function, inst, 1));
    return address.kind == IR_REF_LOCAL;
}

static term_id call(const struct inlining *in, uint32_t i, const struct ir_inst *inst)
{
    struct numbering *n = in->n;
    struct call_effect effect = {.size = UINT64_MAX};
    if (in->depth == NESTED_MAX || !n->effects->of_call(n->function, i, &effect, n->effects->context) || !effect.body ||
        !is_accessor(effect.body))
        return TERM_UNKNOWN;
    g_autofree term_id *held = g_new0(term_id, effect.body->locals->len + 1);
    for (uint32_t p = 0; p < effect.body->n_params && p + 1 < inst->n_operands; p++)
        held[p] = numbering_of(n, ir_operand(n->function, inst, p + 1));
    struct inlining inner = {n, in->state, held, in->depth + 1};
    return evaluate(&inner, effect.body);
}

/* The address of a variable, or of a part of it, is one of the body's own; its number means another one's here. */
static bool names_local(const struct ir_function *body, const struct ir_inst *inst)
{
    for (uint32_t o = inst->op == IR_LOAD || inst->op == IR_STORE; o < inst->n_operands; o++)
        if (ir_operand(body, inst, o).kind == IR_REF_LOCAL)
            return true;
    return false;
}

/* True as long as it may be no more than an address that is made. */
static bool step(struct inlining *in, uint32_t i)
{
    struct numbering *n = in->n;
    const struct ir_inst *inst = ir_inst_at(n->function, i);
    if (names_local(n->function, inst))
        return false;
    if (inst->op == IR_STORE)
        return store(in, inst);
    if (inst->op == IR_RET)
        return true;
    if (inst->op == IR_LOAD)
        n->temps[i] = load(in, inst);
    else
        n->temps[i] = inst->op == IR_CALL ? call(in, i, inst) : numbering_made(n, inst);
    return n->temps[i] != TERM_UNKNOWN;
}

/* The terms of the body's operands are those of its own function for as long. */
static term_id evaluate(struct inlining *in, const struct ir_function *body)
{
    struct numbering *n = in->n;
    const struct ir_function *caller = n->function;
    term_id *temps = n->temps, made = TERM_UNKNOWN;
    uint32_t last = body->insts->len - 1, i = 0;
    n->function = body;
    n->temps = g_new0(term_id, body->insts->len);
    while (i <= last && step(in, i))
        i++;
    const struct ir_inst *ret = ir_inst_at(body, last);
    if (i > last && ret->n_operands)
        made = numbering_of(n, ir_operand(body, ret, 0));
    g_free(n->temps);
    n->temps = temps;
    n->function = caller;
    return made;
}

term_id numbering_inlined(struct numbering *n, const GArray *state, uint32_t inst)
{
    struct inlining in = {.n = n, .state = state};
    return call(&in, inst, ir_inst_at(n->function, inst));
}
