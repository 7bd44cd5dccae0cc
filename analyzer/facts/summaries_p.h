/* Private to summaries.c and summaries_kept.c. */
#ifndef FACTS_SUMMARIES_P_H
#define FACTS_SUMMARIES_P_H

#include "facts/callgraph.h"
#include "facts/summaries.h"
#include "facts/summary_p.h"

struct unit_summaries {
    struct call_knowledge knowledge;
    const struct tree_summaries *tree;
    struct callgraph *graph;
    struct summary **of; /* by function */
    GBytes **packed;     /* by function: taken over, not opened yet as long as `of` is NULL; or NULL */
    bool *is_done;       /* by component */
    bool *fetching;      /* by function; NULL: not known yet */
    GHashTable *used;    /* names whose summaries were asked of the tree; the unit's, and the call graph's */
};

static inline uint32_t unit_summaries_n(const struct unit_summaries *u)
{
    return u->knowledge.unit->functions->len;
}

static inline const struct ir_function *unit_summaries_at(const struct unit_summaries *u, uint32_t i)
{
    return g_ptr_array_index(u->knowledge.unit->functions, i);
}

#endif
