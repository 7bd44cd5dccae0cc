/* Of what a value points to, by what is held so far and the function around it. Private to the owners of a unit. */
#ifndef FACTS_OWNER_BEHIND_H
#define FACTS_OWNER_BEHIND_H

#include "facts/owners_p.h"

/* As far as the function tells. */
struct owner owners_of_value(const struct owners *owners, const struct ir_function *function, struct ir_ref value);
/* Likewise of what the function returns, but for those of its parameters that it is: *ret_handed, bits. */
struct owner owners_of_result(const struct owners *owners, const struct ir_function *function, struct ir_ref value,
                              uint64_t *ret_handed);
/* By the types on the way as well; OWNER_UNKNOWN when it came from outside of the function. */
struct owner owners_behind(const struct owners *owners, const struct ir_function *function, struct ir_ref value);
/* What pointers to the type point to; HOME_NONE for what is no record. */
struct home owners_type_home(const struct owners *owners, const struct ir_type *type);

#endif
