/* Private to rules: the search for what depends on the bytes of one read (rules/dependence.h). */
#ifndef RULES_FINDER_H
#define RULES_FINDER_H

#include "ir/access.h"
#include "rules/dependence.h"

struct finder {
    struct reading *reading;
    const struct read *read;
    GArray *found;
    const struct deed *deed; /* of the called function that is being looked at, or NULL */
};

static inline const struct terms *finder_terms(const struct finder *f)
{
    return numbering_terms(f->reading->numbering);
}

static inline term_id finder_operand(const struct finder *f, uint32_t inst, uint32_t i)
{
    const struct ir_function *function = f->reading->function;
    return numbering_of(f->reading->numbering, ir_operand(function, ir_inst_at(function, inst), i));
}

/* As far as the value, or those bits of it, is made of the read's bytes. */
void finder_add(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value);
void finder_add_bits(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value, uint64_t bits);
void finder_add_bytes(struct finder *f, enum dependence_kind kind, uint32_t inst, struct bytes bytes);
/* What an address is reckoned by; gives what is left of it. */
term_id finder_indexes(struct finder *f, uint32_t inst, term_id address);
/* The parts of an address that are made of the bytes: what is followed, or what is added to it. */
void finder_address(struct finder *f, uint32_t inst, term_id address);
/* The bytes of the object behind a pointer, as far as they are still those of the read; of a pointer to a member, those
 * from there on. */
void finder_object(struct finder *f, uint32_t inst, term_id address, enum dependence_kind kind, int64_t size);
/* Whether the fetch has put a NUL behind the copy. */
bool finder_ends_by_itself(const struct finder *f);

/* dependence_branches.c, dependence_calls.c: all of the instruction. */
void finder_branch(struct finder *f, uint32_t inst);
void finder_call(struct finder *f, uint32_t inst);

#endif
