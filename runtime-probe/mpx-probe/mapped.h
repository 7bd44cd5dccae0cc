/* The mappings of processes, kept from the kernel's notices of new ones (perf's MMAP2 and FORK records), so that a
 * process that is gone when its calls are read resolves all the same. What is unmapped is not told; a new mapping takes
 * the place of what was there. */
#ifndef MPX_PROBE_MAPPED_H
#define MPX_PROBE_MAPPED_H

#include <stdbool.h>
#include <stdint.h>

#include "mpx-probe/maps.h"

struct mapped_range {
    uint64_t start, end, offset, inode;
    uint32_t major, minor, prot, flags; /* prot and flags of mmap(2) */
    char *path;                         /* owned */
};

struct mapped_process {
    uint32_t pid;
    bool is_whole;               /* known from its exec on */
    bool is_changed;             /* something executable was mapped since mapped_text() */
    struct mapped_range *ranges; /* by address */
    unsigned n, room;
    struct mapped_process *next;
};

struct mapped {
    struct mapped_process *processes;
};

/* NULL when nothing was said of it. */
struct mapped_process *mapped_find(const struct mapped *mapped, uint32_t pid);
/* A new mapping; `range` and its path are copied. */
void mapped_add(struct mapped *mapped, uint32_t pid, const struct mapped_range *range);
void mapped_exec(struct mapped *mapped, uint32_t pid);
void mapped_fork(struct mapped *mapped, uint32_t parent, uint32_t child);
void mapped_exit(struct mapped *mapped, uint32_t pid);
void mapped_clear(struct mapped *mapped);

/* In the form of /proc/PID/maps. 0, or -1 when nothing is known or memory is out. maps_clear(). */
int mapped_text(struct mapped_process *process, struct maps *ret_maps);

#endif
