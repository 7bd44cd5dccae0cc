/* Counters of loops. */
#ifndef FLOW_COUNTER_H
#define FLOW_COUNTER_H

#include "flow/cfg.h"
#include "flow/terms.h"

/* The head of the loop that joins the value, but for constants that are added and conversions; IR_NONE: none does. */
uint32_t counter_head(const struct cfg *cfg, const struct terms *terms, term_id value);

static inline bool counter_is(const struct cfg *cfg, const struct terms *terms, term_id value)
{
    return counter_head(cfg, terms, value) != IR_NONE;
}

#endif
