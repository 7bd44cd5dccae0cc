/* Which thread belongs to which process, and by which ABI it calls, as a trace of strace lets it be known. */
#ifndef TRACE_TASKS_H
#define TRACE_TASKS_H

#include "trace/delivery.h"

struct tasks;
struct tasks *tasks_new(struct delivery *delivery);
void tasks_free(struct tasks *tasks);

/* The process of a thread: its own number where nothing else is known. A thread that was never seen belongs to the call
 * that is just making one, when there is only one. */
uint32_t tasks_process(struct tasks *tasks, uint32_t tid);
void tasks_set_abi(struct tasks *tasks, uint32_t tid, enum event_abi abi);
enum event_abi tasks_abi(const struct tasks *tasks, uint32_t tid);

/* clone and its kind: entered and not back yet, then back with the new thread's number or without one; or at once. */
void tasks_clone_begins(struct tasks *tasks, uint32_t tid, bool makes_thread);
void tasks_clone_resumed(struct tasks *tasks, uint32_t tid, int64_t result, uint64_t ts_ns);
void tasks_clone_ends(struct tasks *tasks, uint32_t tid, bool makes_thread, int64_t result, uint64_t ts_ns);
void tasks_exec(struct tasks *tasks, uint32_t tid, uint64_t ts_ns);
void tasks_exit(struct tasks *tasks, uint32_t tid, uint64_t ts_ns);

#endif
