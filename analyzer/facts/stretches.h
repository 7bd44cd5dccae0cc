/* What keeps others out of a stretch of a function. */
#ifndef FACTS_STRETCHES_H
#define FACTS_STRETCHES_H

#include "facts/threads.h"

/* A stretch of a function, from one instruction to another (the same one: just that). */
struct stretch {
    const struct ir_function *function;
    uint32_t from, to;
};
/* The locks held in all of it, by the function or by all who call it: struct held_lock (facts/locks.h). Owned by the
 * caller. */
GArray *threads_held(struct threads *threads, const struct stretch *stretch);
/* Whether what is held in it keeps out who holds these locks. */
bool threads_exclude(struct threads *threads, const struct stretch *stretch, const GArray *locks);
/* Whether handlers of any of these signals are kept off in all of it. A process with other threads keeps none off. */
bool threads_block(struct threads *threads, const struct stretch *stretch, uint64_t signals);

#endif
