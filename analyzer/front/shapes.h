/* The unit's type table with equal types entered once, and the names of types that are made of others. Internal to
 * types.c and records.c. */
#ifndef FRONT_SHAPES_H
#define FRONT_SHAPES_H

#include "front/context.h"

struct record;

struct front_types {
    GHashTable *by_qualtype; /* clang's QualType pointer → id + 1 */
    GHashTable *by_shape;    /* char *: what makes two types equal → id + 1 */
    GHashTable *records;     /* clang's canonical, unqualified record type → struct record */
    GHashTable *record_of;   /* type id of any variant + 1 → struct record */
    GHashTable *fields;      /* FieldDecl pointer → struct field_place */
    ir_id bool_type;
};

/* The id of the type that looks like `type`; the table takes its params and fields. `identity` tells records apart that
 * look alike; else 0. */
ir_id shape_intern(struct front *front, struct ir_type type, uintptr_t identity);

/* "char *", "int (*)(void)", "int [4]", "int (char, ...)": interned, cut to 200 bytes. */
const char *shape_pointer_name(struct front *front, ir_id target);
const char *shape_array_name(struct front *front, ir_id element, uint64_t count);
const char *shape_function_name(struct front *front, const struct ir_type *function);

/* front_type without laying a record out. */
ir_id shape_of(struct front *front, CXType type);

/* The record that `canonical` (unqualified) is, shallow: size and alignment known, fields not yet. */
ir_id record_type(struct front *front, CXType canonical, const char *name);
/* A variant of a type of any kind with other qualifiers and tag. */
ir_id shape_variant(struct front *front, ir_id base, bool is_const, bool is_volatile, const char *tag);
/* Gives a record, and every variant of it, its fields. Other types are left alone. */
void record_lay_out(struct front *front, ir_id type);
void record_free(gpointer record);

/* "struct (unnamed at file.c:3:1)": clang's name without the folders of the path, interned. */
const char *shape_record_name(struct front *front, CXType canonical);

#endif
