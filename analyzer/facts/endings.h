/* What calls take away (the catalogue's <ends>), function by function, also inside the functions of
 * the unit that they call. */
#ifndef FACTS_ENDINGS_H
#define FACTS_ENDINGS_H

#include "facts/bytes.h"
#include "facts/callgraph.h"
#include "facts/commons.h"
#include "facts/failures.h"
#include "facts/provenance.h"
#include "facts/scene.h"
#include "facts/spot.h"
#include "facts/tree_threads.h"
#include "facts/uses.h"

struct ending {
    uint32_t inst;      /* in the function that is asked about: behind it, it is gone */
    term_id value;      /* that names it: the base of an address, or a key */
    struct bytes bytes; /* of an address */
    const struct catalogue_end *end;
    const struct use *use;  /* the call that does it */
    bool is_direct;         /* use->inst is inst; else it is done by a function that is called there */
    bool is_sure;           /* on every way through that function */
    struct refusal refusal; /* how the call at inst tells that it took nothing away */
    bool is_renewed;        /* that function puts another value in its place */
    const char *by;         /* use NULL: another unit has told of it, of the call that does it and where that stands: */
    struct spot spot;
};

/* What a function takes away of its callers': the ending as the function itself has it. */
struct given_end {
    struct provenance of;
    struct ending ending;
};

struct endings;

/* `uses`: those of the unit, with its wrappers'. `tree`: what other units tell of their functions; or NULL. The
 * arguments must outlive the result. Owned by the caller (endings_free). */
struct endings *endings_new(const struct ir_unit *unit, const struct catalogue *catalogue, const GArray *uses,
                            struct bodies *bodies, const struct callgraph *graph, const struct tree_threads *tree);
void endings_free(struct endings *endings);

/* The function's scene; NULL as scene_new. Borrowed. */
struct scene *endings_scene(struct endings *endings, const struct ir_function *function);
/* struct ending, in the order of the instructions; empty when there are none. Borrowed. */
const GArray *endings_in(struct endings *endings, const struct ir_function *function);
/* Those that its callers can name: struct given_end. Owned by the caller. */
GArray *endings_given(struct endings *endings, const struct ir_function *function);
/* The call's own, or its wrapper's. False: it takes nothing away. */
bool endings_of_use(struct endings *endings, const struct use *use, guint index, struct ending *ret_ending);

/* What an address operand names: base and the bytes behind it that the length argument says; to the end when it does
 * not. */
term_id endings_range(const struct scene *scene, const struct use *use, int address, struct bytes *ret_bytes);

/* Where functions have a value in common: the place that it was found at or, when `is_made`, left at; and by which load
 * or store. */
struct holder {
    struct place place;
    uint32_t inst;
};
/* struct holder, in order. Owned by the caller. */
GArray *endings_holders(const struct scene *scene, struct commons *places, term_id value, bool is_made);

#endif
