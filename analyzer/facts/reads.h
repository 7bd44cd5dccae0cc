/* The reads of memory that another principal can write, in one function: which bytes of what, and where they land. */
#ifndef FACTS_READS_H
#define FACTS_READS_H

#include "facts/bytes.h"
#include "facts/effects.h"
#include "facts/owners.h"
#include "flow/bounds.h"
#include "flow/masks.h"
#include "flow/paths.h"

enum read_kind {
    READ_FETCH, /* a catalogued call */
    READ_PLAIN, /* a load that the compiler may make again, or leave out */
    READ_ONCE,  /* a volatile or atomic load */
    READ_COPY,  /* a struct assigned, memcpy */
    READ_TEXT,  /* a function that looks at a string: its result tells of the bytes */
    READ_INSIDE /* a load in the function that is called there */
};

struct deed;
struct subject;
struct summary;

struct read {
    enum read_kind kind;
    uint32_t inst;
    const struct deed *deed;       /* of a fetch inside of the function that is called there, its deed; else NULL */
    const struct summary *summary; /* of that function */
    uint32_t number;               /* of the deed among its fetches */
    struct fetch_call fetch;       /* interface NULL: no fetch */
    const char *principal;         /* "user", "guest", "device" … */
    struct owner owner;            /* of other reads than fetches */
    term_id source;                /* base of the source; two reads of one base read one object */
    struct bytes bytes;            /* of the source */
    bool is_exact;                 /* the length is a constant */
    term_id length;                /* of the fetch, TERM_UNKNOWN when implied */
    term_id destination;           /* base of where they land, TERM_UNKNOWN: nowhere, the result is made of them */
    int64_t destination_offset;
    term_id distance; /* a number of bytes, not constant, that source and destination are both behind these; or
                         TERM_UNKNOWN */
};

/* One function with all that is known of its values and reads. */
struct reading {
    struct call_knowledge knowledge;
    const struct ir_function *function;
    const struct cfg *cfg;
    struct effects effects;
    struct effort effort;
    struct numbering *numbering;
    struct paths *paths;
    const GArray *uses; /* struct use of the unit, or NULL: who is called with what */
    GArray *reads;      /* struct read, in the order of the instructions */
    uint64_t *shared;   /* by instruction: loads of memory that others write */
};

/* NULL when the function has fewer than two reads, or is degraded, or is too much: that the knowledge's efforts then
 * say. cfg must outlive the result. Owned by the caller (reading_free). */
struct reading *reading_new(const struct call_knowledge *knowledge, const struct ir_function *function,
                            const struct cfg *cfg);
/* The same with loads, copies and looks at memory that somebody else can write; NULL when there is none of these.
 * `is_wide`: of memory of unknown owner as well. owners and uses must outlive the result. */
struct reading *reading_new_shared(const struct call_knowledge *knowledge, const struct ir_function *function,
                                   const struct cfg *cfg, const struct owners *owners, const GArray *uses,
                                   bool is_wide);
void reading_free(struct reading *reading);

/* Between which numbers a length or an index lies at the instruction. */
struct bounds reading_bounds(const struct reading *reading, uint32_t inst, term_id value);

/* The bytes of the source that those bits of the value (flow/masks.h) are made of, as far as the read brought them:
 * appended to ret_parts (struct bytes), each once. `is_strict`: not through what a function with pointers made of them:
 * an error code is not the bytes.
 */
void reading_parts(struct reading *reading, term_id value, uint64_t bits, const struct read *read, bool is_strict,
                   GArray *ret_parts);
/* Whether the text at the address is one that the read brought, as it is right before the instruction: the bytes of the
 * source from there on. Known of addresses that functions look at as a text. */
bool reading_text(struct reading *reading, uint32_t inst, term_id address, const struct read *read,
                  struct bytes *ret_bytes);
/* Whether it is bytes that the read, a fetch inside of the function called there, has brought. */
bool reading_fetched(const struct read *read, uint32_t call, const struct subject *subject);
/* Whether a subject of the function called there is memory that the read, inside of it, looks at: which bytes. */
bool reading_inside(const struct read *read, uint32_t call, const struct subject *subject, struct bytes *ret_bytes);
/* Whether a deed of that kind, of the function called there, is done to the memory that the read looks at. */
bool reading_is_done_to(const struct read *read, enum deed_kind kind);
/* As reading_inside, of a subject that is part of a record which is handed over by value, as the read gave it. */
bool reading_handed(const struct reading *reading, const struct read *read, uint32_t call,
                    const struct subject *subject, struct bytes *ret_bytes);
/* Whether it, or some bits of it, is made of some of those bytes. */
bool reading_stems(struct reading *reading, term_id value, const struct read *read, struct bytes wanted);
bool reading_stems_bits(struct reading *reading, term_id value, uint64_t bits, const struct read *read,
                        struct bytes wanted);

#endif
