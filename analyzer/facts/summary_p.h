/* Private to facts: making summaries. */
#ifndef FACTS_SUMMARY_P_H
#define FACTS_SUMMARY_P_H

#include "facts/effects.h"
#include "facts/summary.h"

struct summary *summary_new(void);
void summary_free(struct summary *summary);
/* Once all deeds are in: makes writes and text of them. */
void summary_settle(struct summary *summary);

bool subject_equal(const struct subject *a, const struct subject *b);
/* But for the spot. */
bool deed_equal(const struct deed *a, const struct deed *b);

/* facts/summarise.c: of one function, with what `knowledge` says of those that it calls; file names come from the unit.
 * NULL: too large, degraded, or more than can be told. Owned by the caller (summary_free). */
struct summary *summarise(struct call_knowledge *knowledge, const struct ir_function *function);

#endif
