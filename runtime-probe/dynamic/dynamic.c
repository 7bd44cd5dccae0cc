#include "dynamic/dynamic.h"

#include <string.h>

#include "dynamic/rules.h"

enum { PROCESSES = 2048 };

struct dynamic {
    struct telling telling;
    GHashTable *processes; /* pid → GList of `order` */
    GQueue order;          /* struct process *, the one that was touched first in front */
    uint64_t forgotten;
};

struct dynamic *dynamic_new(dynamic_told told, void *data)
{
    struct dynamic *dynamic = g_new0(struct dynamic, 1);
    dynamic->telling = (struct telling){told, data, &dynamic->forgotten};
    dynamic->processes = g_hash_table_new(NULL, NULL);
    g_queue_init(&dynamic->order);
    return dynamic;
}

void dynamic_free(struct dynamic *dynamic)
{
    if (!dynamic)
        return;
    g_queue_clear_full(&dynamic->order, (GDestroyNotify)process_free);
    g_hash_table_unref(dynamic->processes);
    g_free(dynamic);
}

uint64_t dynamic_forgotten(const struct dynamic *dynamic)
{
    return dynamic->forgotten;
}

static GList *link_of(const struct dynamic *dynamic, uint32_t pid)
{
    return g_hash_table_lookup(dynamic->processes, GUINT_TO_POINTER(pid));
}

static void drop(struct dynamic *dynamic, GList *link)
{
    struct process *process = link->data;
    g_hash_table_remove(dynamic->processes, GUINT_TO_POINTER(process->pid));
    g_queue_delete_link(&dynamic->order, link);
    process_free(process);
}

static struct process *add(struct dynamic *dynamic, struct process *process)
{
    GList *before = link_of(dynamic, process->pid);
    if (before)
        drop(dynamic, before);
    if (dynamic->order.length >= PROCESSES) {
        dynamic->forgotten++;
        drop(dynamic, dynamic->order.head);
    }
    g_queue_push_tail(&dynamic->order, process);
    g_hash_table_insert(dynamic->processes, GUINT_TO_POINTER(process->pid), dynamic->order.tail);
    return process;
}

/* Numbers of processes are used again; the start time tells them apart where it is known. */
static bool is_same(const struct process *process, uint64_t start_time)
{
    return !process->start_time || !start_time || process->start_time == start_time;
}

static struct process *find(struct dynamic *dynamic, uint32_t pid, uint64_t start_time)
{
    GList *link = link_of(dynamic, pid);
    if (!link || !is_same(link->data, start_time))
        return add(dynamic, process_new(pid, start_time, false));
    g_queue_unlink(&dynamic->order, link);
    g_queue_push_tail_link(&dynamic->order, link);
    struct process *process = link->data;
    process->start_time = process->start_time ? process->start_time : start_time;
    return process;
}

static void end(struct dynamic *dynamic, uint32_t pid, uint64_t start_time)
{
    GList *link = link_of(dynamic, pid);
    if (!link || !is_same(link->data, start_time))
        return;
    ranges_end(&dynamic->telling, link->data);
    drop(dynamic, link);
}

static void start(struct dynamic *dynamic, const struct process_event *process)
{
    GList *parent = link_of(dynamic, process->parent);
    if (parent)
        add(dynamic, process_copy(parent->data, process->pid, process->start_time));
    else
        add(dynamic, process_new(process->pid, process->start_time, false));
}

void dynamic_process(struct dynamic *dynamic, const struct process_event *process)
{
    switch (process->step) {
    case STEP_START:
        end(dynamic, process->pid, 0);
        start(dynamic, process);
        break;
    case STEP_EXEC:
        end(dynamic, process->pid, 0);
        add(dynamic, process_new(process->pid, process->start_time, true));
        break;
    case STEP_EXIT:
        if (process->tid == process->pid)
            end(dynamic, process->pid, process->start_time);
        break;
    case STEP_THREAD:
        break;
    }
}

void dynamic_event(struct dynamic *dynamic, const struct event *event)
{
    struct process *process = find(dynamic, event->pid, event->start_time);
    if (event->kind == EVENT_FAULT) {
        faults_event(&dynamic->telling, process, event);
        return;
    }
    struct call call;
    call_of(event, &call);
    keys_call(&dynamic->telling, process, &call);
    races_call(&dynamic->telling, process, &call);
    ranges_call(&dynamic->telling, process, &call);
}

void dynamic_finish(struct dynamic *dynamic)
{
    for (GList *link = dynamic->order.head; link; link = link->next)
        ranges_end(&dynamic->telling, link->data);
}

/* ---- what the rules tell with ------------------------------------------------------------------------------------ */

void rules_begin(struct telling_of *of, const char *rule, const struct process *process, const struct event *event)
{
    *of = (struct telling_of){.finding = {.rule = rule,
                                          .pid = process->pid,
                                          .tid = event ? event->tid : process->pid,
                                          .start_time = process->start_time,
                                          .ts_ns = event ? event->ts_ns : 0,
                                          .key = -1}};
}

void rules_add_event(struct telling_of *of, uint64_t event)
{
    for (unsigned i = 0; i < of->finding.n_events; i++)
        if (of->events[i] == event)
            return;
    if (event != NO_EVENT && of->finding.n_events < TOLD_EVENTS)
        of->events[of->finding.n_events++] = event;
}

void rules_add_range(struct telling_of *of, const struct span *span)
{
    if (of->finding.n_ranges < TOLD_RANGES)
        of->ranges[of->finding.n_ranges++] = (struct dynamic_range){span->start, span->end, span->key, span->event};
}

void rules_tell(const struct telling *telling, struct telling_of *of, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    of->finding.message = message;
    of->finding.events = of->events;
    of->finding.ranges = of->ranges;
    telling->told(telling->data, &of->finding);
}
