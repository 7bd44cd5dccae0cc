/* Which functions are threads and handlers, where they are started, and where somebody waits for their end: by calls of
 * the catalogue, and by calls of functions that make these. */
#include <string.h>
#include <sys/wait.h>

#include "facts/thread_starts.h"

static void add_instance(GArray **lists, uint32_t at, const void *element, guint size)
{
    if (!lists[at])
        lists[at] = g_array_new(FALSE, FALSE, size);
    g_array_append_vals(lists[at], element, 1);
}

/* ---- entries ---- */

static bool is_entry(const struct thread_entry *a, const struct thread_entry *b)
{
    if (a->is_process || b->is_process)
        return a->is_process && b->is_process;
    if (a->function != IR_NONE || b->function != IR_NONE)
        return a->function == b->function;
    return g_str_equal(a->name, b->name) && g_strcmp0(a->home, b->home) == 0;
}

uint64_t threads_add_entry(struct threads *t, const struct thread_entry *entry)
{
    for (guint e = 0; e < t->entries->len; e++) {
        struct thread_entry *known = &g_array_index(t->entries, struct thread_entry, e);
        if (!is_entry(known, entry))
            continue;
        bool is_again = entry->start && known->start &&
                        (entry->start != known->start || entry->spot.line != known->spot.line ||
                         entry->spot.col != known->spot.col);
        known->depth = MIN(known->depth, entry->depth);
        known->is_many |= !entry->is_handler && (entry->is_many || is_again);
        known->signals |= entry->signals;
        return context_of(e);
    }
    if (t->entries->len == ENTRIES_MAX)
        return 0;
    g_array_append_val(t->entries, *entry);
    uint64_t bit = context_of(t->entries->len - 1);
    t->processes |= entry->is_process ? bit : 0;
    return bit;
}

/* All that a program begins is one entry: they are alike, as far as one looks at them here. */
static uint64_t add_process(struct threads *t, const struct use *use)
{
    struct thread_entry entry = {.name = use->interface->name, .home = "", .function = IR_NONE, .start = use};
    entry.spot = spot_at(t->unit, use->function, use->loc);
    entry.is_process = true;
    return threads_add_entry(t, &entry);
}

void threads_add_start(struct threads *t, uint32_t function, uint32_t inst, uint64_t entries)
{
    struct thread_start start = {inst, entries};
    if (entries)
        add_instance(t->starts, function, &start, sizeof start);
}

static void add_wait(struct threads *t, uint32_t function, uint32_t inst, unsigned whom)
{
    struct thread_wait wait = {inst, whom};
    if (whom)
        add_instance(t->waits, function, &wait, sizeof wait);
}

/* With WNOHANG, or options that nobody knows, it may be there still. In a loop all are waited for, unless it only asks
 * again for the same one, which a signal has kept it from. */
static unsigned process_wait(struct threads *t, const struct use *use, uint32_t number)
{
    const GPtrArray *arguments = use->interface->args;
    if (!arguments->len)
        return threads_leads(t, number, use->inst, use->inst) ? WAIT_PROCESSES : WAIT_PROCESS;
    int flags = use_role(use, ARGUMENT_FLAGS);
    struct ir_ref options = flags < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)flags, NULL);
    struct ir_ref who = ir_behind_conversions(use->function, use_argument(use, 0, NULL));
    if (options.kind != IR_REF_CONST || g_array_index(t->unit->consts, struct ir_const, options.index).value & WNOHANG)
        return 0;
    const struct ir_inst *load = who.kind == IR_REF_TEMP ? ir_inst_at(use->function, who.index) : NULL;
    bool is_same = load && load->op == IR_LOAD && ir_operand(use->function, load, 0).kind == IR_REF_LOCAL;
    return !is_same && threads_leads(t, number, use->inst, use->inst) ? WAIT_PROCESSES : WAIT_PROCESS;
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
            add_wait(t, number, use->inst, thread->is_process ? process_wait(t, use, number) : WAIT_THREAD);
            continue;
        }
        if (thread->is_process)
            threads_add_start(t, number, use->inst, add_process(t, use));
        else
            threads_find_given(t, use);
    }
}

/* ---- those of other units ---- */

static uint64_t add_told(struct threads *t, const struct tree_entry *told)
{
    struct thread_entry entry = {.name = told->function,
                                 .home = told->home,
                                 .function = IR_NONE,
                                 .spot = told->spot,
                                 .signals = told->signals,
                                 .is_handler = told->is_handler,
                                 .is_process = told->is_process,
                                 .is_many = told->is_many,
                                 .depth = told->depth};
    for (uint32_t f = 0; told->home && g_str_equal(told->home, t->unit->main_file) && f < thread_bodies(t); f++)
        if (!thread_body(t, f)->in_header && g_str_equal(ir_function_name(t->unit, thread_body(t, f)), told->function))
            entry.function = f;
    return threads_add_entry(t, &entry);
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
            threads_add_start(t, f, i, entries);
            add_wait(t, f, i, tree_threads_waits(t->tree, callee->name, t->unit->main_file));
        }
    }
}

/* ---- calls of functions that do it ---- */

static bool returns_from(struct threads *t, uint32_t function, uint32_t inst)
{
    const struct ir_function *body = thread_body(t, function);
    for (uint32_t i = 0; i < body->insts->len; i++)
        if (ir_inst_at(body, i)->op == IR_RET && threads_leads(t, function, inst, i))
            return true;
    return false;
}

/* One wait is for the one process that was begun before it. */
static bool is_only_one(struct threads *t, uint32_t function, const struct thread_start *start,
                        const struct thread_wait *wait)
{
    for (guint s = 0; s < t->starts[function]->len; s++) {
        const struct thread_start *other = &g_array_index(t->starts[function], struct thread_start, s);
        bool is_again = other->inst == start->inst ? threads_leads(t, function, start->inst, start->inst)
                                                   : threads_leads(t, function, other->inst, wait->inst);
        if (other->entries & t->processes && is_again)
            return false;
    }
    return true;
}

/* A round that begins some and waits for one leaves the others. */
static bool is_among_starts(struct threads *t, uint32_t function, uint32_t wait)
{
    for (guint s = 0; t->starts[function] && s < t->starts[function]->len; s++) {
        const struct thread_start *start = &g_array_index(t->starts[function], struct thread_start, s);
        if (start->entries & t->processes && threads_leads(t, function, start->inst, wait) &&
            threads_leads(t, function, wait, start->inst))
            return true;
    }
    return false;
}

bool threads_waits_for_all(struct threads *t, uint32_t function, const struct thread_wait *wait)
{
    return wait->whom & WAIT_PROCESSES && !is_among_starts(t, function, wait->inst);
}

uint64_t threads_awaited(struct threads *t, uint32_t function, const struct thread_start *start,
                         const struct thread_wait *wait)
{
    uint64_t awaited = wait->whom & WAIT_THREAD ? ~t->processes : 0;
    if (threads_waits_for_all(t, function, wait) ||
        (wait->whom & (WAIT_PROCESS | WAIT_PROCESSES) && is_only_one(t, function, start, wait)))
        awaited |= t->processes;
    return awaited;
}

/* Of what the start begins, that for which nobody waits behind it. */
static uint64_t left_running(struct threads *t, uint32_t function, const struct thread_start *start)
{
    const GArray *waits = t->waits[function];
    uint64_t running = start->entries;
    for (guint w = 0; waits && running && w < waits->len; w++) {
        const struct thread_wait *wait = &g_array_index(waits, struct thread_wait, w);
        if (threads_leads(t, function, start->inst, wait->inst))
            running &= ~threads_awaited(t, function, start, wait);
    }
    return running;
}

uint64_t threads_begun(struct threads *t, uint32_t function)
{
    uint64_t entries = 0;
    for (guint s = 0; t->starts[function] && s < t->starts[function]->len; s++) {
        const struct thread_start *start = &g_array_index(t->starts[function], struct thread_start, s);
        if (returns_from(t, function, start->inst))
            entries |= left_running(t, function, start);
    }
    return entries;
}

unsigned threads_waits(struct threads *t, uint32_t function)
{
    uint64_t started = 0;
    unsigned whom = 0;
    for (guint s = 0; t->starts[function] && s < t->starts[function]->len; s++)
        started |= g_array_index(t->starts[function], struct thread_start, s).entries;
    for (guint w = 0; t->waits[function] && w < t->waits[function]->len; w++)
        whom |= g_array_index(t->waits[function], struct thread_wait, w).whom;
    unsigned own = started & t->processes ? WAIT_PROCESS | WAIT_PROCESSES : 0u;
    return whom & ~(own | (started & ~t->processes ? WAIT_THREAD : 0u));
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

static bool has_wait(const struct threads *t, uint32_t function, uint32_t inst, unsigned whom)
{
    for (guint w = 0; t->waits[function] && w < t->waits[function]->len; w++) {
        const struct thread_wait *wait = &g_array_index(t->waits[function], struct thread_wait, w);
        if (wait->inst == inst && !(whom & ~wait->whom))
            return true;
    }
    return false;
}

/* True when something is new. */
static bool spread_from(struct threads *t, uint32_t function)
{
    const GArray *callers = callgraph_callers(t->graph, function);
    uint64_t begun = callers->len && t->starts[function] ? threads_begun(t, function) : 0;
    unsigned whom = callers->len ? threads_waits(t, function) : 0;
    bool is_new = false;
    for (guint i = 0; i < callers->len && (begun || whom); i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (begun && !has_start(t, site.function, site.inst, begun)) {
            threads_add_start(t, site.function, site.inst, begun);
            is_new = true;
        }
        if (whom && !has_wait(t, site.function, site.inst, whom)) {
            add_wait(t, site.function, site.inst, whom);
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
