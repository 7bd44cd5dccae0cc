/* The kernel's notices of mappings, forks and execs of the watched processes: a perf event that counts nothing, on
 * every CPU, inherited by what they start. */
#ifndef MPX_PROBE_KPROBE_MAPS_H
#define MPX_PROBE_KPROBE_MAPS_H

#include <stdint.h>
#include <sys/types.h>

#include "mpx-probe/mapped.h"

struct notices {
    struct notice_ring *rings;
    unsigned n;
    uint64_t lost;
    struct mapped mapped;
};

/* For a process with all of its threads. Where this fails there are none, and maps are read from /proc. */
void notices_open(struct notices *notices, pid_t pid);
void notices_close(struct notices *notices);
/* Takes in what was noticed up to a time of CLOCK_MONOTONIC. */
void notices_read(struct notices *notices, uint64_t until_ns);

#endif
