#include "facts/once.h"

enum {
    DEPTH_MAX = 4,     /* functions that are called on the way to the call, or from the function that it runs */
    STEPS_MAX = 100000 /* calls looked at in one unit: beyond, nobody knows */
};

/* The function that the use has run once; IR_NONE. */
static uint32_t routine_of(const struct threads *t, const struct use *use)
{
    const struct catalogue_once *once = use->interface->once;
    if (!once || !use->function || use->inst == IR_NONE || use->is_reference || use->wrapper)
        return IR_NONE;
    struct ir_ref routine = ir_behind_conversions(use->function, use_argument(use, (unsigned)once->function, NULL));
    return routine.kind == IR_REF_SYMBOL ? callgraph_body(t->graph, routine.index) : IR_NONE;
}

static bool is_static(const struct threads *t, uint32_t function)
{
    ir_id symbol = thread_body(t, function)->symbol;
    return symbol != IR_NONE && ir_symbol_at(t->unit, symbol)->linkage == IR_STATIC;
}

/* Nobody names it but the calls that run it once, all for one object. */
static bool runs_once(struct threads *t, uint32_t function)
{
    unsigned n = 0;
    ir_id control = IR_NONE;
    for (guint u = 0; u < t->uses->len; u++) {
        const struct use *use = &g_array_index(t->uses, struct use, u);
        if (routine_of(t, use) != function)
            continue;
        struct ir_ref ref = use_argument(use, (unsigned)use->interface->once->control, NULL);
        if (ref.kind != IR_REF_SYMBOL || (n && ref.index != control))
            return false;
        control = ref.index;
        n++;
    }
    return n && is_static(t, function) && !callgraph_callers(t->graph, function)->len &&
           threads_mentions(t, function) == n;
}

static bool is_run_before(struct threads *t, uint32_t routine, uint32_t function, uint32_t inst, unsigned depth);

/* Every way through the function has it run. */
static bool has_it_run(struct threads *t, uint32_t routine, uint32_t function, unsigned depth)
{
    const struct ir_function *body = thread_body(t, function);
    for (uint32_t i = 0; i < body->insts->len; i++)
        if (ir_inst_at(body, i)->op == IR_RET && !is_run_before(t, routine, function, i, depth))
            return false;
    return true;
}

static bool is_run_at(struct threads *t, uint32_t routine, uint32_t function, uint32_t call, unsigned depth)
{
    const struct ir_function *body = thread_body(t, function);
    if (++t->once_steps > STEPS_MAX)
        return false;
    for (guint u = 0; u < t->uses->len; u++) {
        const struct use *use = &g_array_index(t->uses, struct use, u);
        if (use->function == body && use->inst == call && routine_of(t, use) == routine)
            return true;
    }
    uint32_t callee = callgraph_target(t->graph, body, call).body;
    return callee != IR_NONE && depth < DEPTH_MAX && has_it_run(t, routine, callee, depth + 1);
}

static bool is_run_before(struct threads *t, uint32_t routine, uint32_t function, uint32_t inst, unsigned depth)
{
    const struct ir_function *body = thread_body(t, function);
    const struct cfg *cfg = bodies_cfg(t->bodies, body);
    for (uint32_t i = 0; i < body->insts->len; i++)
        if (ir_inst_at(body, i)->op == IR_CALL && cfg_is_before(cfg, i, inst) &&
            is_run_at(t, routine, function, i, depth))
            return true;
    return false;
}

/* In the function itself, or in all that call it. */
static bool is_behind(struct threads *t, uint32_t routine, uint32_t function, uint32_t inst, unsigned depth)
{
    const GArray *callers = callgraph_callers(t->graph, function);
    if (is_run_before(t, routine, function, inst, 0))
        return true;
    bool is_closed = callers->len && is_static(t, function) && !threads_mentions(t, function) && depth < DEPTH_MAX;
    for (guint i = 0; is_closed && i < callers->len; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        is_closed = is_behind(t, routine, site.function, site.inst, depth + 1);
    }
    return is_closed;
}

static bool is_over(struct threads *t, uint32_t writer, uint32_t reader, uint32_t inst, unsigned depth)
{
    const GArray *callers = callgraph_callers(t->graph, writer);
    if (runs_once(t, writer))
        return reader == writer || is_behind(t, writer, reader, inst, 0);
    bool is_closed = callers->len && is_static(t, writer) && !threads_mentions(t, writer) && depth < DEPTH_MAX;
    for (guint i = 0; is_closed && i < callers->len; i++)
        is_closed = is_over(t, g_array_index(callers, struct call_site, i).function, reader, inst, depth + 1);
    return is_closed;
}

bool once_some(const struct threads *t)
{
    for (guint u = 0; u < t->uses->len; u++)
        if (routine_of(t, &g_array_index(t->uses, struct use, u)) != IR_NONE)
            return true;
    return false;
}

bool once_is_over(struct threads *t, uint32_t writer, uint32_t reader, uint32_t inst)
{
    return t->has_once && is_over(t, writer, reader, inst, 0);
}
