/* Private to facts: what calls take away, while it is looked for. */
#ifndef FACTS_ENDINGS_P_H
#define FACTS_ENDINGS_P_H

#include "facts/endings.h"

enum { ENDINGS_DEPTH_MAX = 32 /* calls that a taking away is followed through */ };

/* What a wrapper takes away by one of its interface's ends: the key is the first two. */
struct asked {
    const struct ir_function *wrapper;
    const struct catalogue_end *end;
    bool is_reached, is_sure;
    struct refusal refusal;
};

struct endings {
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    const GArray *all_uses; /* struct use */
    struct bodies *bodies;
    const struct callgraph *graph;
    const struct tree_threads *tree; /* or NULL */
    GHashTable *scenes; /* struct ir_function * → struct scene *, or NULL when there is none */
    GHashTable *lists;  /* struct ir_function * → GArray of struct ending */
    GHashTable *uses;   /* struct ir_function * → GPtrArray of struct use *: those that take away */
    GHashTable *asked;  /* struct asked * */
    uint64_t *reaching; /* functions that take away, or call one that does */
    GArray *empty;
    unsigned depth;
};

/* endings_use.c: whether every way through the function of the scene passes the instruction. */
bool endings_passed(const struct endings *e, const struct scene *scene, uint32_t inst);
/* What the function of the scene returns when the call in it took nothing away: what it returns on no way behind that
 * call. */
struct refusal endings_refusal(const struct endings *e, const struct scene *scene, const struct ending *inner);

#endif
