/* Whether what a private local holds is read again on some path.
 *
 * Before: slots. Never touches: the IR. */
#ifndef FLOW_LIVENESS_H
#define FLOW_LIVENESS_H

#include "flow/slots.h"

struct liveness;

/* NULL when the function is too large. The arguments must outlive the result. Owned by the caller (liveness_free). */
struct liveness *liveness_new(const struct cfg *cfg, const struct slots *slots);
void liveness_free(struct liveness *liveness);

/* Whether the local's value right after the instruction may be read. True for locals that are not private. */
bool liveness_is_live_after(const struct liveness *liveness, uint32_t inst, uint32_t local);
/* Whether the instruction only writes private locals of which nobody reads the new value: a dead store. */
bool liveness_is_dead_store(const struct liveness *liveness, uint32_t inst);

void liveness_print(const struct liveness *liveness, GString *out);

#endif
