/* The pass over a unit: what is shared once is followed through variables, members, arguments and results. */
#include "facts/owner_behind.h"
#include "facts/owner_told.h"
#include "ir/access.h"

enum { ROUNDS_MAX = 12 /* passes over the unit: a pointer handed on so often */ };

/* What the value was made of: the variables it was read from, also through calls such as virt_to_phys. */
static void put_behind(struct owners *o, const struct ir_function *function, struct ir_ref value, struct owner owner,
                       unsigned depth)
{
    if (value.kind != IR_REF_TEMP || depth > 8)
        return;
    const struct ir_inst *inst = ir_inst_at(function, value.index);
    if (inst->op == IR_LOAD) {
        owners_put(o, homes_at(o->homes, function, ir_operand(function, inst, 0)), owner);
        return;
    }
    for (uint32_t i = inst->op == IR_CALL; i < inst->n_operands; i++)
        put_behind(o, function, ir_operand(function, inst, i), owner, depth + 1);
}

/* A call that makes memory shared which exists already: what its argument points to, or what it writes there. */
static void share_argument(struct owners *o, const struct ir_function *function, uint32_t inst)
{
    const struct use *use;
    struct owner owner = owner_of_source(o, function, inst, &use);
    int through = use ? use->interface->shared->through : -1;
    if (through < 0)
        return;
    struct ir_ref ref = use_argument(use, (unsigned)through, NULL);
    const struct catalogue_argument *argument = g_ptr_array_index(use->interface->args, (guint)through);
    if (argument->pointee == POINTEE_OUTPUT)
        owners_put(o, homes_at(o->homes, function, ref), owner);
    else
        put_behind(o, function, ref, owner, 0);
}

static void pass_arguments(struct owners *o, const struct ir_function *function, const struct ir_inst *call)
{
    uint32_t callee = homes_callee(o->homes, function, call);
    for (uint32_t i = 1; callee == IR_NONE && o->tree && i < call->n_operands; i++)
        owners_put(o, homes_at(o->homes, function, ir_operand(function, call, i)),
                   owner_told(o, ir_callee(o->unit, function, call), (int)i - 1));
    if (callee == IR_NONE)
        return;
    uint32_t n = MIN(call->n_operands - 1, homes_body(o->homes, callee)->n_params);
    for (uint32_t i = 0; i < n; i++) {
        struct ir_ref ref = ir_operand(function, call, i + 1);
        owners_give(o, callee, i, owners_of_value(o, function, ref));
        owners_put(o, homes_at(o->homes, function, ref), owners_held(o, (struct home){HOME_BEHIND, callee, i}));
    }
}

/* A call through a record's field may be one of each function that the unit stores there. */
static void pass_through_field(struct owners *o, const struct ir_function *function, uint32_t call)
{
    const struct ir_inst *inst = ir_inst_at(function, call);
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        struct owner owner = owners_of_value(o, function, ir_operand(function, inst, i));
        const char *field = owner.kind > OWNER_ASSUMED ? callgraph_target(owners_graph(o), function, call).field : NULL;
        const GArray *stored = field ? callgraph_stored(o->graph, field) : NULL;
        for (guint s = 0; stored && s < stored->len; s++) {
            uint32_t f = g_array_index(stored, uint32_t, s);
            if (i <= homes_body(o->homes, f)->n_params)
                owners_give(o, f, i - 1, owner);
        }
    }
}

bool owners_started(const struct owners *o, const struct use *use, const struct ir_symbol **ret_function,
                    struct ir_ref *ret_data)
{
    const struct catalogue_thread *thread = use->interface->thread;
    if (!thread || thread->function < 0 || thread->data < 0 || !use->function || use->inst == IR_NONE ||
        use->is_reference)
        return false;
    struct ir_ref start = ir_behind_casts(use->function, use_argument(use, (unsigned)thread->function, NULL));
    *ret_data = use_argument(use, (unsigned)thread->data, NULL);
    if (start.kind != IR_REF_SYMBOL || ret_data->kind == IR_REF_NONE)
        return false;
    *ret_function = ir_symbol_at(o->unit, start.index);
    return (*ret_function)->is_function;
}

/* A thread's function is called with what its start was given. */
static void pass_to_threads(struct owners *o)
{
    for (guint u = 0; u < o->uses->len; u++) {
        const struct use *use = &g_array_index(o->uses, struct use, u);
        const struct ir_symbol *symbol;
        struct ir_ref data;
        uint32_t started = owners_started(o, use, &symbol, &data) ? homes_defined(o->homes, symbol) : IR_NONE;
        if (started != IR_NONE && homes_body(o->homes, started)->n_params)
            owners_give(o, started, 0, owners_of_value(o, use->function, data));
    }
}

/* What is shared once is so by its type, where it has one of its own. A type that tells whose it is itself, such as
 * `struct x __user`, says nothing of the others that are laid out like it: a kernel copies one into the other. */
static void put_type(struct owners *o, const struct ir_function *function, const struct ir_inst *cast)
{
    const struct ir_type *pointer = ir_type_at(o->unit, cast->type);
    if (pointer->kind != IR_TYPE_POINTER)
        return;
    const struct ir_type *target = ir_type_at(o->unit, pointer->target);
    struct home home = owners_type_home(o, target);
    bool is_told = owner_of_type(o, target).kind != OWNER_NONE;
    struct owner owner = home.kind == HOME_NONE || is_told
                             ? (struct owner){.kind = OWNER_NONE}
                             : owners_of_value(o, function, ir_operand(function, cast, 0));
    if (owner.kind > OWNER_ASSUMED)
        owners_put(o, home, owner);
}

static void pass_result(struct owners *o, uint32_t number, struct ir_ref value)
{
    uint64_t handed;
    owners_put(o, (struct home){HOME_RESULT, number, 0},
               owners_of_result(o, homes_body(o->homes, number), value, &handed));
    o->has_grown |= (handed & ~o->handed[number]) != 0;
    o->handed[number] |= handed;
}

static void pass(struct owners *o, uint32_t number)
{
    const struct ir_function *function = homes_body(o->homes, number);
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_BITCAST) {
            put_type(o, function, inst);
        } else if (inst->op == IR_STORE) {
            owners_put(o, homes_at(o->homes, function, ir_operand(function, inst, 0)),
                       owners_of_value(o, function, ir_operand(function, inst, 1)));
        } else if (inst->op == IR_CALL) {
            share_argument(o, function, i);
            if (ir_callee(o->unit, function, inst))
                pass_arguments(o, function, inst);
            else
                pass_through_field(o, function, i);
        } else if (inst->op == IR_RET && inst->n_operands) {
            pass_result(o, number, ir_operand(function, inst, 0));
        }
    }
}

/* Variables that the user names. */
static void put_named(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        if (owner_is_named(o, symbol->name))
            owners_put(o, (struct home){HOME_SYMBOL, i, 0}, owner_untrusted(symbol->name, symbol->loc));
    }
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const GArray *locals = homes_body(o->homes, f)->locals;
        for (uint32_t i = 0; i < locals->len; i++) {
            const struct ir_local *local = &g_array_index(locals, struct ir_local, i);
            if (owner_is_named(o, local->name))
                owners_put(o, (struct home){HOME_LOCAL, f, i}, owner_untrusted(local->name, local->loc));
        }
    }
}

static bool has_tagged_type(const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++)
        if (owner_of_type(o, ir_type_at(o->unit, i)).kind != OWNER_NONE)
            return true;
    return false;
}

void owners_pass(struct owners *o)
{
    put_named(o);
    if (o->tree)
        owners_put_told(o);
    bool is_told = o->tree && (!o->unit->is_kernel || o->folder);
    o->has_grown = is_told || g_hash_table_size(o->sources) || g_hash_table_size(o->pointers) || has_tagged_type(o);
    for (unsigned round = 0; o->has_grown && round < ROUNDS_MAX; round++) {
        o->has_grown = false;
        for (uint32_t f = 0; f < o->unit->functions->len; f++)
            pass(o, f);
        pass_to_threads(o);
    }
}
