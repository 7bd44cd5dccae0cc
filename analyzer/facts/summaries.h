/* The summaries of functions (facts/summary.h): of one unit, made when they are asked for, bottom-up through its calls;
 * and of a tree, what units tell each other.
 *
 * A call means, in this order: nothing that the catalogue or the C library names (those are known by themselves); the
 * body that the unit has; the function of that name that the tree has published, the nearest by folders; through a
 * pointer read from a record's field, each function that some initialiser stores there (facts/callgraph.h).
 *
 * Functions that call each other in a circle are summarised together: they begin as if they did nothing, and again
 * until nothing changes, at most CYCLE_ROUNDS times; then nothing is known of them. */
#ifndef FACTS_SUMMARIES_H
#define FACTS_SUMMARIES_H

#include "facts/summary.h"

enum { CYCLE_ROUNDS = 5 };

/* ---- one unit ---- */

struct unit_summaries;

/* `tree` may be NULL. All must outlive the result. Owned by the caller (unit_summaries_free). */
struct tree_summaries;
struct unit_summaries *unit_summaries_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                                          const struct tree_summaries *tree);
void unit_summaries_free(struct unit_summaries *summaries);

/* Of a function with a body in the unit; NULL when nothing is known. Borrowed. */
const struct summary *unit_summaries_of(struct unit_summaries *summaries, const struct ir_function *function);
/* Of what the call calls; NULL when nothing is known. Borrowed. */
const struct summary *unit_summaries_called(struct unit_summaries *summaries, const struct ir_function *function,
                                            uint32_t call);

/* ---- a tree ---- */

struct tree_summaries *tree_summaries_new(void);
void tree_summaries_free(struct tree_summaries *tree);

#endif
