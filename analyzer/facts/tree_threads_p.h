/* Private to tree_threads.c, thread_tell.c and told_ends.c: how a unit tells. */
#ifndef FACTS_TREE_THREADS_P_H
#define FACTS_TREE_THREADS_P_H

#include "facts/told.h"

/* Empty; the tree owns it, and it replaces what that unit has told before. */
struct told_unit *tree_threads_told(struct tree_threads *tree, const struct ir_unit *unit, uint32_t number);

/* Texts that live as long as the tree. */
const char *tree_threads_keep(struct tree_threads *tree, const char *text);
struct spot tree_threads_keep_spot(struct tree_threads *tree, struct spot spot);
struct place tree_threads_keep_place(struct tree_threads *tree, struct place place);

struct endings;
/* told_ends.c: what the function takes away of its callers'. */
void tree_threads_tell_ends(struct tree_threads *tree, struct told_function *told, struct endings *endings,
                            const struct ir_unit *unit, const struct ir_function *function);

bool tree_threads_asked(const struct tree_threads *tree, const char *name);

#endif
