/* The threads and processes that are watched. */
#ifndef MPX_PROBE_TASKS_H
#define MPX_PROBE_TASKS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "mpx-probe/event.h"
#include "mpx-probe/images.h"

struct process {
    pid_t pid, parent;
    uint64_t start_time;
    unsigned threads;
    struct code code;
    struct process *next;
};

struct thread {
    pid_t tid;
    struct process *process;
    void *call; /* the back end's: a call that has not returned; NULL none */
    struct thread *next;
};

enum { TASK_BUCKETS = 1024 };

/* Zeroes at first. */
struct tasks {
    struct thread *threads[TASK_BUCKETS];
    struct process *processes[TASK_BUCKETS];
};

/* NULL when it is not known. */
struct thread *tasks_find(const struct tasks *tasks, pid_t tid);
/* A thread that was not known, its process as /proc has it. NULL when it is gone already or memory is. */
struct thread *tasks_add(struct tasks *tasks, pid_t tid);
/* Forgets a thread, and with the last one its process: then true. */
bool tasks_remove(struct tasks *tasks, struct thread *thread);
void tasks_each(struct tasks *tasks, void (*each)(struct thread *thread, void *context), void *context);
void tasks_clear(struct tasks *tasks);

/* The task of a record, with the name as it is now; also tells the CPU. */
struct trace_task tasks_describe(const struct thread *thread, uint32_t *ret_cpu);

#endif
