#include "facts/alone.h"

#include "facts/thread_starts.h"

enum { DEPTH_MAX = 6 /* callers */ };

/* Begun behind `since` (IR_NONE: whenever), and still there at `inst`. A signal handler is the process itself. */
static bool has_others(struct threads *t, uint32_t number, uint32_t since, uint32_t inst)
{
    const struct cfg *cfg = bodies_cfg(t->bodies, thread_body(t, number));
    const GArray *starts = t->starts[number];
    for (guint s = 0; starts && s < starts->len; s++) {
        const struct thread_start *start = &g_array_index(starts, struct thread_start, s);
        bool is_behind = since == IR_NONE || since == start->inst || threads_leads(t, number, since, start->inst);
        if (!is_behind || !locks_leads(t->unit, cfg, start->inst, inst, since))
            continue;
        uint64_t running = threads_running(t, number, start, inst);
        for (guint e = 0; e < t->entries->len; e++)
            if (running & context_of(e) && !thread_entry_at(t, e)->is_handler)
                return true;
    }
    return false;
}

static bool comes_first(struct threads *t, uint32_t number, uint32_t above, uint32_t below)
{
    return cfg_is_before(bodies_cfg(t->bodies, thread_body(t, number)), above, below);
}

/* Where the function makes the memory, by itself or by calling the function that does; IR_NONE: it does not, or who
 * knows which of several is meant. */
static uint32_t making(const struct threads *t, struct moment made, uint32_t number)
{
    if (thread_body(t, number) == made.function)
        return made.inst;
    const GArray *callers = callgraph_callers(t->graph, homes_number(t->homes, made.function));
    uint32_t found = IR_NONE;
    for (guint i = 0; i < callers->len; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (site.function == number && found != IR_NONE)
            return IR_NONE;
        found = site.function == number ? site.inst : found;
    }
    return found;
}

static bool has_threads(const struct threads *t)
{
    for (guint e = 0; e < t->entries->len; e++)
        if (!thread_entry_at(t, e)->is_handler && !thread_entry_at(t, e)->is_process)
            return true;
    return false;
}

/* All processes have ended that ever began, but for those of which has_others tells; and there are no threads. */
static bool has_waited(struct threads *t, uint32_t number, uint32_t inst)
{
    const GArray *waits = has_threads(t) ? NULL : t->waits[number];
    for (guint w = 0; waits && w < waits->len; w++) {
        const struct thread_wait *wait = &g_array_index(waits, struct thread_wait, w);
        if (threads_waits_for_all(t, number, wait) && comes_first(t, number, wait->inst, inst) &&
            !threads_leads(t, number, inst, wait->inst))
            return true;
    }
    return false;
}

static bool is_alone(struct threads *t, struct moment made, uint32_t number, uint32_t inst, unsigned depth)
{
    uint32_t since = making(t, made, number);
    if (since != IR_NONE)
        return comes_first(t, number, since, inst) && !has_others(t, number, since, inst);
    const GArray *callers = callgraph_callers(t->graph, number);
    if (has_others(t, number, IR_NONE, inst))
        return false;
    if (has_waited(t, number, inst))
        return true;
    if (!callers->len || depth == DEPTH_MAX || threads_mentions(t, number))
        return false;
    for (guint i = 0; i < callers->len; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (!is_alone(t, made, site.function, site.inst, depth + 1))
            return false;
    }
    return true;
}

bool alone_since(struct threads *t, struct moment made, struct moment now)
{
    return is_alone(t, made, homes_number(t->homes, now.function), now.inst, 0);
}
