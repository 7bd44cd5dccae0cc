/* Private to double-load: the pairs of one function. */
#ifndef RULES_LOADING_H
#define RULES_LOADING_H

#include "facts/shared_locks.h"
#include "rules/pairing.h"

struct loading {
    struct pairing pairing;
    struct filled *filled;
    struct shared_locks *locks; /* or NULL */
    GArray *alarms;             /* struct pair: alarms and notes, in the order of their second reads */
    GPtrArray *beliefs;         /* by read: GArray, made when asked for: of its dependences what limits or measures */
    GPtrArray *reliances;       /* likewise: what can rely */
    unsigned pairs;
    unsigned told; /* bits of enum pair_reason: what is told once a function */
};

/* Whether the pairs read one object: they make one finding. */
static inline bool loading_is_of_group(const struct pair *a, const struct pair *b)
{
    return a->second->source == b->second->source;
}

/* loading_weigh.c. What limits or measures: struct dependence of the read. That an address was followed or an index
 * used says nothing of the next one. Borrowed. */
const GArray *loading_beliefs(struct loading *l, guint read);
/* What can rely on the read, but for what only prints it, or looks something up by it. Borrowed. */
const GArray *loading_reliances(struct loading *l, guint read);

/* double_load.c: the same object, or the same element of two passes over one list. */
bool loading_is_same_source(const struct reading *reading, const struct read *a, const struct read *b);
/* One lock of ours and of the other threads, or processes, is held over both. */
bool loading_is_guarded(const struct loading *l, const struct read *first, const struct read *second);

/* loading_again.c: whether what the second of the reads i and j brings is asked anew before it is used, in ways that
 * rules/reestablish.h does not know. */
bool loading_is_asked_again(struct loading *l, guint i, guint j, const struct pair *pair);

/* loading_tell.c: the pair as a finding, with what else of its object is read twice. */
void loading_tell(struct loading *l, const struct pair *pair);

#endif
