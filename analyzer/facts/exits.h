/* How a function ends: with which results, and which of them a path that avoids something can come
 * to. */
#ifndef FACTS_EXITS_H
#define FACTS_EXITS_H

#include "facts/results.h"
#include "flow/paths.h"

struct exits;

/* `signs_of` tells of a call's result which signs it may have (NULL: any). All must outlive the result. Owned by the
 * caller (exits_free). */
struct exits *exits_new(const struct ir_unit *unit, const struct cfg *cfg, struct numbering *numbering,
                        unsigned (*signs_of)(uint32_t call, void *context), void *context);
void exits_free(struct exits *exits);

/* The value that one return gives; or TERM_UNKNOWN when it gives none. */
struct exit_value {
    uint32_t from, block; /* it comes by this edge; from IR_NONE: it is made in the block itself */
    term_id value;
    unsigned signs;
};
const GArray *exits_all(const struct exits *exits);

/* The signs of all of them. */
unsigned exits_signs(const struct exits *exits);

/* The signs of all results that a path from the block comes to without these edges (struct path_edge; to IR_NONE: any
 * edge out of the block, and returning from it); endings with the value `settled` count with `settled_signs` only. */
unsigned exits_without(const struct exits *exits, uint32_t block, const GArray *edges, term_id settled,
                       unsigned settled_signs);
/* Whether a path from the block that takes none of these edges ends with the value. */
bool exits_give(const struct exits *exits, uint32_t block, const GArray *edges, term_id value);
/* Whether every path that ends in no failure passes the block. */
bool exits_need(const struct exits *exits, uint32_t block);

#endif
