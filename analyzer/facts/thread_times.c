/* When the main thread and an entry are at work at the same time. */
#include "facts/thread_starts.h"

enum { DEPTH_MAX = 6 /* callers */ };

bool threads_leads(struct threads *t, uint32_t function, uint32_t from, uint32_t to)
{
    return locks_leads(t->unit, bodies_cfg(t->bodies, thread_body(t, function)), from, to, IR_NONE);
}

uint64_t threads_running(struct threads *t, uint32_t function, const struct thread_start *start, uint32_t inst)
{
    const GArray *waits = t->waits[function];
    uint64_t running = start->entries;
    for (guint w = 0; waits && running && w < waits->len; w++) {
        const struct thread_wait *wait = &g_array_index(waits, struct thread_wait, w);
        if (threads_leads(t, function, start->inst, wait->inst) && threads_leads(t, function, wait->inst, inst) &&
            !threads_leads(t, function, inst, wait->inst))
            running &= ~threads_awaited(t, function, start, wait);
    }
    return running;
}

/* By what stands in the function itself: MEETS_PERHAPS when it does not start the entry. */
static enum meeting here(struct threads *t, uint32_t function, uint32_t inst, guint entry)
{
    const GArray *starts = t->starts[function];
    bool is_handler = entry < t->entries->len && thread_entry_at(t, entry)->is_handler, has_start = false;
    for (guint i = 0; starts && i < starts->len; i++) {
        const struct thread_start *start = &g_array_index(starts, struct thread_start, i);
        if (entry == NO_ENTRY || !(start->entries & context_of(entry)))
            continue;
        has_start = true;
        if (threads_leads(t, function, start->inst, inst) &&
            (is_handler || threads_running(t, function, start, inst) & context_of(entry)))
            return MEETS;
    }
    return has_start ? MEETS_NOT : MEETS_PERHAPS;
}

static enum meeting meeting(struct threads *t, uint32_t function, uint32_t inst, guint entry, unsigned depth)
{
    enum meeting found = here(t, function, inst, entry);
    const GArray *callers = callgraph_callers(t->graph, function);
    if (found != MEETS_PERHAPS)
        return found;
    if (!callers->len)
        return g_str_equal(ir_function_name(t->unit, thread_body(t, function)), "main") ? MEETS_NOT : MEETS_PERHAPS;
    found = MEETS_NOT;
    for (guint i = 0; i < callers->len && found != MEETS && depth < DEPTH_MAX; i++) {
        struct call_site site = g_array_index(callers, struct call_site, i);
        if (t->contexts[site.function] & 1)
            found = MAX(found, meeting(t, site.function, site.inst, entry, depth + 1));
    }
    return found;
}

enum meeting threads_meeting(struct threads *t, uint32_t function, uint32_t inst, guint entry)
{
    return meeting(t, function, inst, entry, 0);
}

bool threads_meet(struct threads *t, guint entry, const struct ir_function *function, uint32_t inst, bool *ret_is_sure)
{
    uint32_t number = homes_number(t->homes, function);
    uint64_t contexts = t->contexts[number];
    enum meeting found = contexts & 1 ? threads_meeting(t, number, inst, entry) : MEETS_NOT;
    bool is_other_thread = contexts & ~(context_of(entry) | 1);
    *ret_is_sure = found == MEETS || (is_other_thread && found != MEETS_PERHAPS);
    return found != MEETS_NOT || is_other_thread;
}
