/* Which functions a call of the catalogue lets run as threads or handlers: those that it is given, by name or as a
 * parameter, and those that are stored into members of certain names. */
#include "facts/thread_starts.h"

enum { GIVEN_DEEP = 2 /* functions that hand on what is to run */ };

/* A function that a call of the catalogue lets run, as it is named where that is called, or by who calls that. */
struct given {
    const struct use *use;
    const struct ir_function *function; /* where it is named */
    struct ir_ref entry, signal;
    const struct ir_function *starter; /* from whose instruction `start` on it may run */
    uint32_t start;
};

static uint64_t add_function(struct threads *t, const struct given *given)
{
    const struct use *use = given->use;
    ir_id symbol = given->entry.index;
    const char *name = ir_symbol_at(t->unit, symbol)->name;
    uint32_t number = homes_number(t->homes, given->starter);
    bool is_handler = use->interface->thread->is_handler, is_own = given->starter == use->function;
    ir_id loc = is_own ? use->loc : ir_inst_at(given->starter, given->start)->loc;
    struct thread_entry entry = {.name = name,
                                 .function = callgraph_body(t->graph, symbol),
                                 .start = use,
                                 .spot = spot_at(t->unit, given->starter, loc),
                                 .signals = is_handler ? locks_signal(t->unit, given->signal) : 0,
                                 .is_handler = is_handler};
    entry.is_many = !is_handler && threads_leads(t, number, given->start, given->start);
    if (entry.function != IR_NONE)
        entry.home = t->unit->main_file;
    else
        entry.home = t->tree ? tree_threads_home(t->tree, name, t->unit->main_file) : NULL;
    return threads_add_entry(t, &entry);
}

static void share_record(struct threads *t, const struct ir_type *type)
{
    for (unsigned depth = 0; type && depth < 3; depth++) {
        if (type->kind == IR_TYPE_RECORD && type->name)
            g_hash_table_add(t->shared, (gpointer)(uintptr_t)type->name);
        if (type->kind != IR_TYPE_POINTER && type->kind != IR_TYPE_ARRAY)
            return;
        type = ir_type_at(t->unit, type->target);
    }
}

/* The type of what a thread is given, behind the cast to void *. */
static void share_data(struct threads *t, const struct use *use, int data)
{
    struct ir_ref ref = data < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)data, NULL);
    share_record(t, homes_pointee(t->homes, use->function, ir_behind_conversions(use->function, ref)));
}

/* Members with a name that the catalogue has: sa_handler, often of an unnamed union: by name alone. */
static bool is_stored_member(const struct threads *t, const struct ir_function *function, const struct ir_inst *store,
                             const char *const *names)
{
    struct ir_ref address = ir_operand(function, store, 0);
    const struct ir_inst *field = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (!field || field->op != IR_FIELD)
        return false;
    const struct ir_type *record = homes_pointee(t->homes, function, ir_operand(function, field, 0));
    const GArray *fields = record ? record->fields : NULL;
    const char *name =
        fields && field->aux < fields->len ? g_array_index(fields, struct ir_field, field->aux).name : NULL;
    return name && g_strv_contains(names, name);
}

/* What a parameter is in a call: of a constant, itself. */
static struct ir_ref passed(const struct given *given, struct ir_ref ref, const struct ir_function *caller,
                            uint32_t call)
{
    int parameter = homes_parameter(given->function, ref);
    const struct ir_inst *inst = ir_inst_at(caller, call);
    if (parameter >= 0 && (uint32_t)parameter + 1 < inst->n_operands)
        return ir_operand(caller, inst, (uint32_t)parameter + 1);
    return ref.kind == IR_REF_CONST ? ref : (struct ir_ref){.kind = IR_REF_NONE};
}

/* By name, or as a parameter of the function that starts it: then each call of that one starts what it is given. */
static void add_given(struct threads *t, struct given given, unsigned depth)
{
    given.entry = ir_behind_conversions(given.function, given.entry);
    if (given.entry.kind == IR_REF_SYMBOL && ir_symbol_at(t->unit, given.entry.index)->is_function)
        threads_add_start(t, homes_number(t->homes, given.starter), given.start, add_function(t, &given));
    if (depth == GIVEN_DEEP || homes_parameter(given.function, given.entry) < 0)
        return;
    const GArray *callers = callgraph_callers(t->graph, homes_number(t->homes, given.function));
    for (guint i = 0; i < callers->len; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        const struct ir_function *caller = thread_body(t, site.function);
        struct given outer = {.use = given.use, .function = caller, .starter = caller, .start = site.inst};
        outer.entry = passed(&given, given.entry, caller, site.inst);
        outer.signal = passed(&given, given.signal, caller, site.inst);
        add_given(t, outer, depth + 1);
    }
}

static void add_stored(struct threads *t, const struct use *use, struct ir_ref signal)
{
    const char *const *names = (const char *const *)use->interface->thread->fields;
    for (uint32_t f = 0; names && f < thread_bodies(t); f++) {
        const struct ir_function *function = thread_body(t, f);
        bool is_own = function == use->function;
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op != IR_STORE || !is_stored_member(t, function, inst, names))
                continue;
            struct given given = {.use = use, .function = function, .starter = use->function, .start = use->inst};
            given.entry = ir_operand(function, inst, 1);
            given.signal = is_own || signal.kind == IR_REF_CONST ? signal : (struct ir_ref){.kind = IR_REF_NONE};
            add_given(t, given, 0);
        }
    }
}

void threads_find_given(struct threads *t, const struct use *use)
{
    const struct catalogue_thread *thread = use->interface->thread;
    struct given given = {.use = use, .function = use->function, .starter = use->function, .start = use->inst};
    if (thread->signal >= 0)
        given.signal = use_argument(use, (unsigned)thread->signal, NULL);
    add_stored(t, use, given.signal);
    if (thread->function < 0)
        return;
    given.entry = use_argument(use, (unsigned)thread->function, NULL);
    add_given(t, given, 0);
    share_data(t, use, thread->data);
}
