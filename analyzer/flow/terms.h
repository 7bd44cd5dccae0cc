/* Values as terms: equal terms are equal values, whatever variables they went through. Hash-consed in a pool, so equal
 * terms have equal ids. A term says nothing of when: what a loop computes anew in each round is one term. */
#ifndef FLOW_TERMS_H
#define FLOW_TERMS_H

#include "ir/unit.h"

typedef uint32_t term_id;
#define TERM_UNKNOWN 0 /* id of the one term of kind TERM_NONE */

enum term_kind {
    TERM_NONE,
    TERM_CONST,    /* number */
    TERM_LOCAL,    /* address of local `at` */
    TERM_SYMBOL,   /* address of symbol `at` */
    TERM_STRING,   /* address of literal `at` */
    TERM_INITIAL,  /* what `cell` held when the function was entered */
    TERM_RESULT,   /* what instruction `at` gives and nobody can foretell: a call, a volatile load */
    TERM_WRITTEN,  /* what `cell` holds since instruction `at` wrote it; a: the value before, when it may hold that
                      still;  b: the value that may have been stored */
    TERM_JOIN,     /* what `cell` (or, when that is IR_NONE, the phi at instruction `number`) holds where block `at`'s
                      predecessors disagree */
    TERM_OFFSET,   /* address a plus `number` bytes */
    TERM_INDEXED,  /* address a plus b elements of `number` bytes */
    TERM_OPERATION /* `op` of a and b (IR_CALL: a with its b bytes turned round); at: the type of the result; cell: of
                      the operands, or IR_NONE */
};

struct term {
    enum term_kind kind;
    uint32_t op, at, cell;
    term_id a, b;
    int64_t number;
};

/* A piece of memory: `size` bytes from `base` + `offset`. base is no TERM_OFFSET. */
struct cell {
    term_id base;
    int64_t offset;
    uint64_t size;
};

struct terms;

struct terms *terms_new(void);
void terms_free(struct terms *terms);

const struct term *term_at(const struct terms *terms, term_id id);
term_id term_of(struct terms *terms, struct term term);
/* What the cell held when the function was entered. */
term_id term_initial(struct terms *terms, uint32_t cell);
term_id term_const(struct terms *terms, int64_t number);
/* base + bytes, folded into what base is already. */
term_id term_offset(struct terms *terms, term_id base, int64_t bytes);
/* The address taken apart: what is left of it, and the constant number of bytes behind that. */
term_id term_base(const struct terms *terms, term_id address, int64_t *ret_offset);
/* What the value is made of by conversions and other operations of one operand. */
term_id term_bare(const struct terms *terms, term_id value);

uint32_t cell_of(struct terms *terms, struct cell cell);
const struct cell *cell_at(const struct terms *terms, uint32_t id);
uint32_t cells_count(const struct terms *terms);

#endif
