/* How what units tell of threads (facts/tree_threads.h) gets there, round by round. */
#ifndef FACTS_TREE_THREADS_ROUND_H
#define FACTS_TREE_THREADS_ROUND_H

#include "facts/tree_threads.h"
#include "ir/codec.h"

/* facts/thread_tell.c: takes what a unit tells and asks. `uses`: with its wrappers'; `number`: the unit's. */
void tree_threads_take(struct tree_threads *tree, const struct ir_unit *unit, const struct catalogue *catalogue,
                       const GArray *uses, uint32_t number);
/* As tree_summaries_code and tree_summaries_forget; the codec's context is the catalogue. */
void tree_threads_code(struct tree_threads *tree, struct codec *codec, uint32_t unit);
void tree_threads_forget(struct tree_threads *tree);
/* Ends a round; the lists as struct tree_news has them. */
void tree_threads_close(struct tree_threads *tree, GPtrArray *ret_shared, GPtrArray *ret_asked, GPtrArray *ret_named);

#endif
