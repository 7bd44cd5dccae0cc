/* Value numbering: which term every operand is, loads of memory included. Memory is a set of cells (flow/terms.h),
 * followed store by store through the function; where paths meet with different values a cell holds a join.
 *
 * Assumed: an index into an array of a struct stays in that array; pointers that come from different places (two
 * parameters, a parameter and an allocation) do not point into each other; a call writes no more than what its
 * arguments lead to, globals, and locals whose address was stored.
 *
 * Before: cfg. Never touches: the IR. */
#ifndef FLOW_NUMBERING_H
#define FLOW_NUMBERING_H

#include "flow/cfg.h"
#include "flow/effort.h"
#include "flow/terms.h"

/* What a call does to memory, for those of which somebody knows. `from` of EFFECT_COPY, `value` of EFFECT_SAME. */
enum effect_kind {
    EFFECT_NONE,  /* writes nothing */
    EFFECT_FILL,  /* writes [to, to + length) with bytes that the function has not seen */
    EFFECT_COPY,  /* copies length bytes */
    EFFECT_GIVES, /* its result points to such bytes */
    EFFECT_SAME,  /* its result is that argument, and it writes nothing */
    EFFECT_SWAP,  /* its result is `from` with its `size` bytes turned round, and it writes nothing */
    EFFECT_WRITES /* it writes what `writes` says, no more; its result is `from`, when that is given, or the address that
                     `body` makes */
};

enum { CALL_DEPTH = 2, CALL_RESULT = UINT32_MAX };

/* An address as a callee knows it: an argument's value, or a pointer that is read from behind one. */
struct call_place {
    uint32_t argument;           /* counted from 0; or CALL_RESULT: what the call gives */
    uint32_t depth;              /* pointers that are read on the way */
    int64_t offsets[CALL_DEPTH]; /* where each lies behind the one before */
};

struct call_write {
    struct call_place at;
    int64_t low;
    uint64_t size;          /* UINT64_MAX: not bounded */
    bool is_sure;           /* else it may, and on other paths does not */
    bool is_after;          /* the pointers on the way are those that the writes before have left */
    bool is_value, is_copy; /* it is argument `from.argument` that is stored, or a copy of what lies behind `from` */
    struct call_place from;
    int64_t from_low;
};

struct call_effect {
    enum effect_kind kind;
    struct ir_ref to, from;
    struct ir_ref length; /* kind NONE: `size` says it */
    uint64_t size;        /* UINT64_MAX: not known */
    const struct call_write *writes;
    unsigned n_writes;
    bool is_open; /* and memory that everybody can reach */
    const struct ir_function *body; /* of EFFECT_WRITES that writes nothing: what is called; or NULL */
};

struct effects {
    /* False: nothing is known of this call. */
    bool (*of_call)(const struct ir_function *function, uint32_t inst, struct call_effect *ret_effect, void *context);
    void *context;
    /* By instruction (flow/bits.h), or NULL: loads and copies of memory that others write, which give a new value each
     * time. May be changed before numbering_again. */
    const uint64_t *shared;
    struct effort *effort; /* what the function may use up, or NULL: as much as one alone may */
};

struct numbering;

/* effects: NULL when nothing is known of any call. NULL when the function is too much: its effort says why. The
 * arguments must outlive the result. Owned by the caller (numbering_free). */
struct numbering *numbering_new(const struct ir_unit *unit, const struct cfg *cfg, const struct effects *effects);
void numbering_free(struct numbering *numbering);
/* Number again, now that more cells are of interest: appended by cell_of to numbering_terms. False: too much. */
bool numbering_again(struct numbering *numbering);
/* Counts work that is done with what was numbered. False, from then on, when the function has used up what it may: then
 * numbering_content knows nothing any more. */
bool numbering_spend(struct numbering *numbering, uint64_t steps);

struct terms *numbering_terms(const struct numbering *numbering);
term_id numbering_of(const struct numbering *numbering, struct ir_ref ref);
/* What the cell holds right before the instruction. */
term_id numbering_content(struct numbering *numbering, uint32_t inst, uint32_t cell);
/* The address that the place is, as the call's callee finds it; or, `is_after`, when the call is over. */
term_id numbering_place(struct numbering *numbering, uint32_t call, const struct call_place *place, bool is_after);
/* What a TERM_JOIN joins, in the order of the block's predecessors (cfg_predecessors): term_id; NULL for other terms.
 */
const GArray *numbering_joined(const struct numbering *numbering, term_id join);
/* The object that an address points into: through offsets, indexes, and joins of addresses into one object. */
term_id numbering_root(const struct numbering *numbering, term_id address);

void numbering_print(const struct numbering *numbering, GString *out);
/* A term in short words, for messages of tests and dumps: `(h+0:4 by %5) + 8`. */
void numbering_print_term(const struct numbering *numbering, term_id term, GString *out);

#endif
