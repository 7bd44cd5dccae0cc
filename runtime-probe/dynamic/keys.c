/* The life of keys: allocated, given to ranges, freed. The kernel refuses a key that is not allocated (EINVAL), so that
 * a refused call is the evidence; a key that is given to ranges and freed works on, and is the worse for it. */
#include "dynamic/rules.h"

/* Ranges that carry the key, and the calls that gave it to them; how many there are. */
static unsigned add_carriers(struct telling_of *of, const struct process *process, int32_t key)
{
    unsigned n = 0;
    for (unsigned i = 0; i < spans_count(process->spans); i++) {
        const struct span *span = spans_at(process->spans, i);
        if (span->key != key)
            continue;
        n++;
        rules_add_range(of, span);
        /* The last place is the event's own. */
        if (of->finding.n_events < TOLD_EVENTS - 2)
            rules_add_event(of, span->event);
    }
    return n;
}

static void judge_alloc(const struct telling *telling, struct process *process, const struct call *call, int32_t number)
{
    const struct key *key = process_key(process, number);
    struct telling_of of;
    rules_begin(&of, "key-freed-in-use", process, call->event);
    of.finding.key = number;
    unsigned n = add_carriers(&of, process, number);
    if (n == 0 || key->free_event == NO_EVENT)
        return;
    rules_add_event(&of, key->free_event);
    rules_add_event(&of, call->event->sequence);
    rules_tell(telling, &of, "key %d is handed out again while %u range%s still carry it: the new owner opens them too",
               number, n, n == 1 ? "" : "s");
}

static void alloc(const struct telling *telling, struct process *process, const struct call *call)
{
    if (call->has_failed)
        process->failed_alloc = call->event->sequence;
    struct key *key = call->has_worked && call->result < KEYS ? process_key(process, (int32_t)call->result) : NULL;
    if (!key)
        return;
    process->failed_alloc = NO_EVENT;
    judge_alloc(telling, process, call, (int32_t)call->result);
    *key = (struct key){
        .is_allocated = true, .was_allocated = true, .alloc_event = call->event->sequence, .free_event = NO_EVENT};
}

/* A finding on an earlier event and this one. */
static void tell_pair(const struct telling *telling, struct process *process, const struct call *call, const char *rule,
                      uint64_t earlier, const char *what)
{
    struct telling_of of;
    rules_begin(&of, rule, process, call->event);
    of.finding.key = call->key;
    rules_add_event(&of, earlier);
    rules_add_event(&of, call->event->sequence);
    if (call->has_range && call->does == DOES_PROTECT) {
        struct span span = {.start = call->start, .end = call->end, .event = call->event->sequence};
        rules_add_range(&of, &span);
    }
    rules_tell(telling, &of, "key %d: %s", call->key, what);
}

static void free_in_use(const struct telling *telling, struct process *process, const struct call *call)
{
    struct telling_of of;
    rules_begin(&of, "key-freed-in-use", process, call->event);
    of.finding.key = call->key;
    unsigned n = add_carriers(&of, process, call->key);
    if (n == 0)
        return;
    rules_add_event(&of, call->event->sequence);
    rules_tell(telling, &of, "key %d is freed while %u range%s carr%s it", call->key, n, n == 1 ? "" : "s",
               n == 1 ? "ies" : "y");
}

/* A key that the kernel refused, and why it is none. */
static void refused(const struct telling *telling, struct process *process, const struct call *call)
{
    const struct key *key = process_key(process, call->key);
    bool frees = call->does == DOES_FREE;
    if (call->key == -1 && process->failed_alloc != NO_EVENT)
        tell_pair(telling, process, call, "key-unchecked", process->failed_alloc,
                  "the result of a pkey_alloc that failed is used as a key");
    else if (key && call->key > 0 && !key->is_allocated && key->free_event != NO_EVENT)
        tell_pair(
            telling, process, call, frees ? "key-double-free" : "key-use-after-free", key->free_event,
            frees ? "freed again; had it been handed out meanwhile, this would free its new owner's"
                  : "given to a range after it was freed; had it been handed out meanwhile, its new owner opens it");
    else if (key && call->key > 0 && !key->was_allocated && process->is_whole)
        tell_pair(telling, process, call, "key-never-allocated", NO_EVENT, "never allocated by this process");
}

static void free_key(const struct telling *telling, struct process *process, const struct call *call)
{
    struct key *key = process_key(process, call->key);
    if (call->has_failed)
        refused(telling, process, call);
    if (!call->has_worked || !key)
        return;
    free_in_use(telling, process, call);
    key->is_allocated = false;
    key->was_allocated = true;
    key->free_event = call->event->sequence;
    key->free_tid = call->event->tid;
}

static void protect(const struct telling *telling, struct process *process, const struct call *call)
{
    struct key *key = process_key(process, call->key);
    if (call->has_failed)
        refused(telling, process, call);
    else if (call->has_worked && call->key == -1 && process->failed_alloc != NO_EVENT)
        tell_pair(telling, process, call, "key-unchecked", process->failed_alloc,
                  "pkey_alloc failed, and with its result pkey_mprotect is mprotect: the range gets no key");
    /* It worked, so it is allocated: its pkey_alloc is not in the trace. */
    if (call->has_worked && key && call->key > 0)
        key->is_allocated = key->was_allocated = true;
}

void keys_call(const struct telling *telling, struct process *process, const struct call *call)
{
    if (call->does == DOES_ALLOC)
        alloc(telling, process, call);
    else if (call->does == DOES_FREE && call->has_key)
        free_key(telling, process, call);
    else if (call->does == DOES_PROTECT && call->has_key)
        protect(telling, process, call);
}
