/* The summaries of functions (facts/summary.h): of one unit, made when they are asked for, bottom-up through its calls;
 * and of a tree, what units tell each other.
 *
 * A call means, in this order: nothing that the catalogue or the C library names (those are known by themselves); the
 * body that the unit has; the function of that name that the tree has published, the nearest by folders; through a
 * pointer read from a record's field, each function that some initialiser stores there (facts/callgraph.h): then only
 * what they fetch is known, as there may be others.
 *
 * What a function, and those of a unit together, may cost is bounded (flow/effort.h): nothing is known of the rest.
 *
 * Functions that call each other in a circle are summarised together: they begin as if they did nothing, and again
 * until nothing changes, at most CYCLE_ROUNDS times; then nothing is known of them. */
#ifndef FACTS_SUMMARIES_H
#define FACTS_SUMMARIES_H

#include "facts/summary.h"

enum { CYCLE_ROUNDS = 5 };

struct unit_summaries;
struct tree_summaries;
struct callgraph;

/* `tree` may be NULL. All must outlive the result. Owned by the caller (unit_summaries_free). */
struct unit_summaries *unit_summaries_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                                          const struct tree_summaries *tree);
void unit_summaries_free(struct unit_summaries *summaries);

/* Of a function with a body in the unit; NULL when nothing is known. Borrowed. */
const struct summary *unit_summaries_of(struct unit_summaries *summaries, const struct ir_function *function);
/* Of what the call calls, by name or through a constant table; NULL when nothing is known. Borrowed. */
const struct summary *unit_summaries_called(struct unit_summaries *summaries, const struct ir_function *function,
                                            uint32_t call);
/* Of each function that a call through a record's field may go to, as far as known: struct summary *; NULL when it is
 * no such call. Owned by the caller (g_ptr_array_unref). */
GPtrArray *unit_summaries_perhaps(struct unit_summaries *summaries, const struct ir_function *function, uint32_t call);
/* Whether the function fetches, itself or through those that it calls, without a summary being made. */
bool unit_summaries_fetches(struct unit_summaries *summaries, const struct ir_function *function);
/* Marks, by function, those too that call marked ones, by however many calls of the unit. */
void unit_summaries_spread(const struct unit_summaries *summaries, bool *marks);
/* What making them has cost so far, and which functions were given up. Borrowed. */
struct efforts *unit_summaries_efforts(const struct unit_summaries *summaries);
/* The unit's. Borrowed. */
const struct callgraph *unit_summaries_graph(const struct unit_summaries *summaries);
/* As callgraph_called_fields, callgraph_fields and callgraph_stored. */
GPtrArray *unit_summaries_called_fields(struct unit_summaries *summaries);
GPtrArray *unit_summaries_fields(struct unit_summaries *summaries);
const GArray *unit_summaries_stored(struct unit_summaries *summaries, const char *field);

#endif
