/* The text of /proc/PID/maps and smaps, and a reader of it. */
#ifndef MPX_PROBE_MAPS_H
#define MPX_PROBE_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct maps {
    char *text; /* owned; NUL behind it */
    size_t size;
};

struct mapping {
    uint64_t start, end, offset, device, inode;
    int prot; /* PROT_* of mmap(2) */
    bool is_shared;
    int key;          /* -1: the text does not say (maps, or a kernel or CPU without keys) */
    const char *path; /* borrowed from the text, not terminated */
    size_t path_size;
};

/* `file`: "maps", or "smaps" for the keys, which costs a walk over all pages. At most what a frame holds, cut at the
 * end of a line. 0, or -1 when nothing could be read. */
int maps_read(struct maps *maps, pid_t tid, const char *file);
void maps_clear(struct maps *maps);

/* The next mapping behind *cursor (0 at first), false at the end. Lines of another form are passed over. */
bool maps_next(const struct maps *maps, size_t *cursor, struct mapping *ret_mapping);

#endif
