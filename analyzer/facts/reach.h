/* Where the arguments of an implementation go: the definition of an interface's function (use.is_definition) hands them
 * on to functions of its unit, these to others, and so on; and which bytes behind a parameter a read is of. Together
 * they tell at run time which reads of the tree an argument's memory is read by. */
#ifndef FACTS_REACH_H
#define FACTS_REACH_H

#include "facts/reads.h"
#include "facts/uses.h"

enum { REACH_ARGUMENTS = 6, REACH_DEPTH = 6, REACH_CALLS = 128 };

/* An argument lies between low and high, as signed numbers of its width, or the way is not taken. */
struct reach_limit {
    unsigned argument; /* of the interface */
    int64_t low, high;
};

/* A pointer argument arrives, `offset` bytes further on, as a parameter. */
struct reached {
    const char *name;                   /* of the function: the unit's */
    const struct ir_function *function; /* NULL: of another unit */
    uint32_t parameter;
    unsigned argument; /* of the interface */
    int64_t offset;
    struct reach_limit limits[REACH_ARGUMENTS]; /* by argument, each once */
    unsigned n_limits;
};

/* struct reached, the definition's own parameters first. Arguments that point to nothing are left out; calls through
 * pointers, and what is not certain of an offset, are not followed; at most REACH_CALLS calls, REACH_DEPTH deep. Owned
 * by the caller (g_array_unref). */
GArray *reach_from(const struct ir_unit *unit, const struct use *definition);

/* The parameter that the read's source lies behind, and which bytes of that. False: behind none, or further pointers.
 */
bool reach_read(struct reading *reading, const struct read *read, uint32_t *ret_parameter, struct bytes *ret_bytes);

#endif
