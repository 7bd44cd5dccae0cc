/* Private to rules: which functions of a unit run at the same time as others (the catalogue's <thread>), and what keeps
 * two places apart (its <lock>). */
#ifndef RULES_CONCURRENCY_H
#define RULES_CONCURRENCY_H

#include "rules/endings.h"

struct runner {
    const struct ir_function *function; /* the thread's or handler's own */
    const struct use *start;            /* the call that lets it run */
    bool is_handler;
};

struct concurrency;

/* The arguments must outlive the result. Owned by the caller (concurrency_free). */
struct concurrency *concurrency_new(struct review *review, const struct callgraph *graph, struct endings *endings);
void concurrency_free(struct concurrency *concurrency);

/* struct runner, by the place of their starts. Borrowed. */
const GArray *concurrency_runners(const struct concurrency *concurrency);
/* Whether the runner's function is this one or calls it, by however many calls. */
bool concurrency_runs(const struct concurrency *concurrency, guint runner, const struct ir_function *function);
/* Whether the instruction comes when the runner may be running, as far as its function and those that call it tell:
 * not before the start, not behind a wait. *ret_is_sure: they do tell. */
bool concurrency_meets(struct concurrency *concurrency, guint runner, const struct ir_function *function, uint32_t inst,
                       bool *ret_is_sure);

/* A stretch of a function, from one instruction to another (the same one: just that). */
struct stretch {
    const struct ir_function *function;
    uint32_t from, to;
};
/* Whether one lock is held in all of both, by the functions or by all who call them. */
bool concurrency_excludes(struct concurrency *concurrency, const struct stretch *a, const struct stretch *b);

#endif
