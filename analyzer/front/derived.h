/* Types made from other types, and those that C has without anybody declaring them. Through "front/types.h". */
#ifndef FRONT_DERIVED_H
#define FRONT_DERIVED_H

#include "front/context.h"

ir_id front_pointer_to(struct front *front, ir_id target);
/* Integer of `bytes` width by its usual C name: "int", "unsigned long", "__int128". */
ir_id front_int_type(struct front *front, unsigned bytes, bool is_signed);
ir_id front_bool_type(struct front *front);
/* The type of sizeof and the index arithmetic, and that of ptrdiff_t. */
ir_id front_size_type(struct front *front);
ir_id front_ptrdiff_type(struct front *front);

/* The type without const and volatile of its own (of a pointer: not of its pointee): the type of a value that was read. */
ir_id front_unqualified(struct front *front, ir_id type);
/* The type with an address-space tag, for an lvalue reached through a tagged pointer; NULL takes the tag away. */
ir_id front_tagged(struct front *front, ir_id type, const char *tag);

/* _Atomic of any kind, also under typedefs: accesses are atomic instructions. */
bool front_is_atomic(CXType type);

#endif
