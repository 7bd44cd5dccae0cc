/* Which ranges carry which key. mprotect, and pkey_mprotect with -1, leave the key alone (arch_override_mprotect_pkey);
 * a new mapping has key 0; a moved one takes its key along (vm_flags). */
#include "dynamic/rules.h"

static void put(const struct telling *telling, struct process *process, const struct span *span)
{
    if (!spans_put(process->spans, span))
        ++*telling->forgotten;
}

static void give_key(const struct telling *telling, struct process *process, const struct call *call)
{
    if (call->key == 0) {
        spans_remove(process->spans, call->start, call->end);
        return;
    }
    struct span span = {.start = call->start,
                        .end = call->end,
                        .key = call->key,
                        .event = call->event->sequence,
                        .tid = call->event->tid};
    put(telling, process, &span);
}

/* Another mapping lies over what carried a key: told when nobody gives it one again. */
static void lose_keys(const struct telling *telling, struct process *process, uint64_t start, uint64_t end,
                      uint64_t event)
{
    g_autoptr(GArray) covered = spans_within(process->spans, start, end);
    spans_remove(process->spans, start, end);
    for (unsigned i = 0; i < covered->len; i++) {
        struct span span = g_array_index(covered, struct span, i);
        if (span.key == 0)
            continue;
        span.lost = span.key;
        span.lost_event = event;
        span.key = 0;
        put(telling, process, &span);
    }
}

static void move(const struct telling *telling, struct process *process, const struct call *call)
{
    g_autoptr(GArray) moved = spans_within(process->spans, call->start, call->end);
    uint64_t new_size = call->to_end - call->to, old_size = call->end - call->start;
    spans_remove(process->spans, call->start, call->end);
    if (call->to != call->start)
        lose_keys(telling, process, call->to, call->to_end, call->event->sequence);
    for (unsigned i = 0; i < moved->len; i++) {
        struct span span = g_array_index(moved, struct span, i);
        bool is_last = span.end == call->end;
        span.start = call->to + (span.start - call->start);
        span.end = call->to + (span.end - call->start);
        if (is_last && new_size > old_size)
            span.end = call->to_end;
        span.end = MIN(span.end, call->to_end);
        if (span.start < span.end)
            put(telling, process, &span);
    }
}

void ranges_call(const struct telling *telling, struct process *process, const struct call *call)
{
    if (!call->has_worked || !call->has_range)
        return;
    if (call->does == DOES_PROTECT && call->has_key && call->key >= 0)
        give_key(telling, process, call);
    else if (call->does == DOES_MAP)
        lose_keys(telling, process, call->start, call->end, call->event->sequence);
    else if (call->does == DOES_UNMAP)
        spans_remove(process->spans, call->start, call->end);
    else if (call->does == DOES_MOVE)
        move(telling, process, call);
}

void ranges_end(const struct telling *telling, struct process *process)
{
    for (unsigned i = 0; i < spans_count(process->spans); i++) {
        const struct span *span = spans_at(process->spans, i);
        if (!span->lost)
            continue;
        struct telling_of of;
        rules_begin(&of, "key-dropped", process, NULL);
        of.finding.key = span->lost;
        of.finding.tid = span->tid;
        rules_add_event(&of, span->event);
        rules_add_event(&of, span->lost_event);
        rules_add_range(&of, span);
        rules_tell(telling, &of, "a range that carried key %d was mapped anew and never got a key again", span->lost);
    }
}
