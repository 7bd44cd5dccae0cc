#include "mpx-probe/tasks.h"

#include <stdlib.h>
#include <string.h>

#include "mpx-probe/proc.h"

static unsigned bucket(pid_t id)
{
    return (unsigned)id % TASK_BUCKETS;
}

struct thread *tasks_find(const struct tasks *tasks, pid_t tid)
{
    struct thread *thread = tasks->threads[bucket(tid)];
    while (thread && thread->tid != tid)
        thread = thread->next;
    return thread;
}

static struct process *process_of(struct tasks *tasks, pid_t pid)
{
    struct process **place = &tasks->processes[bucket(pid)], *process = *place;
    while (process && process->pid != pid)
        process = process->next;
    if (process)
        return process;
    struct proc_stat stat;
    if (proc_stat(pid, &stat) < 0 || !(process = calloc(1, sizeof *process)))
        return NULL;
    *process = (struct process){.pid = pid, .parent = stat.parent, .start_time = stat.start_time, .next = *place};
    *place = process;
    return process;
}

struct thread *tasks_add(struct tasks *tasks, pid_t tid)
{
    pid_t pid = proc_process(tid);
    struct process *process = pid ? process_of(tasks, pid) : NULL;
    struct thread *thread = process ? calloc(1, sizeof *thread) : NULL;
    if (!thread)
        return NULL;
    struct thread **place = &tasks->threads[bucket(tid)];
    *thread = (struct thread){.tid = tid, .process = process, .next = *place};
    *place = thread;
    process->threads++;
    return thread;
}

static void process_free(struct tasks *tasks, struct process *process)
{
    struct process **place = &tasks->processes[bucket(process->pid)];
    while (*place != process)
        place = &(*place)->next;
    *place = process->next;
    code_clear(&process->code);
    free(process);
}

bool tasks_remove(struct tasks *tasks, struct thread *thread)
{
    struct thread **place = &tasks->threads[bucket(thread->tid)];
    struct process *process = thread->process;
    while (*place != thread)
        place = &(*place)->next;
    *place = thread->next;
    free(thread->call);
    free(thread);
    if (--process->threads)
        return false;
    process_free(tasks, process);
    return true;
}

void tasks_each(struct tasks *tasks, void (*each)(struct thread *thread, void *context), void *context)
{
    for (unsigned i = 0; i < TASK_BUCKETS; i++)
        for (struct thread *thread = tasks->threads[i], *next; thread; thread = next) {
            next = thread->next;
            each(thread, context);
        }
}

static void remove_one(struct thread *thread, void *context)
{
    tasks_remove(context, thread);
}

void tasks_clear(struct tasks *tasks)
{
    tasks_each(tasks, remove_one, tasks);
}

struct trace_task tasks_describe(const struct thread *thread, uint32_t *ret_cpu)
{
    struct trace_task task = {
        .pid = (uint32_t)thread->process->pid, .tid = (uint32_t)thread->tid, .start_time = thread->process->start_time};
    struct proc_stat stat;
    *ret_cpu = 0;
    if (proc_stat(thread->tid, &stat) == 0) {
        memcpy(task.comm, stat.comm, sizeof task.comm);
        *ret_cpu = stat.cpu;
    }
    return task;
}
