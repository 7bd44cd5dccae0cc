/* The members of an aggregate as an initialiser list sees them, and designators (C11 6.7.9p6, p7). Internal to the lowering. */
#ifndef FRONT_DESIGNATOR_H
#define FRONT_DESIGNATOR_H

#include "front/expr.h"

/* An object that a list initialises. For a member of an anonymous struct or union, `address` is that of the record which the
 * member counts as a member of. */
struct object {
    struct ir_ref address;
    CXType type;
    GArray *fields; /* CXCursor, owned: of a record; else NULL */
    uint64_t count; /* of members or elements that a list fills in turn; 1 for a union and for a scalar */
    bool is_array, is_union, is_volatile;
};

void object_open(struct object *object, CXType type, struct ir_ref address, bool is_volatile);
void object_close(struct object *object);
/* The index'th member or element. */
struct place object_member(struct lower *l, const struct object *object, uint64_t index, CXType *ret_type, ir_id loc);

/* `.member = …`, `[index] = …`, `[low ... high] = …`; its children are the designators and, last, the initialiser. */
bool designator_is(CXCursor element);
/* Reads the designator at child *at for an object and moves *at behind it. `*ret_high` differs from `*ret_low` for a GNU range. */
bool designator_take(struct lower *l, const struct object *object, CXCursor element, const children *parts, guint *at,
                     uint64_t *ret_low, uint64_t *ret_high);

/* Whether the list names every scalar of the type, so that nothing is left to be zeroed. Says no when in doubt. */
bool designator_covers_all(struct lower *l, CXType type, CXCursor list);

#endif
