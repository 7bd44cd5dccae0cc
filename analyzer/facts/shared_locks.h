/* Private to facts and rules: locks that lie in memory which other processes have as well, beside what they guard.
 * Who maps the lock takes it: a lock there is for all sides. */
#ifndef FACTS_SHARED_LOCKS_H
#define FACTS_SHARED_LOCKS_H

#include "facts/callgraph.h"
#include "facts/owners.h"
#include "flow/bodies.h"

struct shared_locks;

/* All must outlive the result. NULL: the unit takes no locks. Owned by the caller (shared_locks_free). */
struct shared_locks *shared_locks_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                                      struct bodies *bodies, const struct owners *owners);
void shared_locks_free(struct shared_locks *locks);

/* Whether the function holds one of the memory's own locks from one instruction to the other. */
bool shared_locks_hold(struct shared_locks *locks, const struct ir_function *function, uint32_t first, uint32_t second,
                       const struct owner *memory);

#endif
