/* One worklist solver for every data-flow analysis. An analysis is a lattice of states and a step per instruction,
 * given as a small table of functions; the solver knows neither.
 *
 * Before: a cfg. Never touches: the IR. */
#ifndef FLOW_SOLVER_H
#define FLOW_SOLVER_H

#include "flow/cfg.h"

enum flow_direction { FLOW_FORWARD, FLOW_BACKWARD };

/* Each function gets the `context` that was given to flow_solve. */
struct flow_problem {
    enum flow_direction direction;
    /* The least state: what is known where nothing has arrived yet. */
    void *(*create)(void *context);
    void (*destroy)(void *state, void *context);
    void (*copy)(void *to, const void *from, void *context);
    /* Least upper bound into `into`; true when that grew. `visits`: how often this block was entered before; a lattice
     * of infinite height widens when the number is large. */
    bool (*join)(void *into, const void *from, unsigned visits, void *context);
    /* Sets the state at the function's entry (forward) or at each of its exits (backward). */
    void (*start)(void *state, void *context);
    void (*step)(void *state, uint32_t inst, void *context);
    /* What taking this edge of the graph tells, or NULL. False: it cannot be taken from this state. */
    bool (*edge)(void *state, uint32_t from, uint32_t to, void *context);
};

struct flow_solution;

/* NULL when the states did not settle within a limit that grows with the function (a defect of the lattice, or a
 * hostile input): the caller then knows nothing. cfg, problem and context must outlive the solution. Owned by the
 * caller (flow_free). */
struct flow_solution *flow_solve(const struct cfg *cfg, const struct flow_problem *problem, void *context);
void flow_free(struct flow_solution *solution);

/* The state where the analysis enters the block: at its start (forward) or end (backward). NULL: no path leads there.
 */
const void *flow_at(const struct flow_solution *solution, uint32_t block);

/* Runs over every reached block once more and shows the state just before each step. */
typedef void (*flow_visit)(const void *state, uint32_t inst, void *data);
void flow_replay(const struct flow_solution *solution, flow_visit visit, void *data);

#endif
