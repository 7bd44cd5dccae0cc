/* What calls do to memory, as far as the catalogue, the C library's names and the unit's own bodies tell: for
 * flow/numbering.h. */
#ifndef FACTS_EFFECTS_H
#define FACTS_EFFECTS_H

#include "catalogue/catalogue.h"
#include "flow/numbering.h"

struct summary;
struct unit_summaries;

struct call_knowledge {
    const struct ir_unit *unit;
    const struct catalogue *catalogue;
    struct unit_summaries *summaries; /* or NULL: callees are known by name, and by bodies that do nothing to memory */
    const GArray *uses;               /* struct use of the unit (facts/uses.h), or NULL: which calls protect memory */
    struct efforts *efforts;          /* what its functions have used up, or NULL */
};

/* `knowledge` must outlive the numbering that uses it. */
struct effects effects_of(struct call_knowledge *knowledge);

/* A call that fetches: the operands of its arguments, kind NONE where it has none. */
struct fetch_call {
    const struct interface *interface;
    struct ir_ref source, length, destination;
    struct ir_ref skipped; /* an argument that says how many bytes of the source to skip */
    uint64_t size;         /* when `length` does not say it; UINT64_MAX: not known */
    bool gives_copy;       /* the result points to the copy */
    bool gives_value;      /* the result is made of the bytes */
    bool is_stream;        /* each fetch goes on behind the one before */
};
bool effects_fetch(const struct call_knowledge *knowledge, const struct ir_function *function, uint32_t inst,
                   struct fetch_call *ret_fetch);
/* A call whose result is what a register of a device holds: READ_ONCE of it, by a function. */
bool effects_register(const struct call_knowledge *knowledge, const struct ir_function *function, uint32_t inst,
                      struct fetch_call *ret_fetch);
/* The copy that the called function is, and nothing else (facts/copiers.h): EFFECT_COPY. */
bool effects_copier(const struct call_knowledge *knowledge, const struct ir_function *function, uint32_t inst,
                    struct call_effect *ret_effect);
/* The summary of what the call calls; NULL when nothing is known, or when the catalogue or the C library names it. */
const struct summary *effects_summary(const struct call_knowledge *knowledge, const struct ir_function *function,
                                      uint32_t inst);
/* Whether the called function looks at what it is given as a value, and not at what that points to: IS_ERR and its
 * kind; without a body, by its name. */
bool effects_looks_at_value(const struct call_knowledge *knowledge, const struct ir_function *function, uint32_t call);
/* The function's body when the unit has it: of a call by name. */
const struct ir_function *effects_body(const struct call_knowledge *knowledge, const struct ir_function *function,
                                       uint32_t inst);

#endif
