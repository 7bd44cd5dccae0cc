/* The control-flow graph of one function: edges both ways, an order to visit blocks in, dominators. */
#ifndef FLOW_CFG_H
#define FLOW_CFG_H

#include "ir/unit.h"

struct cfg;

struct cfg_list {
    const uint32_t *blocks;
    uint32_t n;
};

/* The function must outlive the graph. Owned by the caller (cfg_free). */
struct cfg *cfg_new(const struct ir_function *function);
void cfg_free(struct cfg *cfg);

const struct ir_function *cfg_function(const struct cfg *cfg);
struct cfg_list cfg_successors(const struct cfg *cfg, uint32_t block);
struct cfg_list cfg_predecessors(const struct cfg *cfg, uint32_t block);
/* The blocks that the entry reaches, in reverse post order: a block comes after its predecessors, but for loops. */
struct cfg_list cfg_order(const struct cfg *cfg);
bool cfg_is_reachable(const struct cfg *cfg, uint32_t block);
/* The block that an instruction stands in. */
uint32_t cfg_block_of(const struct cfg *cfg, uint32_t inst);
/* The immediate dominator; IR_NONE for the entry and for unreachable blocks. */
uint32_t cfg_dominator(const struct cfg *cfg, uint32_t block);
/* Whether every path from the entry to `below` passes `above` (a block dominates itself). */
bool cfg_dominates(const struct cfg *cfg, uint32_t above, uint32_t below);
/* The same of two instructions: every path to `below` passes `above` (no instruction is before itself). */
bool cfg_is_before(const struct cfg *cfg, uint32_t above, uint32_t below);

void cfg_print(const struct cfg *cfg, GString *out);

#endif
