/* Which code a process has mapped, kept for later: the text of its maps and the build-ids of the files, written while
 * it lives, so that short-lived processes resolve. */
#ifndef MPX_PROBE_IMAGES_H
#define MPX_PROBE_IMAGES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "mpx-probe/maps.h"
#include "mpx-probe/writer.h"

/* Files whose build-id is written. Zeroes at first. */
struct images {
    struct image *files;
    unsigned n, room;
};

/* The executable mappings of one process as of the last images_write. Zeroes at first. */
struct code {
    struct code_range *ranges;
    unsigned n;
    bool is_stale; /* something executable may have been mapped since */
};

bool code_holds(const struct code *code, uint64_t address);
void code_clear(struct code *code);

/* Reads the maps of a process through its thread `tid`; unless they hold the same code as last time, writes FRAME_MAPS
 * and the FRAME_BUILD_ID of files that were not named yet. */
void images_write(struct images *images, struct writer *writer, pid_t tid, pid_t pid, uint64_t start_time,
                  struct code *code);
/* The same from maps that are at hand, of a process that may be gone. */
void images_write_maps(struct images *images, struct writer *writer, const struct maps *maps, pid_t tid, pid_t pid,
                       uint64_t start_time, struct code *code);
void images_clear(struct images *images);

#endif
