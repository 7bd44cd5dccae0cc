/* Private to facts: the strongly connected components of a graph, those that are led to first. */
#ifndef FACTS_COMPONENTS_H
#define FACTS_COMPONENTS_H

#include "ir/unit.h"

struct components {
    uint32_t *component; /* by node */
    GPtrArray *members;  /* by component: GArray of uint32_t, ascending */
};

/* `edges`: for each of the n nodes a GArray of uint32_t. Fills `components`; components_clear. */
void components_find(struct components *components, GArray *const *edges, uint32_t n);
void components_clear(struct components *components);

#endif
