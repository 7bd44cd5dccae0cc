/* Private to facts: what one function does, as its summary tells it: what it relies on, loads, writes and hands on. */
#ifndef FACTS_DEEDS_H
#define FACTS_DEEDS_H

#include "facts/summing.h"
#include "ir/access.h"

/* Whom something is handed to, as which of its arguments. */
struct receiver {
    const char *name; /* NULL: nobody */
    uint32_t argument;
    bool is_elsewhere; /* what it is defined in is another unit */
};
static const struct receiver deeds_nobody = {NULL, 0, false};

/* deeds_uses.c: the instruction relies on the subject; on the value; on the bytes behind an address that goes to
 * somebody else; on what an address is made of. */
void deeds_use(struct summing *s, uint32_t inst, enum dependence_kind kind, const struct subject *subject,
               bool is_exact, struct receiver to);
void deeds_use_value(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id value, struct receiver to);
void deeds_use_memory(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id address, struct receiver to);
void deeds_use_address(struct summing *s, uint32_t inst, term_id address);

/* deeds_memory.c: loads, writes and copies; sizes in bytes, UINT64_MAX when they are not known. */
bool deeds_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret);
/* Whether the object is this function's own: a local, or what an allocation just gave it. */
bool deeds_is_own(const struct summing *s, term_id address);
/* Of the type, or what the load or store moves. */
uint64_t deeds_type_size(const struct summing *s, ir_id type);
uint64_t deeds_access_size(const struct summing *s, uint32_t inst);
void deeds_load(struct summing *s, uint32_t inst, term_id address, uint64_t size);
/* `from`: the value that is stored (when is_copy: the address that it is copied from), or TERM_UNKNOWN. */
void deeds_write(struct summing *s, uint32_t inst, term_id address, uint64_t size, term_id from, bool is_copy);
void deeds_copy(struct summing *s, uint32_t inst, term_id to, term_id from, uint64_t size);

/* deeds_calls.c: what a call does, by the catalogue, a summary, or the names that are known. */
void deeds_call(struct summing *s, uint32_t inst);

static inline struct terms *summing_terms(const struct summing *s)
{
    return numbering_terms(s->numbering);
}

static inline term_id summing_operand(const struct summing *s, uint32_t inst, uint32_t i)
{
    return numbering_of(s->numbering, ir_operand(s->function, ir_inst_at(s->function, inst), i));
}

static inline uint32_t summing_block(const struct summing *s, uint32_t inst)
{
    return cfg_block_of(s->cfg, inst);
}

#endif
