/* Private to flow: memory while values are numbered. */
#ifndef FLOW_NUMBERING_P_H
#define FLOW_NUMBERING_P_H

#include "flow/bits.h"
#include "flow/numbering.h"

struct numbering {
    const struct ir_unit *unit;
    const struct ir_function *function;
    const struct cfg *cfg;
    const struct effects *effects;
    struct effort own, *effort; /* the effects' one, else its own */
    struct terms *terms;
    term_id *temps;     /* by instruction */
    GArray **in, **out; /* by block: term_id by cell, TERM_UNKNOWN for the cell's initial content; NULL: not visited */
    GPtrArray *joined;  /* by term: of a join, GArray of term_id; NULL: none yet */
    GHashTable *arrays; /* term id of a TERM_INDEXED → bytes of the array that it indexes, where its type says them */
    bool *is_stored;    /* by local: its address was written to memory */
    GHashTable *touched; /* set of instruction << 32 + cell: what was touched in the late rounds */
    GArray *roots;       /* by term, of this round; TERM_UNKNOWN: not yet asked for */
    unsigned round;
    GArray *replayed;        /* the state right before instruction `replayed_at` */
    uint32_t replayed_at;    /* or IR_NONE */
    uint32_t replayed_cells; /* how many cells there were when that was made */
};

struct range {
    term_id address;
    uint64_t size; /* UINT64_MAX: not known, then all of the object behind the address is touched */
};

term_id memory_read(struct numbering *n, const GArray *state, uint32_t cell);
void memory_set(GArray *state, uint32_t cell, term_id value);
/* Cells inside get `value`, or when that is TERM_UNKNOWN what nobody has seen; cells that overlap may have it. */
void memory_write(struct numbering *n, GArray *state, uint32_t inst, struct range range, term_id value);
void memory_copy(struct numbering *n, GArray *state, uint32_t inst, struct range to, term_id from);
/* Cells inside may get that value, and keep theirs besides. */
void memory_perhaps(struct numbering *n, GArray *state, uint32_t inst, struct range range, term_id value);
/* A call that nothing is known of. */
void memory_clobber(struct numbering *n, GArray *state, uint32_t inst);
/* Globals, and locals whose address was stored. */
void memory_clobber_open(struct numbering *n, GArray *state, uint32_t inst);
/* flow/called.c: what the call gives, and what it does to memory. */
term_id numbering_called(struct numbering *n, GArray *state, uint32_t inst);
/* What the block begins with, from what its predecessors end with. */
GArray *memory_meet(struct numbering *n, uint32_t block);
/* The value of several, a join of this identity when they differ; `values` by predecessor. */
term_id memory_join(struct numbering *n, struct term join, const GArray *values);

/* Whether the instruction reads memory that others write. */
static inline bool numbering_is_shared(const struct numbering *n, uint32_t inst)
{
    return n->effects && n->effects->shared && bits_has(n->effects->shared, inst);
}

/* Updates state and temps by one instruction. */
void numbering_step(struct numbering *n, GArray *state, uint32_t inst);

#endif
