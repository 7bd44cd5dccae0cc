/* What the kernel's tracepoints and kprobe events say, as perf, ftrace and trace-cmd print it: the three differ in the
 * head of a line, not in this. */
#ifndef TRACE_POINTS_H
#define TRACE_POINTS_H

#include "trace/pending.h"

struct points {
    struct delivery *delivery;
    struct naming *naming;
    struct pending *pending;
    enum event_abi native; /* of `syscalls:` tracepoints, which leave out compat calls on x86; unknown: not told */
    bool return_first; /* a return probe's place is (return address <- function), not (function <- return address) */
    unsigned echoes;   /* kinds of events that tell what another kind told already */
    struct draft *frames_for; /* whose stack would come next, or NULL; borrowed from `pending`, or `fault` */
    struct draft *fault;      /* waits for its stack */
};

struct point {
    const char *comm;
    size_t comm_size;
    uint32_t pid, tid, cpu; /* pid 0: not told */
    uint64_t ts_ns;
    const char *name, *text; /* of the event, and what it says; NUL-terminated both */
};

void points_init(struct points *points, struct delivery *delivery);
/* Gives up what still waits. */
void points_release(struct points *points);

/* An event of any kind; those that are nobody's are counted as others. */
void points_event(struct points *points, const struct point *point);
/* A line that looks like an event's is none: what was the last event's stack has ended. */
void points_pause(struct points *points);

#endif
