/* Two threads at the same range, and memory behind an argument that changed during the call. */
#include <inttypes.h>

#include "dynamic/rules.h"

/* How long before a call another thread's munmap counts as "shortly before". */
#define SHORTLY UINT64_C(10000000)

static bool overlaps(const struct change *a, const struct change *b)
{
    return a->start < b->end && b->start < a->end;
}

/* Both were inside of the kernel at one moment; a trace without times never says so. */
static bool at_the_same_time(const struct change *a, const struct change *b)
{
    return a->entry_ns < b->leave_ns && b->entry_ns < a->leave_ns;
}

/* Two calls that protect the same range alike do not disturb each other. */
static bool disagree(const struct change *a, const struct change *b)
{
    if (a->kind != CHANGE_PROTECT || b->kind != CHANGE_PROTECT)
        return true;
    return (a->has_prot && b->has_prot && a->prot != b->prot) || (a->has_key && b->has_key && a->key != b->key);
}

static const char *verb_of(const struct change *change)
{
    return change->kind == CHANGE_MAP     ? "mapped anew"
           : change->kind == CHANGE_UNMAP ? "unmapped"
                                          : "protected otherwise";
}

static void tell_race(const struct telling *telling, struct process *process, const struct event *event,
                      const struct change *protecting, const struct change *other, const char *when)
{
    struct telling_of of;
    struct span span = {
        .start = MAX(protecting->start, other->start), .end = MIN(protecting->end, other->end), .event = other->event};
    rules_begin(&of, "range-race", process, event);
    of.finding.key = protecting->has_key ? protecting->key : -1;
    rules_add_event(&of, protecting->event == event->sequence ? other->event : protecting->event);
    rules_add_event(&of, event->sequence);
    rules_add_range(&of, &span);
    rules_tell(telling, &of, "0x%" PRIx64 "-0x%" PRIx64 " was %s by thread %u %s thread %u protected it", span.start,
               span.end, verb_of(other), other->tid, when, protecting->tid);
}

/* With the calls that returned before this one. Of two that protect, this one is called the protecting one. */
static void judge_simultaneous(const struct telling *telling, struct process *process, const struct call *call,
                               const struct change *now)
{
    const struct change *before;
    for (unsigned back = 0; (before = process_change(process, back)); back++) {
        if (before->tid == now->tid || !overlaps(before, now) || !at_the_same_time(before, now))
            continue;
        if (before->kind != CHANGE_PROTECT && now->kind != CHANGE_PROTECT)
            continue;
        if (!disagree(before, now))
            continue;
        bool is_now = now->kind == CHANGE_PROTECT;
        tell_race(telling, process, call->event, is_now ? now : before, is_now ? before : now, "while");
        return;
    }
}

/* The thread had mapped or protected the range, another one took it away, and the thread protects it as if it were
 * still there. A thread that maps the range itself first knows what it does. */
static void judge_stale(const struct telling *telling, struct process *process, const struct call *call,
                        const struct change *now)
{
    const struct change *taken = NULL, *before;
    if (now->kind != CHANGE_PROTECT)
        return;
    for (unsigned back = 0; (before = process_change(process, back)); back++) {
        if (!overlaps(before, now))
            continue;
        if (before->tid == now->tid && !taken)
            return;
        if (before->tid == now->tid)
            break;
        if (!taken && before->kind == CHANGE_UNMAP && before->leave_ns <= now->entry_ns &&
            now->entry_ns - before->leave_ns < SHORTLY && before->leave_ns > 0)
            taken = before;
    }
    if (taken && before)
        tell_race(telling, process, call->event, now, taken, "shortly before");
}

static void judge_evidence(const struct telling *telling, struct process *process, const struct event *event)
{
    for (unsigned i = 0; i < event->n_arguments; i++) {
        const struct event_argument *argument = &event->arguments[i];
        struct telling_of of;
        bool is_bytes = argument->evidence == SEEN_CHANGED;
        if (!is_bytes && argument->evidence < SEEN_REMAPPED)
            continue;
        rules_begin(&of, is_bytes ? "shared-argument" : "range-race", process, event);
        rules_add_event(&of, event->sequence);
        if (is_bytes && argument->first == argument->last)
            rules_tell(telling, &of, "argument %s of %s: byte %u behind it changed between entry and return",
                       argument->name, event->interface, argument->first);
        else if (is_bytes)
            rules_tell(telling, &of, "argument %s of %s: bytes %u to %u behind it changed between entry and return",
                       argument->name, event->interface, argument->first, argument->last);
        else
            rules_tell(telling, &of, "argument %s of %s: %s between entry and return, and not by this call",
                       argument->name, event->interface,
                       argument->evidence == SEEN_REMAPPED   ? "another mapping came into its place"
                       : argument->evidence == SEEN_UNMAPPED ? "its range was unmapped"
                       : argument->evidence == SEEN_KEY      ? "the key of its range changed"
                                                             : "the protection of its range changed");
    }
}

static bool change_of(const struct call *call, struct change *ret_change)
{
    static const enum change_kind kinds[] = {[DOES_PROTECT] = CHANGE_PROTECT,
                                             [DOES_MAP] = CHANGE_MAP,
                                             [DOES_UNMAP] = CHANGE_UNMAP,
                                             [DOES_MOVE] = CHANGE_UNMAP};
    if (!call->has_range || call->does < DOES_PROTECT)
        return false;
    const struct event *event = call->event;
    *ret_change = (struct change){.kind = kinds[call->does],
                                  .start = call->start,
                                  .end = call->end,
                                  .event = event->sequence,
                                  .entry_ns = event->ts_ns,
                                  .leave_ns = MAX(event->leave_ns, event->ts_ns),
                                  .tid = event->tid,
                                  .has_prot = call->has_prot,
                                  .has_key = call->has_key,
                                  .prot = call->prot,
                                  .key = call->key};
    return true;
}

void races_call(const struct telling *telling, struct process *process, const struct call *call)
{
    struct change now;
    judge_evidence(telling, process, call->event);
    if (!change_of(call, &now))
        return;
    judge_simultaneous(telling, process, call, &now);
    judge_stale(telling, process, call, &now);
    if (call->has_worked)
        process_add_change(process, &now);
}
