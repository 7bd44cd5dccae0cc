/* Private to rules: what is done with the bytes that a read brought. Before a second read such a place is a relation
 * (something is believed of the bytes), after it a use (something relies on them). */
#ifndef RULES_DEPENDENCE_H
#define RULES_DEPENDENCE_H

#include "facts/reads.h"

/* clang-format off */
#define DEPENDENCES(X)                                                                                                 \
    X(BRANCH,   "decides a branch")                                                                                    \
    X(SWITCH,   "selects what is done")                                                                                \
    X(LOOP,     "bounds a loop")                                                                                       \
    X(LENGTH,   "is the length of a copy")                                                                             \
    X(ALLOC,    "is the size of an allocation")                                                                        \
    X(INDEX,    "is an index into memory")                                                                             \
    X(POINTER,  "is an address that is followed")                                                                      \
    X(ARGUMENT, "is handed to a function")                                                                             \
    X(OBJECT,   "lies in an object that is handed to a function")                                                      \
    X(KEPT,     "is kept or returned")
/* clang-format on */
#define ENUM(identifier, text) DEPENDENCE_##identifier,
enum dependence_kind { DEPENDENCES(ENUM) };
#undef ENUM

struct dependence {
    enum dependence_kind kind;
    uint32_t inst;
    struct bytes bytes; /* of the source */
    term_id value;      /* the condition, length, address … */
};

const char *dependence_text(enum dependence_kind kind);
/* All of one read, in the order of the instructions: struct dependence. Owned by the caller. */
GArray *dependences_of(struct reading *reading, const struct read *read);
/* What a branch of the function depends on: the term of its condition; TERM_UNKNOWN for other instructions. */
term_id dependence_condition(const struct reading *reading, uint32_t inst);

#endif
