/* What it may cost to follow the values of functions, counted in steps, not in seconds: the same code is given up at
 * the same place on every machine. A step is one instruction or one cell of memory that is looked at. */
#ifndef FLOW_EFFORT_H
#define FLOW_EFFORT_H

#include "ir/unit.h"

/* Functions of Linux take up to some 8 million. */
#define EFFORT_FUNCTION (UINT64_C(50) * 1000 * 1000)
#define EFFORT_UNIT (UINT64_C(500) * 1000 * 1000)

/* Of all functions of a unit: what they have used up together, and which were given up. */
struct efforts;

struct efforts *efforts_new(void);
void efforts_free(struct efforts *efforts);
/* Steps that the unit has used up elsewhere, and all of them. */
void efforts_spend(struct efforts *efforts, uint64_t steps);
uint64_t efforts_spent(const struct efforts *efforts);
/* Why the function was given up, a static text; NULL: it was not, or not yet. */
const char *efforts_fault(const struct efforts *efforts, const struct ir_function *function);

/* Of one function. */
struct effort {
    struct efforts *all; /* or NULL */
    uint64_t given, left;
    const char *fault; /* why it was given up, a static text */
};

/* What a function may use up, when it is begun; `all` may be NULL. */
struct effort effort_begin(struct efforts *all);
/* The first reason stays. */
void effort_fail(struct effort *effort, const char *fault);
/* False, from then on, when all is used up. */
bool effort_spend(struct effort *effort, uint64_t steps);
/* Writes the function down when it was given up. */
void effort_end(struct effort *effort, const struct ir_function *function);

#endif
