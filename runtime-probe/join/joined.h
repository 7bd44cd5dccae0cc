/* Where the event that a join (join/join.h) was told last comes from. */
#ifndef JOIN_JOINED_H
#define JOIN_JOINED_H

#include "join/join.h"

/* For `--follow`. */
struct joined {
    const struct frame_place *places; /* its frames, innermost first */
    uint32_t n_places;
    const char *site; /* fingerprint, or NULL */
    const char *file; /* of the site, relative to the root; NULL without one */
    uint32_t line, col;
    int match; /* enum match, or -1: ran at a line that is no site of the scan */
};

/* Borrowed until the next event. */
const struct joined *join_last(const struct join *join);

#endif
