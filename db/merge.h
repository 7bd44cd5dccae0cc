/* Joining the databases of a scan's shards into one that holds what a single scan would have stored: sites and findings
 * that several shards saw count once, those of the first unit stay, and ordinals (hence fingerprints) count over all
 * units in the order of their files. */
#ifndef DB_MERGE_H
#define DB_MERGE_H

#include <glib.h>
#include <signal.h>

#include "db/read.h"

enum { MERGE_MAX_SHARDS = 256 }; /* all are open at once */

struct merged {
    struct run_totals totals; /* sums; of times and memory the largest: shards run side by side */
    uint32_t shards;          /* so many there should be */
    char *missing;            /* "2, 3" when these shards were not among the databases, else NULL */
    GPtrArray *notes;         /* char *: on suppressions, which no shard could judge alone; on traces, which stay where they are */
};

void merged_clear(struct merged *merged);

struct merge_options {
    const char *out;
    const char *const *ins;            /* NULL-terminated, at least one, in whatever order */
    const char *tool_version;          /* ours: how sites are told apart may differ in others */
    const volatile sig_atomic_t *stop; /* once it is not 0 nothing is stored any more; or NULL */
};

/* Adds a run to `out`, made of the newest run of each of `ins`. DB_ERROR_MISMATCH when they are no shards of one scan;
 * nothing is written then. Without all shards the run is stored as one that is not whole. */
bool merge_shards(const struct merge_options *options, struct merged *ret_merged, GError **error);

#endif
