/* Private to tree_threads.c and thread_tell.c: what one unit tells. */
#ifndef FACTS_TREE_THREADS_P_H
#define FACTS_TREE_THREADS_P_H

#include "facts/locks.h"
#include "facts/tree_threads.h"

/* Of an external function of the unit, or of one that it names. */
struct told_function {
    const char *name;
    bool is_defined; /* here; else it is named: `entries` are or call it */
    bool waits;
    GArray *locks;   /* struct lock_effect */
    GArray *entries; /* struct tree_entry: begun by a call of it; or those that run it */
};

struct told_unit {
    uint32_t number;
    const char *home;
    GArray *functions; /* struct told_function */
    GArray *deeds;     /* struct tree_deed */
    GPtrArray *asked;  /* const char *: names of functions */
};

/* Empty; the tree owns it, and it replaces what that unit has told before. */
struct told_unit *tree_threads_told(struct tree_threads *tree, const struct ir_unit *unit, uint32_t number);
struct told_function *told_function_add(struct told_unit *unit, const char *name, bool is_defined);
struct tree_deed *told_deed_add(struct told_unit *unit);

/* Texts that live as long as the tree. */
const char *tree_threads_keep(struct tree_threads *tree, const char *text);
struct spot tree_threads_keep_spot(struct tree_threads *tree, struct spot spot);
struct place tree_threads_keep_place(struct tree_threads *tree, struct place place);

bool tree_threads_asked(const struct tree_threads *tree, const char *name);

#endif
