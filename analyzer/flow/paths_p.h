/* Private to paths.c and path_subjects.c. */
#ifndef FLOW_PATHS_P_H
#define FLOW_PATHS_P_H

#include "flow/bits.h"
#include "flow/paths.h"

/* A value that more than one branch depends on, or a flag: facts of others exclude nothing. */
struct subject {
    term_id term;
    uint64_t *renewed; /* blocks that compute it anew */
    uint64_t *needed;  /* blocks from which a branch on it can be reached */
};

struct paths {
    const struct ir_unit *unit;
    const struct ir_function *function;
    const struct cfg *cfg;
    const struct numbering *numbering;
    GArray *subjects;  /* struct subject */
    uint64_t **reach;  /* by block: the blocks behind it, made when asked for */
    GHashTable *found; /* searches that were made: stops and blocked edges as bytes → whether there is a path, + 1 */
    size_t n_states;   /* that they took */
};

static inline uint32_t paths_blocks(const struct paths *p)
{
    return p->function->blocks->len;
}

/* path_subjects.c */
void paths_find_subjects(struct paths *paths);
/* Its place among the subjects; -1: it is none. */
int paths_subject(const struct paths *paths, term_id term);

#endif
