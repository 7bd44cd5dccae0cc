/* Private to facts: which locks are held where, by the catalogue's <lock>; also those that a called function takes or
 * gives back, in this unit or another, and those that every caller holds. A lock is known by its place
 * (facts/commons.h): two of one member may be two. */
#ifndef FACTS_LOCKS_H
#define FACTS_LOCKS_H

#include "facts/callgraph.h"
#include "facts/commons.h"
#include "facts/uses.h"
#include "flow/bodies.h"

struct locks;
struct tree_threads;

struct held_lock {
    struct place place;
    bool is_shared; /* with others who hold it the same way */
};

/* What a function does to a lock for its caller. */
struct lock_effect {
    struct place place;
    int argument; /* it is the one that this argument points to; -1: `place` says which */
    bool releases, is_shared, waits;
};

/* `tree` may be NULL. All must outlive the result. Owned by the caller (locks_free). */
struct locks *locks_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                        struct commons *places, struct bodies *bodies, const struct tree_threads *tree);
void locks_free(struct locks *locks);

/* Those held from one instruction of the function to the other: struct held_lock. Owned by the caller. */
GArray *locks_between(struct locks *locks, uint32_t function, uint32_t first, uint32_t second);
/* What a call of the function does: struct lock_effect, those that are on every way behind it, and those that it may
 * give back, or let others have while it waits. Owned by the caller. */
GArray *locks_effects(struct locks *locks, uint32_t function);

/* locks_paths.c: whether a path leads from behind `from` to `to` that does not pass instruction `around` (IR_NONE: any
 * path). */
bool locks_leads(const struct ir_unit *unit, const struct cfg *cfg, uint32_t from, uint32_t to, uint32_t around);

/* Sets of struct held_lock: whether those who hold them keep each other out. */
bool locks_exclude(const GArray *held, const GArray *others);

/* Sets of signals as bits, 1 << number; bit 0: one that is not known. Of the number that calls a handler. */
uint64_t locks_signal(const struct ir_unit *unit, struct ir_ref number);
/* Whether who holds these locks, alone in its process, keeps off a handler that any of these signals calls. */
bool locks_block(const GArray *held, uint64_t signals);

#endif
