/* Private to facts: which locks are held where, by the catalogue's <lock>; also those that every caller in the unit
 * holds. A lock is known by the global or the member that it is. */
#ifndef FACTS_LOCKS_H
#define FACTS_LOCKS_H

#include "facts/homes.h"
#include "facts/uses.h"
#include "flow/cfg.h"

struct locks;

/* The arguments must outlive the result. Owned by the caller (locks_free). */
struct locks *locks_new(const struct ir_unit *unit, const GArray *uses, const struct homes *homes);
void locks_free(struct locks *locks);

/* Those held from one instruction of the function to the other: home_key of each (gint64). Owned by the caller. */
GArray *locks_between(struct locks *locks, uint32_t function, uint32_t first, uint32_t second);
/* Drops from `held` what `others` have not. */
void locks_keep_common(GArray *held, const GArray *others);

/* Whether a path leads from behind `from` to `to` that does not pass instruction `around` (IR_NONE: any path). */
bool locks_leads(const struct cfg *cfg, uint32_t from, uint32_t to, uint32_t around);

#endif
