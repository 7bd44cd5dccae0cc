/* What is kept of a unit's summaries (facts/summaries.h) from one look at it to the next: they themselves, and what
 * they hang on in other units. */
#ifndef FACTS_SUMMARIES_KEPT_H
#define FACTS_SUMMARIES_KEPT_H

#include "facts/summaries.h"

/* The names of functions whose summaries were asked of the tree, found or not: const char *, appended. */
void unit_summaries_used(const struct unit_summaries *summaries, GPtrArray *ret_names);
/* Likewise those that the function's summary may hang on, whatever it is: all that it calls outside of the unit, by
 * however many calls of the unit. */
void unit_summaries_leads(const struct unit_summaries *summaries, const struct ir_function *function,
                          GPtrArray *ret_names);
/* What was made so far, as bytes for a later look at the same unit (g_bytes_unref). */
GBytes *unit_summaries_pack(const struct unit_summaries *summaries);
/* Takes over what an earlier look has made, before anything is asked for: all of it, or, when `changed` (by function)
 * is given, of functions that are not marked and call none that are (unit_summaries_spread). Of broken bytes nothing.
 */
void unit_summaries_take_over(struct unit_summaries *summaries, GBytes *packed, const bool *changed);

#endif
