/* Dominators of a graph of blocks with block 0 as its entry: for the verifier alone. The flow room has its own, richer
 * ones. */
#ifndef IR_DOMINANCE_P_H
#define IR_DOMINANCE_P_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct ir_edge {
    uint32_t from, to;
};

struct ir_dominance;
/* edges: struct ir_edge, in any order, doubles allowed. Owned by the caller. */
struct ir_dominance *ir_dominance_new(uint32_t n_blocks, const GArray *edges);
void ir_dominance_free(struct ir_dominance *dominance);

bool ir_is_reachable(const struct ir_dominance *dominance, uint32_t block);
/* Every way from the entry to b passes a; both must be reachable. A block dominates itself. */
bool ir_dominates(const struct ir_dominance *dominance, uint32_t a, uint32_t b);

#endif
