/* The children of a cursor, gathered once, on a stack of the function being lowered. Internal to the lowering. */
#ifndef FRONT_CHILDREN_H
#define FRONT_CHILDREN_H

#include "front/lowering.h"

struct children {
    GArray *stack; /* CXCursor */
    guint first, n;
};
typedef struct children children;

/* Expressions and statements only: what the types written in an expression bring along stands before them. */
children lower_children(struct lower *l, CXCursor cursor);
/* All of them: declarations and references, too. */
children lower_all_children(struct lower *l, CXCursor cursor);

/* Children nest: released in the reverse order, which the scope does. */
static inline void children_release(children *kids)
{
    g_array_set_size(kids->stack, kids->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(children, children_release)

static inline CXCursor children_at(const children *kids, guint i)
{
    g_assert(i < kids->n);
    return g_array_index(kids->stack, CXCursor, kids->first + i);
}

static inline CXCursor children_last(const children *kids)
{
    return children_at(kids, kids->n - 1);
}

#endif
