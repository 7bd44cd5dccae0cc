/* What /proc says about a thread: proc(5). Every answer may be late; none is trusted further than its field. */
#ifndef MPX_PROBE_PROC_H
#define MPX_PROBE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mpx-probe/event.h"

struct proc_stat {
    char comm[TRACE_COMM];
    pid_t parent;
    uint64_t start_time; /* field 22 */
    uint32_t cpu;        /* field 39 */
};

/* 0, or -1 when the thread is gone. */
int proc_stat(pid_t tid, struct proc_stat *ret_stat);
/* The process that a thread belongs to, 0 when the thread is gone. */
pid_t proc_process(pid_t tid);
/* /proc/PID/personality, 0 when it cannot be read. */
unsigned long proc_personality(pid_t tid);
/* Calls `each` with every thread of a process, until it answers false. */
void proc_threads(pid_t pid, bool (*each)(pid_t tid, void *context), void *context);

#endif
