#include "facts/effects.h"

#include <string.h>

#include "facts/callees.h"
#include "facts/callgraph.h"
#include "facts/copiers.h"
#include "facts/summaries.h"
#include "ir/access.h"

static const struct ir_inst *call_at(const struct ir_function *function, uint32_t inst)
{
    const struct ir_inst *call = ir_inst_at(function, inst);
    return call->op == IR_CALL ? call : NULL;
}

static const char *callee_name(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst)
{
    const struct ir_inst *call = call_at(function, inst);
    const struct ir_symbol *callee = call ? ir_callee(k->unit, function, call) : NULL;
    return callee ? callee->name : NULL;
}

/* The argument of the call that carries the interface's argument. */
static struct ir_ref argument(const struct ir_function *function, uint32_t inst, const struct catalogue_match *match,
                              int index)
{
    const struct ir_inst *call = ir_inst_at(function, inst);
    int position = index < 0 ? -1 : match->spelling->arguments[index];
    if (position < 0 || (uint32_t)position + 1 >= call->n_operands)
        return (struct ir_ref){.kind = IR_REF_NONE};
    return ir_operand(function, call, (uint32_t)position + 1);
}

/* Bytes behind a pointer operand; UINT64_MAX when its type does not tell. */
static uint64_t pointee_size(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP && ir_inst_at(function, ref.index)->op == IR_BITCAST)
        ref = ir_operand(function, ir_inst_at(function, ref.index), 0);
    ir_id id = IR_NONE;
    if (ref.kind == IR_REF_LOCAL) {
        id = g_array_index(function->locals, struct ir_local, ref.index).type;
    } else if (ref.kind == IR_REF_TEMP) {
        ir_id pointer = ir_ref_type(unit, function, ref);
        if (pointer != IR_NONE && ir_type_at(unit, pointer)->kind == IR_TYPE_POINTER)
            id = ir_type_at(unit, pointer)->target;
    }
    uint64_t size = id == IR_NONE ? 0 : ir_type_at(unit, id)->size;
    return size ? size : UINT64_MAX;
}

static bool is_stream_type(const char *type)
{
    return strstr(type, "iov_iter") || strstr(type, "struct msghdr") || strstr(type, "**");
}

static int skipping_argument(const struct interface *interface)
{
    for (guint i = 0; i < interface->args->len; i++) {
        const struct catalogue_argument *arg = g_ptr_array_index(interface->args, i);
        if (g_str_equal(arg->name, "offset") && arg->role != ARGUMENT_LENGTH)
            return (int)i;
    }
    return -1;
}

static void fill(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst,
                 const struct catalogue_match *match, struct fetch_call *ret)
{
    const struct interface *interface = match->interface;
    const struct catalogue_fetch *fetch = interface->fetch;
    const struct catalogue_argument *source = g_ptr_array_index(interface->args, (guint)fetch->source);
    ir_id type = ir_inst_at(function, inst)->type;
    bool is_pointer = type != IR_NONE && ir_type_at(k->unit, type)->kind == IR_TYPE_POINTER;
    *ret = (struct fetch_call){
        .interface = interface,
        .source = argument(function, inst, match, fetch->source),
        .destination = argument(function, inst, match, fetch->destination),
        .length = argument(function, inst, match, fetch->length),
        .skipped = argument(function, inst, match, skipping_argument(interface)),
        .size = UINT64_MAX,
        .gives_copy = fetch->returns_copy && is_pointer,
        .gives_value = fetch->returns_copy && !is_pointer,
        .is_stream = is_stream_type(source->type),
    };
    if (fetch->count >= 0)
        ret->length.kind = IR_REF_NONE; /* a product: not known */
    else if (ret->length.kind == IR_REF_NONE && fetch->implied_size > 0)
        ret->size = (uint64_t)fetch->implied_size;
    else if (ret->length.kind == IR_REF_NONE && fetch->implied_size == 0)
        ret->size =
            pointee_size(k->unit, function, ret->destination.kind == IR_REF_NONE ? ret->source : ret->destination);
}

bool effects_fetch(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst,
                   struct fetch_call *ret_fetch)
{
    const char *name = callee_name(k, function, inst);
    const GPtrArray *matches = name ? catalogue_by_name(k->catalogue, SPELLING_CALL, name) : NULL;
    int n_args = (int)ir_inst_at(function, inst)->n_operands - 1;
    for (guint i = 0; matches && i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        if (!match->interface->fetch || (match->spelling->arity >= 0 && match->spelling->arity != n_args))
            continue;
        fill(k, function, inst, match, ret_fetch);
        return ret_fetch->source.kind != IR_REF_NONE;
    }
    return false;
}

/* An interface that is an accessor of memory which a device writes. */
static bool is_of_device(const struct interface *interface)
{
    const struct catalogue_shared *shared = interface->accessor ? interface->shared : NULL;
    return shared && shared->through >= 0 && g_str_equal(shared->principal, "device");
}

bool effects_register(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst,
                      struct fetch_call *ret_fetch)
{
    const char *name = callee_name(k, function, inst);
    const GPtrArray *matches = name ? catalogue_by_name(k->catalogue, SPELLING_CALL, name) : NULL;
    const struct ir_inst *call = ir_inst_at(function, inst);
    for (guint i = 0; matches && i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        if (!is_of_device(match->interface) || match->spelling->arity != (int)call->n_operands - 1)
            continue;
        uint64_t size = call->type == IR_NONE ? 0 : ir_type_at(k->unit, call->type)->size;
        *ret_fetch = (struct fetch_call){.gives_value = true, .size = size ? size : UINT64_MAX};
        ret_fetch->source = argument(function, inst, match, match->interface->shared->through);
        return ret_fetch->source.kind != IR_REF_NONE;
    }
    return false;
}

const struct summary *effects_summary(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst)
{
    struct call_effect effect;
    struct fetch_call fetch;
    const struct ir_inst *call = call_at(function, inst);
    const char *name = callee_name(k, function, inst);
    if (!k->summaries || !call)
        return NULL;
    if (name && (effects_fetch(k, function, inst, &fetch) || effects_register(k, function, inst, &fetch) ||
                 callee_of_library(function, call, name, &effect) || effects_copier(k, function, inst, &effect)))
        return NULL;
    return unit_summaries_called(k->summaries, function, inst);
}

const struct ir_function *effects_body(const struct call_knowledge *k, const struct ir_function *function,
                                       uint32_t inst)
{
    const struct ir_inst *call = call_at(function, inst);
    const struct ir_symbol *callee = call ? ir_callee(k->unit, function, call) : NULL;
    if (k->summaries && callee && callee->is_defined) {
        uint32_t number = callgraph_target(unit_summaries_graph(k->summaries), function, inst).body;
        const struct ir_function *body = number == IR_NONE ? NULL : g_ptr_array_index(k->unit->functions, number);
        return body && !body->degraded ? body : NULL;
    }
    for (guint f = 0; callee && callee->is_defined && f < k->unit->functions->len; f++) {
        const struct ir_function *body = g_ptr_array_index(k->unit->functions, f);
        if (body->symbol != IR_NONE && ir_symbol_at(k->unit, body->symbol) == callee)
            return body->degraded ? NULL : body;
    }
    return NULL;
}

bool effects_copier(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst,
                    struct call_effect *ret)
{
    const struct ir_inst *call = call_at(function, inst);
    const struct ir_function *body = call && call->n_operands > 2 ? effects_body(k, function, inst) : NULL;
    struct copier copier;
    if (!body || !copier_of(k->unit, body, &copier) || MAX(copier.to, copier.from) + 1 >= call->n_operands)
        return false;
    *ret = (struct call_effect){.kind = EFFECT_COPY, .size = copier.size};
    ret->to = ir_operand(function, call, copier.to + 1);
    ret->from = ir_operand(function, call, copier.from + 1);
    return true;
}

/* The parameter that a function of one block gives back, cast at most: compat_ptr and its kind; -1 when it does more.
 */
static int returned_parameter(const struct ir_function *body)
{
    if (body->blocks->len != 1 || body->insts->len > 8)
        return -1;
    const struct ir_inst *inst = ir_inst_at(body, body->insts->len - 1);
    if (inst->op != IR_RET || inst->n_operands != 1)
        return -1;
    struct ir_ref ref = ir_operand(body, inst, 0);
    for (uint32_t i = 0; i + 1 < body->insts->len; i++) {
        enum ir_op op = (enum ir_op)ir_inst_at(body, i)->op;
        if (op != IR_LOAD && op != IR_BITCAST && op != IR_EXTEND && op != IR_INTTOPTR && op != IR_PTRTOINT)
            return -1;
    }
    while (ref.kind == IR_REF_TEMP)
        ref = ir_operand(body, ir_inst_at(body, ref.index), 0);
    return ref.kind == IR_REF_LOCAL && ref.index < body->n_params ? (int)ref.index : -1;
}

/* Whether the callee's body leaves all memory alone but its own locals, and looks behind no pointer: IS_ERR and its
 * kind. Conversions, arithmetic and branches only. */
static bool is_arithmetic(const struct call_knowledge *k, const struct ir_function *body, unsigned depth)
{
    for (uint32_t i = 0; i < body->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(body, i);
        bool accesses = inst->op == IR_LOAD || inst->op == IR_STORE || inst->op == IR_ZERO;
        if (accesses && ir_operand(body, inst, 0).kind != IR_REF_LOCAL)
            return false;
        if (inst->op == IR_CALL) {
            const struct ir_function *inner = depth ? effects_body(k, body, i) : NULL;
            if (!inner || !is_arithmetic(k, inner, depth - 1))
                return false;
        } else if (inst->op == IR_COPY || inst->op == IR_VAARG || ir_op_has_flag((enum ir_op)inst->op, 'C')) {
            return false;
        }
    }
    return true;
}

bool effects_looks_at_value(const struct call_knowledge *k, const struct ir_function *function, uint32_t call)
{
    const struct ir_symbol *callee = ir_callee(k->unit, function, ir_inst_at(function, call));
    const struct ir_function *body = effects_body(k, function, call);
    return body ? is_arithmetic(k, body, 3) : callee && g_str_has_prefix(callee->name, "IS_ERR");
}

static bool gives_pointer(const struct call_knowledge *k, const struct ir_inst *call)
{
    return call->type != IR_NONE && ir_type_at(k->unit, call->type)->kind == IR_TYPE_POINTER;
}

static bool of_summary(const struct call_knowledge *k, const struct ir_function *function, uint32_t inst,
                       const struct summary *summary, struct call_effect *ret)
{
    const struct ir_inst *call = ir_inst_at(function, inst);
    ret->kind = EFFECT_WRITES;
    ret->writes = (const struct call_write *)(const void *)summary->writes->data;
    ret->n_writes = summary->writes->len;
    ret->is_open = summary->writes_open;
    if (summary->returned >= 0 && (uint32_t)summary->returned + 1 < call->n_operands)
        ret->from = ir_operand(function, call, (uint32_t)summary->returned + 1);
    else if (!summary->writes->len && !summary->writes_open && gives_pointer(k, call))
        ret->body = effects_body(k, function, inst);
    return true;
}

static bool of_call(const struct ir_function *function, uint32_t inst, struct call_effect *ret, void *context)
{
    const struct call_knowledge *k = context;
    const struct ir_inst *call = ir_inst_at(function, inst);
    const char *name = callee_name(k, function, inst);
    struct fetch_call fetch;
    const struct summary *summary = effects_summary(k, function, inst);
    if (summary)
        return of_summary(k, function, inst, summary, ret);
    if (!name)
        return false;
    if (effects_fetch(k, function, inst, &fetch)) {
        ret->kind = fetch.gives_copy ? EFFECT_GIVES : EFFECT_FILL;
        ret->to = fetch.destination;
        ret->length = fetch.length;
        ret->size = fetch.size;
        if (!fetch.gives_copy && fetch.destination.kind == IR_REF_NONE)
            ret->kind = EFFECT_NONE;
        return true;
    }
    if (effects_register(k, function, inst, &fetch)) {
        ret->kind = EFFECT_NONE;
        return true;
    }
    if (callee_of_library(function, call, name, ret) || effects_copier(k, function, inst, ret))
        return true;
    const struct ir_function *body = effects_body(k, function, inst);
    int parameter = body ? returned_parameter(body) : -1;
    if (body && parameter < 0 && is_arithmetic(k, body, 3)) {
        ret->kind = EFFECT_NONE;
        return true;
    }
    if (parameter < 0 || (uint32_t)parameter + 1 >= call->n_operands)
        return false;
    ret->kind = EFFECT_SAME;
    ret->from = ir_operand(function, call, (uint32_t)parameter + 1);
    return true;
}

struct effects effects_of(struct call_knowledge *knowledge)
{
    return (struct effects){.of_call = of_call, .context = knowledge};
}
