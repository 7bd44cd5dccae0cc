/* Clang's types as IR types. Equal types have equal ids: typedefs are looked through, qualifiers and tags are kept. */
#ifndef FRONT_TYPES_H
#define FRONT_TYPES_H

#include "front/context.h"

/* IR_NONE never: what clang could not make out is void (0). A record asked for here has its fields; one that is only
 * pointed to, or a member of another, is laid out when it is first asked for itself or through front_field. */
ir_id front_type(struct front *front, CXType type);

/* The type of an expression or a ParmDecl. Use it instead of clang_getCursorType: libclang shows a parameter that was
 * declared as an array, and every value made from it, with the array type it was written with; it is a pointer. */
ir_id front_cursor_type(struct front *front, CXCursor cursor);

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

/* The record and the index in its `fields` that a MemberRefExpr, MemberRef or FieldDecl names. Members of anonymous
 * members are fields of the outermost named record. False when it is no field, and for the anonymous member itself
 * (front_is_anonymous_member): its address is that of the record that has it. `ret_record` has no qualifiers. */
bool front_field(struct front *front, CXCursor member, ir_id *ret_record, uint32_t *ret_index);
/* An implicit step `.<anonymous>` of a member expression or initialiser: to be walked through without an instruction. */
bool front_is_anonymous_member(CXCursor member);

/* _Atomic of any kind, also under typedefs: accesses are atomic instructions. */
bool front_is_atomic(CXType type);

void front_types_init(struct front *front);
void front_types_release(struct front *front);

#endif
