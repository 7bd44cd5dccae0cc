/* Private to symbols/: which process had which mappings, and when. Bounded: of the processes that were heard of longest
 * ago, or that ended long ago, and of a process's oldest mappings, nothing is kept. */
#ifndef SYMBOLS_PROCESSES_H
#define SYMBOLS_PROCESSES_H

#include "model/trace.h"
#include "symbols/maps.h"

struct processes;

struct processes *processes_new(void);
void processes_free(struct processes *processes);
void processes_map(struct processes *processes, const struct process_maps *told);
/* A child has its parent's mappings, and a program that is executed none of them. */
void processes_step(struct processes *processes, const struct process_event *step);

/* Those of the program that a process ran at `time_ns` in which `address` is mapped: of several the ones that held
 * then, else the nearest before, else behind it. NULL when none has it. Borrowed until the next call that changes
 * something. */
const struct maps *processes_find(struct processes *processes, uint32_t pid, uint64_t start_time, uint64_t time_ns,
                                  uint64_t address);

#endif
