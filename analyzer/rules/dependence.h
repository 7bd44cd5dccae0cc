/* Private to rules: what is done with the bytes that a read brought. Before a second read such a place is a relation
 * (something is believed of the bytes), after it a use (something relies on them). */
#ifndef RULES_DEPENDENCE_H
#define RULES_DEPENDENCE_H

#include "facts/dependences.h"
#include "facts/reads.h"
#include "facts/summary.h"

struct dependence {
    enum dependence_kind kind;
    uint32_t inst;
    struct bytes bytes;      /* of the source */
    term_id value;           /* the condition, length, address …; TERM_UNKNOWN inside of a called function */
    const struct deed *deed; /* of the function that is called there, when it is the one that does it; else NULL */
};

const char *dependence_text(enum dependence_kind kind);
/* All of one read, in the order of the instructions: struct dependence. Owned by the caller. */
GArray *dependences_of(struct reading *reading, const struct read *read);
/* Whether the call only prints, frees, locks, copies or fetches: nothing is done by it. */
bool dependence_is_idle(const struct reading *reading, uint32_t call);
/* Whether it is done by a function that does nothing but say what it thinks of the value, and whose result is only
 * asked for, as it was before: `if (size_of(kind) < 0) return …`. */
bool dependence_only_asks(const struct reading *reading, const struct dependence *before,
                          const struct dependence *dependence);
/* What a branch of the function depends on: the term of its condition; TERM_UNKNOWN for other instructions. */
term_id dependence_condition(const struct reading *reading, uint32_t inst);

#endif
