/* Private to facts: memory that functions have in common, by names that mean the same in every function of a tree.
 *
 * A way begins at a global: `pool.base`, `head>.next>.base` (`>`: a pointer is followed), `table[]`. Locals that are
 * stored once are what was stored. A static global's name has its file; of an external one the file is known where it
 * is defined: two units that each define one of that name are two programs. A member is one of any object of its type,
 * known by name, size and the names of its fields. */
#ifndef FACTS_COMMONS_H
#define FACTS_COMMONS_H

#include "facts/homes.h"

struct place {
    const char *way;  /* or NULL */
    const char *home; /* the file that defines the way's external global; NULL: it is only declared, or static */
    const char
        *member; /* "struct pool 24 base size key.base"; or NULL: also of a static object that no pointer leads to */
    const char *record; /* the name of the member's record: "struct pool" */
    bool is_direct;     /* the way follows no pointer: it lies in the global itself */
    bool is_own;        /* of an object that no other function or thread has: a local's, a thread's own */
};

enum place_match { PLACE_DIFFERENT, PLACE_SAME_MEMBER, PLACE_SAME };

struct commons;

/* Both must outlive the result. Owned by the caller (commons_free). */
struct commons *commons_new(const struct ir_unit *unit, const struct homes *homes);
void commons_free(struct commons *places);
const struct homes *commons_homes(const struct commons *places);

/* Of the memory at an address. Its texts live as long as the places. */
struct place commons_at(struct commons *places, const struct ir_function *function, struct ir_ref address);

/* The name of a member for other units; NULL: it has none that means the same there. */
const char *commons_member(struct commons *commons, struct home home);

static inline bool place_is_known(const struct place *place)
{
    return !place->is_own && (place->way || place->member);
}
/* The same way, or one that holds the other, is the same memory; where one has no way, the same member may be. */
enum place_match place_compare(const struct place *a, const struct place *b);

#endif
