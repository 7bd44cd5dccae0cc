/* Which ways through a function can be gone: branches whose conditions contradict each other exclude a path, through
 * variables that did not change in between and through flags that were set on the way.
 *
 * Before: numbering. Never touches: the IR. */
#ifndef FLOW_PATHS_H
#define FLOW_PATHS_H

#include "flow/conditions.h"

struct paths;

/* The arguments must outlive the result. Owned by the caller (paths_free). */
struct paths *paths_new(const struct ir_unit *unit, const struct cfg *cfg, const struct numbering *numbering);
void paths_free(struct paths *paths);

struct path_edge {
    uint32_t from, to; /* blocks */
};

enum path_answer {
    PATH_NONE,     /* the graph has no such path */
    PATH_EXCLUDED, /* it has, but their conditions contradict each other */
    PATH_FOUND     /* there is one, or too many to tell */
};

/* Whether a path from the entry through instruction `from` comes to `to` later on. `blocked` (struct path_edge, or
 * NULL) are edges that must not be taken behind `from`. */
enum path_answer paths_lead(struct paths *paths, uint32_t from, uint32_t to, const GArray *blocked);
/* The same of a path that comes by a third one in between. */
enum path_answer paths_lead_by(struct paths *paths, uint32_t from, uint32_t by, uint32_t to, const GArray *blocked);
/* Adds to `blocked` what makes every remaining path from `from` to `to` go without instruction `at`. True when there is
 * none: the three stand in a row. */
bool paths_avoid(const struct paths *paths, uint32_t at, uint32_t from, uint32_t to, GArray *blocked);
/* Whether the function never computes the value anew: it is one all along. */
bool paths_keep(const struct paths *paths, term_id value);
/* Whether the instruction is come to when that is true of a value all along: false when every way there says otherwise.
 * True of a value that the function computes anew, too. */
bool paths_allow(const struct paths *paths, uint32_t inst, const struct fact *supposed);
/* Whether the graph has a path of at least one edge from block to block. */
bool paths_reach(const struct paths *paths, uint32_t from_block, uint32_t to_block);

#endif
