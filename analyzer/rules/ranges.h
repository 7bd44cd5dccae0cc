/* Private to range-race: a range or key that is protected, and what may take it away before. */
#ifndef RULES_RANGES_H
#define RULES_RANGES_H

#include "facts/endings.h"
#include "facts/threads.h"
#include "rules/verdict.h"

/* A protection call's range or key. */
struct target {
    const struct use *use;
    struct scene *scene;
    int argument;
    bool is_key;
    term_id value;
    struct bytes bytes;
};

struct race {
    struct review *review;
    struct endings *endings;
    struct threads *threads; /* or NULL */
    GPtrArray *threats;      /* struct threat *: what the threads of the unit take away; made when asked for */
};

/* Whether it is a thing of that kind, and the bytes are not others of the same range. */
static inline bool ranges_meet(const struct target *target, const struct ending *ending)
{
    return (ending->end->what == ENDED_KEY) == target->is_key &&
           (target->is_key || bytes_overlap(target->bytes, ending->bytes));
}

/* ranges_gone.c: whether it was taken away on a path to the call. */
bool ranges_gone(const struct race *race, const struct target *target, const struct ending *ending);
/* ranges_walked.c: the same of a list's elements, of which a walk takes some away and a later one protects each. */
bool ranges_walked(const struct race *race, const struct target *target, const struct ending *ending);
/* ranges_raced.c: whether a thread or a handler may take it away meanwhile: then that is told. */
bool ranges_raced(struct race *race, const struct target *target);

/* What became of it: "unmaps it". */
const char *ranges_ended(const struct catalogue_end *end);
/* A report of the target: live when the confidence is high, else unproven. */
struct report *ranges_report(struct race *race, const struct target *target, enum confidence confidence);

#endif
