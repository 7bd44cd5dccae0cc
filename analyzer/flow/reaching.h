/* Reaching definitions: which writes of a private local a load may see, and which loads see a write.
 *
 * Before: slots. Never touches: the IR. */
#ifndef FLOW_REACHING_H
#define FLOW_REACHING_H

#include "flow/slots.h"

struct reaching;

/* NULL when the function is too large. The arguments must outlive the result. Owned by the caller (reaching_free). */
struct reaching *reaching_new(const struct cfg *cfg, const struct slots *slots);
void reaching_free(struct reaching *reaching);

/* The instructions whose write into a private local the load (or asm statement with a "+r" output) may read, ascending;
 * IR_NONE, last, stands for what the local held at the function's entry. Empty for other instructions. uint32_t;
 * borrowed. */
const GArray *reaching_writes(const struct reaching *reaching, uint32_t load);
/* The loads and asm statements that may read what the instruction writes into private locals, ascending. uint32_t;
 * borrowed. */
const GArray *reaching_reads(const struct reaching *reaching, uint32_t write);

void reaching_print(const struct reaching *reaching, GString *out);

#endif
