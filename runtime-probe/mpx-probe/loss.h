/* What of the kernel's counts of a probe concerns watched processes. The kernel counts for all of them, and whose a
 * miss was it does not tell. */
#ifndef MPX_PROBE_LOSS_H
#define MPX_PROBE_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "mpx-probe/event.h"

/* How often one side of a function was passed, as the kernel and as our program count. */
struct loss_counts {
    uint64_t hits, missed, ran;
};

struct loss_point {
    bool has_return;
    struct loss_counts entry, leave;
};

/* Adds to `loss`. `unpaired`: what our programs counted of watched processes, where one side of a call was seen. */
void loss_add(struct trace_loss *loss, const struct loss_point *points, unsigned n, uint64_t unpaired);

#endif
