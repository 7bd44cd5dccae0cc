/* Rules over the events of a trace, by the ids of the static ones: what a program did, not what it could do.
 *
 * It keeps, per process, which keys are allocated, which ranges carry a key and who gave it to them, and what was done
 * lately to which addresses. Calls that failed change nothing; pkey_mprotect with key -1 is mprotect; a fork takes the
 * state along, exec and exit drop it. Its memory is bounded: what it had to forget is counted, and it never says
 * something about what it forgot.
 *
 * What is not in the trace cannot be known: of a process whose start was not seen, nothing is said that rests on what a
 * call before the trace may have done. Calls are taken in the order in which they returned; what two threads did within
 * the same moment may have happened in the other order. */
#ifndef DYNAMIC_DYNAMIC_H
#define DYNAMIC_DYNAMIC_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"
#include "model/trace.h"

struct dynamic_range {
    uint64_t start, end; /* end is exclusive */
    int32_t key;         /* that it carries, 0: none of its own */
    uint64_t event;      /* sequence of the call that made it so */
};

/* What is seen, and what it supports.
 *
 *   key-freed-in-use     a key was freed while ranges carry it; again when the next pkey_alloc hands it out
 *   key-use-after-free   a key that had been freed was given to a range: the kernel refused it
 *   key-double-free      a key that had been freed was freed again: the kernel refused it
 *   key-unchecked        -1, the result of a pkey_alloc that had failed, was given to pkey_mprotect or pkey_free
 *   key-dropped          a range that carried a key was mapped anew and got none until its process ended
 *   range-race           a range was unmapped, mapped anew or protected otherwise by another thread while a call
 * protected it, or was unmapped shortly before by another thread than the one that had used it and goes on
 *   shared-argument      bytes behind an argument changed during the call. It supports a double-fetch or double-load at
 *                        the same site as well: somebody does write that memory
 * and two observations that are no rules, because by themselves they are no defects:
 *   denied-access        a protection key denied an access; with the range, its key, and the call that gave it
 *   key-never-allocated  a key was used that this process, seen from its start, never allocated
 */
struct dynamic_finding {
    const char *rule;
    uint32_t pid, tid;
    uint64_t start_time, ts_ns;
    int32_t key;            /* that it is about, -1: none */
    const char *message;    /* one line, starting in lower case, without a full stop at its end */
    const uint64_t *events; /* sequences; the last one is where it shows, those before led to it */
    uint32_t n_events;
    const struct dynamic_range *ranges;
    uint32_t n_ranges;
};

/* What a finding holds lives until the call returns. */
typedef void (*dynamic_told)(void *data, const struct dynamic_finding *finding);

struct dynamic;

struct dynamic *dynamic_new(dynamic_told told, void *data);
void dynamic_free(struct dynamic *dynamic);
/* In the order in which trace_read tells them. */
void dynamic_process(struct dynamic *dynamic, const struct process_event *process);
void dynamic_event(struct dynamic *dynamic, const struct event *event);
/* The trace is at its end: says what only holds now. */
void dynamic_finish(struct dynamic *dynamic);
/* How much was dropped because a process, or the machine, had more of it than is kept. */
uint64_t dynamic_forgotten(const struct dynamic *dynamic);

#endif
