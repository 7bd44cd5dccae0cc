/* Private to facts: reads that are no fetches. */
#ifndef FACTS_LOADS_H
#define FACTS_LOADS_H

#include "facts/reads.h"

/* Adds to reading->reads the loads, copies and looks at memory that somebody else can write, by what the unit's text
 * says, and marks them in reading->shared. Before the function is numbered. */
void loads_find(struct reading *reading, const struct owners *owners, bool is_wide);
/* Corrects both by what the numbered function knows: drops reads of memory that is ours after all, adds plain loads of
 * what is read as volatile elsewhere. True when something changed. */
bool loads_settle(struct reading *reading, const struct owners *owners);

#endif
