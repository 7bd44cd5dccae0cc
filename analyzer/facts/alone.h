/* Memory that is mapped shared and has no file: only processes that are begun later have it. */
#ifndef FACTS_ALONE_H
#define FACTS_ALONE_H

#include "facts/threads.h"

struct moment {
    const struct ir_function *function;
    uint32_t inst;
};

/* Whether nobody else is there when `now` comes: no process and no thread was begun since `made`, or each was waited
 * for. False where the code does not tell: ways from the one moment to the other that lead through callers of which
 * not all are known, or on which the memory may have been made before. `made` may be of another function: one that
 * calls `now`'s, by however many calls, or one that these call once. */
bool alone_since(struct threads *threads, struct moment made, struct moment now);

#endif
