/* Private to locks*.c. */
#ifndef FACTS_LOCKS_P_H
#define FACTS_LOCKS_P_H

#include "facts/locks.h"
#include "facts/tree_threads.h"

struct lock {
    struct place place;
    int argument; /* of the function, that points to it; or -1 */
    uint32_t function, inst;
    bool releases, is_shared, waits;
    bool is_tried; /* it may not have been taken: struct lock_success */
};

/* The edge is taken only when the call that tries to take a lock has taken it. */
struct lock_success {
    uint32_t function, call, from, to;
};

struct locks {
    const struct ir_unit *unit;
    const struct callgraph *graph;
    struct commons *places;
    struct bodies *bodies;
    GArray *all;       /* struct lock */
    GArray *successes; /* struct lock_success */
    GArray **
        at_entry; /* by function: struct held_lock, what every caller holds; NULL: not known yet. Made when asked for */
};

static inline const struct ir_function *lock_body(const struct locks *l, uint32_t function)
{
    return g_ptr_array_index(l->unit->functions, function);
}

static inline const struct lock *lock_at(const struct locks *l, guint i)
{
    return &g_array_index(l->all, struct lock, i);
}

static inline bool lock_takes(const struct lock *lock)
{
    return !lock->releases && !lock->waits;
}

static inline bool lock_is_same(const struct lock *a, const struct lock *b)
{
    if (a->argument >= 0 || b->argument >= 0)
        return a->argument == b->argument;
    return place_compare(&a->place, &b->place) != PLACE_DIFFERENT;
}

/* locks_tried.c: the successes of a lock that a use tries to take. */
void locks_find_successes(struct locks *l, const struct lock *lock, const struct use *use);
/* Whether a path leads from the try to the instruction on which the lock was not taken: `if (!trylock(l)) lock(l);`
 * leaves none. */
bool locks_may_lack(struct locks *l, const struct lock *tried, uint32_t inst);

/* locks_find.c */
void locks_add(struct locks *l, struct lock lock);
/* All calls that take a lock or give it away. `tree` may be NULL. */
void locks_find(struct locks *l, const GArray *uses, const struct tree_threads *tree);
/* locks_masks.c: likewise signals that are kept off. */
void locks_find_masks(struct locks *l, const GArray *uses, const struct homes *homes);

#endif
