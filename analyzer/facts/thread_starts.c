/* Which functions are threads and handlers, where they are started, and where somebody waits for their end: by calls of
 * the catalogue, and by calls of functions that make these. */
#include <string.h>

#include "facts/threads_p.h"

static struct ir_ref behind_casts(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_BITCAST && inst->op != IR_PTRTOINT && inst->op != IR_INTTOPTR)
            break;
        ref = ir_operand(function, inst, 0);
    }
    return ref;
}

static bool leads(struct threads *t, uint32_t function, uint32_t from, uint32_t to)
{
    return locks_leads(bodies_cfg(t->bodies, thread_body(t, function)), from, to, IR_NONE);
}

static void add_instance(GArray **lists, uint32_t at, const void *element, guint size)
{
    if (!lists[at])
        lists[at] = g_array_new(FALSE, FALSE, size);
    g_array_append_vals(lists[at], element, 1);
}

/* ---- entries ---- */

static bool is_entry(const struct thread_entry *a, const struct thread_entry *b)
{
    if (a->function != IR_NONE || b->function != IR_NONE)
        return a->function == b->function;
    return g_str_equal(a->name, b->name) && g_strcmp0(a->home, b->home) == 0;
}

/* Its context bit; 0 when there are too many. */
static uint64_t add_entry(struct threads *t, const struct thread_entry *entry)
{
    for (guint e = 0; e < t->entries->len; e++) {
        struct thread_entry *known = &g_array_index(t->entries, struct thread_entry, e);
        if (!is_entry(known, entry))
            continue;
        known->depth = MIN(known->depth, entry->depth);
        known->is_many |=
            !entry->is_handler && (entry->is_many || (entry->start && known->start && entry->start != known->start));
        return context_of(e);
    }
    if (t->entries->len == ENTRIES_MAX)
        return 0;
    g_array_append_val(t->entries, *entry);
    return context_of(t->entries->len - 1);
}

static uint64_t add_function(struct threads *t, const struct use *use, const struct ir_function *function,
                             struct ir_ref ref, bool is_many)
{
    ref = behind_casts(function, ref);
    if (ref.kind != IR_REF_SYMBOL || !ir_symbol_at(t->unit, ref.index)->is_function)
        return 0;
    const char *name = ir_symbol_at(t->unit, ref.index)->name;
    struct thread_entry entry = {.name = name,
                                 .function = callgraph_body(t->graph, ref.index),
                                 .start = use,
                                 .spot = threads_spot(t, use->function, use->loc),
                                 .is_handler = use->interface->thread->is_handler,
                                 .is_many = is_many};
    if (entry.function != IR_NONE)
        entry.home = t->unit->main_file;
    else
        entry.home = t->tree ? tree_threads_home(t->tree, name, t->unit->main_file) : NULL;
    return add_entry(t, &entry);
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
    share_record(t, homes_pointee(t->homes, use->function, behind_casts(use->function, ref)));
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

static uint64_t add_stored(struct threads *t, const struct use *use)
{
    const char *const *names = (const char *const *)use->interface->thread->fields;
    uint64_t entries = 0;
    for (uint32_t f = 0; names && f < thread_bodies(t); f++) {
        const struct ir_function *function = thread_body(t, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            if (inst->op == IR_STORE && is_stored_member(t, function, inst, names))
                entries |= add_function(t, use, function, ir_operand(function, inst, 1), false);
        }
    }
    return entries;
}

static void add_start(struct threads *t, uint32_t function, uint32_t inst, uint64_t entries)
{
    struct thread_start start = {inst, entries};
    if (entries)
        add_instance(t->starts, function, &start, sizeof start);
}

static void find_own(struct threads *t)
{
    for (guint i = 0; i < t->uses->len; i++) {
        const struct use *use = &g_array_index(t->uses, struct use, i);
        const struct catalogue_thread *thread = use->interface->thread;
        if (!thread || !use->function || use->inst == IR_NONE || use->is_reference || use->wrapper)
            continue;
        uint32_t number = homes_number(t->homes, use->function);
        if (thread->waits) {
            add_instance(t->waits, number, &use->inst, sizeof use->inst);
            continue;
        }
        uint64_t entries = add_stored(t, use);
        if (thread->function >= 0) {
            bool is_repeated = !thread->is_handler && leads(t, number, use->inst, use->inst);
            entries |=
                add_function(t, use, use->function, use_argument(use, (unsigned)thread->function, NULL), is_repeated);
            share_data(t, use, thread->data);
        }
        add_start(t, number, use->inst, entries);
    }
}

/* ---- those of other units ---- */

static uint64_t add_told(struct threads *t, const struct tree_entry *told)
{
    struct thread_entry entry = {.name = told->function,
                                 .home = told->home,
                                 .function = IR_NONE,
                                 .spot = told->spot,
                                 .is_handler = told->is_handler,
                                 .is_many = told->is_many,
                                 .depth = told->depth};
    for (uint32_t f = 0; told->home && g_str_equal(told->home, t->unit->main_file) && f < thread_bodies(t); f++)
        if (!thread_body(t, f)->in_header && g_str_equal(ir_function_name(t->unit, thread_body(t, f)), told->function))
            entry.function = f;
    return add_entry(t, &entry);
}

/* Functions of this unit that other units start, or call in a thread; `callers` are marked in contexts already. */
static void find_told(struct threads *t)
{
    for (uint32_t f = 0; f < thread_bodies(t); f++) {
        const struct ir_function *function = thread_body(t, f);
        if (function->symbol == IR_NONE || ir_symbol_at(t->unit, function->symbol)->linkage != IR_EXTERN ||
            function->in_header)
            continue;
        const char *name = ir_function_name(t->unit, function);
        g_autoptr(GPtrArray) started = tree_threads_running(t->tree, name, t->unit->main_file);
        for (guint i = 0; i < started->len; i++)
            t->contexts[f] |= add_told(t, started->pdata[i]);
    }
}

/* Calls of functions of other units that start a thread, or wait for one. */
static void find_called_elsewhere(struct threads *t)
{
    for (uint32_t f = 0; f < thread_bodies(t); f++) {
        const struct ir_function *function = thread_body(t, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            const struct ir_inst *inst = ir_inst_at(function, i);
            const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(t->unit, function, inst) : NULL;
            if (!callee || callee->linkage != IR_EXTERN || callee->is_defined)
                continue;
            g_autoptr(GPtrArray) started = tree_threads_started(t->tree, callee->name, t->unit->main_file);
            uint64_t entries = 0;
            for (guint s = 0; s < started->len; s++)
                entries |= add_told(t, started->pdata[s]);
            add_start(t, f, i, entries);
            if (tree_threads_waits(t->tree, callee->name, t->unit->main_file))
                add_instance(t->waits, f, &i, sizeof i);
        }
    }
}

/* ---- calls of functions that do it ---- */

static bool returns_from(struct threads *t, uint32_t function, const struct thread_start *start)
{
    const struct ir_function *body = thread_body(t, function);
    bool is_awaited = false;
    for (guint w = 0; t->waits[function] && w < t->waits[function]->len; w++)
        is_awaited |= leads(t, function, start->inst, g_array_index(t->waits[function], uint32_t, w));
    for (uint32_t i = 0; i < body->insts->len && !is_awaited; i++)
        if (ir_inst_at(body, i)->op == IR_RET && leads(t, function, start->inst, i))
            return true;
    return false;
}

uint64_t threads_begun(struct threads *t, uint32_t function)
{
    uint64_t entries = 0;
    for (guint s = 0; t->starts[function] && s < t->starts[function]->len; s++) {
        const struct thread_start *start = &g_array_index(t->starts[function], struct thread_start, s);
        if (returns_from(t, function, start))
            entries |= start->entries;
    }
    return entries;
}

bool threads_waits(struct threads *t, uint32_t function)
{
    return t->waits[function] && !t->starts[function];
}

static bool has_start(const struct threads *t, uint32_t function, uint32_t inst, uint64_t entries)
{
    for (guint s = 0; t->starts[function] && s < t->starts[function]->len; s++) {
        const struct thread_start *start = &g_array_index(t->starts[function], struct thread_start, s);
        if (start->inst == inst && !(entries & ~start->entries))
            return true;
    }
    return false;
}

static bool has_wait(const struct threads *t, uint32_t function, uint32_t inst)
{
    for (guint w = 0; t->waits[function] && w < t->waits[function]->len; w++)
        if (g_array_index(t->waits[function], uint32_t, w) == inst)
            return true;
    return false;
}

/* True when something is new. */
static bool spread_from(struct threads *t, uint32_t function)
{
    const GArray *callers = callgraph_callers(t->graph, function);
    uint64_t begun = callers->len && t->starts[function] ? threads_begun(t, function) : 0;
    bool waits = callers->len && threads_waits(t, function), is_new = false;
    for (guint i = 0; i < callers->len && (begun || waits); i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (begun && !has_start(t, site.function, site.inst, begun)) {
            add_start(t, site.function, site.inst, begun);
            is_new = true;
        }
        if (waits && !has_wait(t, site.function, site.inst)) {
            add_instance(t->waits, site.function, &site.inst, sizeof site.inst);
            is_new = true;
        }
    }
    return is_new;
}

void threads_find_starts(struct threads *t)
{
    find_own(t);
    if (t->tree) {
        find_told(t);
        find_called_elsewhere(t);
    }
    for (bool is_new = true; is_new;) { /* ends: a call and an entry make one start */
        is_new = false;
        for (uint32_t f = 0; f < thread_bodies(t); f++)
            is_new |= spread_from(t, f);
    }
    for (guint e = 0; e < t->entries->len; e++)
        if (thread_entry_at(t, e)->function != IR_NONE)
            t->contexts[thread_entry_at(t, e)->function] |= context_of(e);
}
