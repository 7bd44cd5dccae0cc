/* Where a value goes and where it comes from, through conversions, joins and private locals.
 *
 * Before: slots, reaching. Never touches: the IR. */
#ifndef FLOW_CHAINS_H
#define FLOW_CHAINS_H

#include "flow/constants.h"
#include "flow/reaching.h"

struct chains;

struct chain_use {
    uint32_t inst, operand;
};

/* reaching may be NULL (function too large): then values are not followed through locals. The arguments must outlive
 * the result. Owned by the caller (chains_free). */
struct chains *chains_new(const struct cfg *cfg, const struct slots *slots, const struct reaching *reaching);
void chains_free(struct chains *chains);

/* The instructions that use the temp itself: struct chain_use, ascending. Borrowed. */
const GArray *chains_users(const struct chains *chains, uint32_t temp);
/* What is done with the value in the end: the uses that are no mere conversion, join, or store into a private local.
 * Empty: nothing, it is lost. Of an asm statement: what it leaves in private locals. struct chain_use, ascending. Owned
 * by the caller. */
GArray *chains_consumers(const struct chains *chains, uint32_t temp);
/* The operands that the value may come from, behind conversions, joins and private locals: constants, addresses, and
 * temps of instructions that make a value (calls, loads of other memory, arithmetic). Kind NONE stands for a parameter
 * or a local never set. struct ir_ref. Owned by the caller. */
GArray *chains_origins(const struct chains *chains, struct ir_ref ref);

/* The bits that are set in whatever number the operand may be, unknown parts notwithstanding: `mode |= PROT_EXEC`. */
uint64_t chains_sure_bits(const struct chains *chains, const struct constants *constants, struct ir_ref ref);

void chains_print(const struct chains *chains, GString *out);

#endif
