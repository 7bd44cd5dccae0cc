/* Private to facts: which of what a caller can name (facts/summary.h) a value of a function comes from. */
#ifndef FACTS_ORIGINS_H
#define FACTS_ORIGINS_H

#include "facts/effects.h"
#include "facts/summary.h"

/* One fetch of the function, by a catalogued call or inside of a function that it calls. */
struct fetched {
    uint32_t inst;
    const struct interface *interface;
    const struct deed *deed; /* of the called function's summary, or NULL: the call is catalogued */
    uint32_t number;         /* of that deed among its summary's fetches */
    term_id source;          /* address of the first byte */
    uint64_t size;           /* UINT64_MAX: not known */
    uint64_t most;           /* it is not more than that; UINT64_MAX: not known */
    term_id length;          /* or TERM_UNKNOWN */
    term_id destination;     /* base of where they land; TERM_UNKNOWN: nowhere that is known */
    int64_t offset;          /* behind it */
    bool gives_copy;         /* the result points to it */
    bool gives_value;        /* the result is made of the bytes */
};

struct origins;

/* `fetches`: struct fetched, may grow while no origin was asked for. All must outlive the result. Owned by the caller
 * (origins_free). */
struct origins *origins_new(struct call_knowledge *knowledge, const struct cfg *cfg, struct numbering *numbering,
                            const GArray *fetches);
void origins_free(struct origins *origins);

/* An address that a caller can name: a place, and a distance behind it; false when it is none. `ret_is_exact` (may be
 * NULL): false when only a lower bound of the distance is known. */
bool origins_place(struct origins *origins, term_id address, struct call_place *ret_place, int64_t *ret_offset,
                   bool *ret_is_exact);
/* How many bytes behind a place that is not exact the bytes at the address may end: those of the elements that its
 * indexes lead to; INT64_MAX: not known. */
int64_t origins_extent(struct origins *origins, term_id address, uint64_t size);
/* An address of which a part of the distance is a number that a caller can name. */
struct displaced {
    term_id from;         /* the address without it, and without other parts of the distance that are not constant */
    struct subject by;    /* the number, of `unit` bytes each */
    int64_t unit, inside; /* and how far behind the begin of an element the address lies; that is in `from` as well */
    bool is_exact;        /* there are no other parts; else the distance is at least that */
};
/* False when there is no such part. */
bool origins_displaced(struct origins *origins, term_id address, struct displaced *ret_displaced);
/* What the value itself is, but for conversions that keep it; false when it is computed, or not the caller's. */
bool origins_exact(struct origins *origins, term_id value, struct subject *ret_subject);
/* All that the value is made of: struct subject, each once. Borrowed. */
const GArray *origins_of(struct origins *origins, term_id value);
/* The same of those bits of it (flow/masks.h): appended to ret_subjects. */
void origins_of_bits(struct origins *origins, term_id value, uint64_t bits, GArray *ret_subjects);
/* The same of the bytes behind an address, as they are right before the instruction: appended to ret_subjects. */
void origins_of_memory(struct origins *origins, uint32_t inst, term_id address, struct bytes bytes,
                       GArray *ret_subjects);

#endif
