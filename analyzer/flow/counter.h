/* Counters of loops. */
#ifndef FLOW_COUNTER_H
#define FLOW_COUNTER_H

#include "flow/cfg.h"
#include "flow/terms.h"

/* Whether the value, but for constants that are added and conversions, is one that its loop's head joins. */
bool counter_is(const struct cfg *cfg, const struct terms *terms, term_id value);

#endif
