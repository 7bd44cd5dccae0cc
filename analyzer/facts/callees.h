/* What is known of functions by their names alone: the C library's, compilers' and kernels' own words. */
#ifndef FACTS_CALLEES_H
#define FACTS_CALLEES_H

#include "flow/numbering.h"

/* The effect of a call of a function that copies, fills, turns bytes round, or only reads what it is given; false for
 * others. */
bool callee_of_library(const struct ir_function *function, const struct ir_inst *call, const char *name,
                       struct call_effect *ret_effect);
/* Whether its arguments are sizes of what it allocates. */
bool callee_allocates(const char *name);
/* Whether it gives memory that nobody else has. */
bool callee_allocates_own(const char *name);
/* Whether it gives the memory of the page that it is given. */
bool callee_maps(const char *name);
/* Whether that operand of its call (counted with the callee) says how many bytes it copies, fills or compares. */
bool callee_measures(const char *name, uint32_t operand);
/* Whether it prints or frees: nobody relies on what it is given. */
bool callee_is_quiet(const char *name);
bool callee_frees(const char *name);
/* How many bytes it turns round, and gives; 0: it is none that does. */
unsigned callee_swaps(const char *name);

#endif
