/* The mappings of an address range: as they were, as a call should have left them, and what else became of them. */
#ifndef MPX_PROBE_LAYOUT_H
#define MPX_PROBE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "mpx-probe/event.h"
#include "mpx-probe/maps.h"
#include "mpx-probe/plan.h"

enum { LAYOUT_PIECES = 64 };

struct piece {
    uint64_t start, end, offset, device, inode;
    int prot, key; /* key -1 unknown */
    bool is_shared;
};

struct layout {
    uint64_t start, end; /* whole pages */
    bool is_cut;         /* more pieces than we keep: nothing can be said of it */
    unsigned n;
    struct piece pieces[LAYOUT_PIECES];
};

/* The part of the maps that lies in [start, start + size), rounded to pages. */
void layout_take(struct layout *layout, const struct maps *maps, uint64_t start, uint64_t size);

/* What a call did, for layout_judge. */
struct layout_change {
    const struct plan_call *call;
    const struct trace_argument *arguments; /* values, in the interface's order */
    unsigned index;                         /* the argument that is the range */
    int64_t result;
    bool is_error;
    bool reads_execute; /* personality READ_IMPLIES_EXEC */
};

/* The range that has to be looked at when the call is back: for a call that maps or moves it depends on the result.
 * Size 0: nothing to compare. */
void layout_range(const struct layout_change *change, uint64_t *ret_start, uint64_t *ret_size);

/* Compares what lies there now with what the call itself should have left of `before`. Two mappings of anonymous memory
 * cannot be told apart: a range that somebody unmapped and mapped again with the same rights counts as unchanged. */
enum evidence layout_judge(const struct layout_change *change, const struct layout *before, const struct layout *now);

#endif
