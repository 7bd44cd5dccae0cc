/* Clang's types as IR types. Equal types have equal ids: typedefs are looked through, qualifiers and tags are kept. */
#ifndef FRONT_TYPES_H
#define FRONT_TYPES_H

#include "front/context.h"
#include "front/derived.h"

/* IR_NONE never: what clang could not make out is void (0). A record asked for here has its fields; one that is only
 * pointed to, or a member of another, is laid out when it is first asked for itself or through front_field. */
ir_id front_type(struct front *front, CXType type);

/* The type of an expression or a ParmDecl. Use it instead of clang_getCursorType: libclang shows a parameter that was
 * declared as an array, and every value made from it, with the array type it was written with; it is a pointer. */
ir_id front_cursor_type(struct front *front, CXCursor cursor);

/* The record and the index in its `fields` that a MemberRefExpr, MemberRef or FieldDecl names. Members of anonymous
 * members are fields of the outermost named record. False when it is no field, and for the anonymous member itself
 * (front_is_anonymous_member): its address is that of the record that has it. `ret_record` has no qualifiers. */
bool front_field(struct front *front, CXCursor member, ir_id *ret_record, uint32_t *ret_index);
/* An implicit step `.<anonymous>` of a member expression or initialiser: to be walked through without an instruction. */
bool front_is_anonymous_member(CXCursor member);

void front_types_init(struct front *front);
void front_types_release(struct front *front);

#endif
