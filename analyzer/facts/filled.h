/* Bookkeeping of ours that lies in memory which a device may write as well: members that the unit's own code fills, of
 * records that hold pointers of ours beside them. What a device reads and writes holds bus addresses, which are
 * numbers. */
#ifndef FACTS_FILLED_H
#define FACTS_FILLED_H

#include "facts/reads.h"

struct filled;

/* The unit must outlive the result. Owned by the caller (filled_free). */
struct filled *filled_new(const struct ir_unit *unit);
void filled_free(struct filled *filled);

/* Whether the read is of such a member, which another function of the unit computes a value for; constants, as
 * at its beginning, are none. What the function itself stores may be answered by the other side. */
bool filled_elsewhere(const struct filled *filled, const struct ir_function *function, const struct read *read);

#endif
