/* Accesses that a key denied. */
#include <inttypes.h>

#include "dynamic/rules.h"

static const char *access_name(const struct event *event)
{
    if (event->in_kernel)
        return event->is_write ? "a system call's write" : "a system call's access";
    return event->is_write ? "a write" : "an access";
}

static void tell_known(const struct telling *telling, struct telling_of *of, const struct process *process,
                       const struct event *event, const struct span *span)
{
    const struct key *key = span->key > 0 && span->key < KEYS ? &process->keys[span->key] : NULL;
    const char *more = "";
    if (event->key >= 0 && event->key != span->key)
        more = "; at the signal the mapping had another key, so that somebody changed it in between";
    else if (key && !key->is_allocated && key->free_event != NO_EVENT)
        more = "; the key had been freed before";
    rules_add_event(of, span->event);
    if (key)
        rules_add_event(of, key->free_event);
    rules_add_event(of, event->sequence);
    rules_add_range(of, span);
    rules_tell(telling, of,
               "%s at 0x%" PRIx64 " was denied by key %d, which thread %u gave to 0x%" PRIx64 "-0x%" PRIx64 "%s",
               access_name(event), event->address, span->key, span->tid, span->start, span->end, more);
}

void faults_event(const struct telling *telling, struct process *process, const struct event *event)
{
    if (event->is_forged)
        return;
    struct telling_of of;
    rules_begin(&of, "denied-access", process, event);
    of.finding.key = event->key;
    const struct span *span = spans_find(process->spans, event->address);
    if (span && span->key > 0) {
        tell_known(telling, &of, process, event, span);
        return;
    }
    rules_add_event(&of, event->sequence);
    if (event->key > 0)
        rules_tell(telling, &of,
                   "%s at 0x%" PRIx64 " was denied by key %d; no call of this trace gave it to that range",
                   access_name(event), event->address, event->key);
    else
        rules_tell(telling, &of,
                   "%s at 0x%" PRIx64 " was denied by a key; no call of this trace gave one to that range",
                   access_name(event), event->address);
}
