/* What can be done with bytes so that something depends on them: the closed set that summaries (facts/summary.h) and rules
 * (rules/dependence.h) share. */
#ifndef FACTS_DEPENDENCES_H
#define FACTS_DEPENDENCES_H

/* clang-format off */
#define DEPENDENCES(X)                                                                                                 \
    X(BRANCH,   "decides a branch")                                                                                    \
    X(SWITCH,   "selects what is done")                                                                                \
    X(LOOP,     "bounds a loop")                                                                                       \
    X(LENGTH,   "is the length of a copy")                                                                             \
    X(ALLOC,    "is the size of an allocation")                                                                        \
    X(INDEX,    "is an index into memory")                                                                             \
    X(POINTER,  "is an address that is followed")                                                                      \
    X(PROTECTION, "is an argument of a protection call")                                                               \
    X(TEXT,     "is read until its NUL")                                                                               \
    X(ARGUMENT, "is handed to a function")                                                                             \
    X(OBJECT,   "lies in an object that is handed to a function")                                                      \
    X(KEPT,     "is kept or returned")
/* clang-format on */
#define ENUM(identifier, text) DEPENDENCE_##identifier,
enum dependence_kind { DEPENDENCES(ENUM) };
#undef ENUM

#endif
