#include "dynamic/process.h"

struct process *process_new(uint32_t pid, uint64_t start_time, bool is_whole)
{
    struct process *process = g_new0(struct process, 1);
    process->pid = pid;
    process->start_time = start_time;
    process->is_whole = is_whole;
    process->failed_alloc = NO_EVENT;
    process->spans = spans_new(SPANS);
    for (int i = 0; i < KEYS; i++)
        process->keys[i].alloc_event = process->keys[i].free_event = NO_EVENT;
    return process;
}

struct process *process_copy(const struct process *parent, uint32_t pid, uint64_t start_time)
{
    struct process *process = g_memdup2(parent, sizeof *parent);
    process->pid = pid;
    process->start_time = start_time;
    process->spans = spans_copy(parent->spans);
    process->n_changes = 0;
    return process;
}

void process_free(struct process *process)
{
    spans_free(process->spans);
    g_free(process);
}

void process_add_change(struct process *process, const struct change *change)
{
    process->changes[process->n_changes++ % CHANGES] = *change;
}

const struct change *process_change(const struct process *process, unsigned back)
{
    if (back >= CHANGES || back >= process->n_changes)
        return NULL;
    return &process->changes[(process->n_changes - 1 - back) % CHANGES];
}

struct key *process_key(struct process *process, int32_t key)
{
    return key >= 0 && key < KEYS ? &process->keys[key] : NULL;
}
