/* Kprobe events of our own, made through tracefs: only there can a kretprobe's maxactive be chosen, and only such
 * probes have counts of hits and misses (kprobe_profile). They live in the group mpxa_PID; groups that a process left
 * behind which was killed are removed by the next one. */
#ifndef MPX_PROBE_TRACEFS_H
#define MPX_PROBE_TRACEFS_H

#include <stdbool.h>
#include <stdint.h>

#include "mpx-probe/backend.h"

struct tracefs {
    int folder;     /* -1: not open */
    char group[32]; /* mpxa_PID */
};

struct tracefs_counts {
    uint64_t hits, missed;
};

/* 0, or -1 and the reason. */
int tracefs_open(struct tracefs *tracefs, char ret_reason[REASON]);
/* Removes the group and closes; also after a failed open. Nothing may hold an event any more. */
void tracefs_close(struct tracefs *tracefs);

enum tracefs_side { SIDE_ENTRY = 'e', SIDE_RETURN = 'r' };

/* Makes our event `number` at SYMBOL, or MODULE:SYMBOL; at the return so many threads may be inside at once
 * (`maxactive`). The id for perf_event_open(2); or the error, negative, and the kernel's reason. -ENOENT: no such
 * function. */
int tracefs_add(const struct tracefs *tracefs, enum tracefs_side side, unsigned number, const char *symbol,
                unsigned maxactive, char ret_reason[REASON]);
void tracefs_remove(const struct tracefs *tracefs, enum tracefs_side side, unsigned number);

/* The kernel's counts of our events below `n`, by their numbers; zeros where it has none. */
void tracefs_profile(const struct tracefs *tracefs, unsigned n, struct tracefs_counts *ret_entry,
                     struct tracefs_counts *ret_return);

#endif
