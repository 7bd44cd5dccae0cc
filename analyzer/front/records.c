/* Records: which there are, and where their members lie. */
#include "front/types.h"

#include <string.h>

#include "front/shapes.h"
#include "front/untrusted.h"
#include "ir/access.h"

struct record {
    CXType type; /* canonical, unqualified */
    ir_id base;  /* without qualifiers and tag */
    GArray *variants;
    bool is_laid_out;
};

struct field_place {
    ir_id record;
    uint32_t index;
};

void record_free(gpointer data)
{
    struct record *record = data;
    g_array_unref(record->variants);
    g_free(record);
}

/* One record being laid out; `base_bits` is where the anonymous member under way begins. */
struct layout {
    struct front *front;
    ir_id record;
    GArray *fields;
    uint64_t base_bits;
    bool is_anonymous; /* itself an anonymous member: its members are named through the record around it */
    bool is_listing;   /* not itself an anonymous member: its members count as those of the record around it */
};

static GArray *new_fields(void)
{
    return g_array_new(FALSE, TRUE, sizeof(struct ir_field));
}

static void register_variant(struct front *front, struct record *record, ir_id id)
{
    if (g_hash_table_contains(front->types->record_of, GUINT_TO_POINTER(id + 1)))
        return;
    g_array_append_val(record->variants, id);
    g_hash_table_insert(front->types->record_of, GUINT_TO_POINTER(id + 1), record);
}

static bool is_public(CXCursor decl)
{
    CXFile file = NULL;
    clang_getExpansionLocation(clang_getCursorLocation(decl), &file, NULL, NULL, NULL);
    g_auto(CXString) path = clang_getFileName(file);
    return file && strstr(clang_getCString(path), "/include/");
}

ir_id record_type(struct front *front, CXType canonical, const char *name)
{
    struct record *record = g_hash_table_lookup(front->types->records, canonical.data[0]);
    if (record)
        return record->base;
    long long size = clang_Type_getSizeOf(canonical), align = clang_Type_getAlignOf(canonical);
    CXCursor decl = clang_getTypeDeclaration(canonical);
    struct ir_type type = {
        .kind = IR_TYPE_RECORD,
        .is_union = clang_getCursorKind(decl) == CXCursor_UnionDecl,
        .is_public = is_public(decl),
        .size = size > 0 ? (uint64_t)size : 0,
        .align = align > 0 ? (uint32_t)align : 1,
        .name = name,
        .fields = new_fields(),
    };
    record = g_new0(struct record, 1);
    record->type = canonical;
    record->variants = g_array_new(FALSE, FALSE, sizeof(ir_id));
    g_hash_table_insert(front->types->records, canonical.data[0], record);
    record->base = shape_intern(front, type, (uintptr_t)record);
    register_variant(front, record, record->base);
    return record->base;
}

static GArray *copy_fields(const GArray *fields)
{
    GArray *copy = new_fields();
    if (fields->len > 0)
        g_array_append_vals(copy, fields->data, fields->len);
    return copy;
}

ir_id shape_variant(struct front *front, ir_id base, bool is_const, bool is_volatile, const char *tag)
{
    struct ir_type type = *ir_type_at(front->unit, base);
    tag = ir_intern(front->unit, tag);
    if (type.is_const == is_const && type.is_volatile == is_volatile && type.tag == tag)
        return base;
    type.is_const = is_const;
    type.is_volatile = is_volatile;
    type.tag = tag;
    struct record *record = g_hash_table_lookup(front->types->record_of, GUINT_TO_POINTER(base + 1));
    if (record)
        type.fields = copy_fields(type.fields);
    if (type.params)
        type.params = g_array_ref(type.params);
    ir_id id = shape_intern(front, type, (uintptr_t)record);
    if (record)
        register_variant(front, record, id);
    return id;
}

static enum CXVisitorResult visit_field(CXCursor field, CXClientData data);

/* Members of an anonymous member are members of the record around it, C11 6.7.2.1p13. */
static void lay_out_anonymous(struct layout *layout, CXCursor field, uint64_t offset)
{
    uint64_t outer = layout->base_bits;
    layout->base_bits = offset;
    if (front_enter(layout->front)) {
        clang_Type_visitFields(clang_getCanonicalType(clang_getCursorType(field)), visit_field, layout);
        front_leave(layout->front);
    }
    layout->base_bits = outer;
}

static void add_field(struct layout *layout, CXCursor field, const char *name, uint64_t offset)
{
    struct front *front = layout->front;
    int width = clang_getFieldDeclBitWidth(field);
    struct ir_field entry = {
        .name = ir_intern(front->unit, name),
        .type = front_declared_type(front, field, shape_of(front, clang_getCursorType(field))),
        .offset_bits = offset,
        .width_bits = clang_Cursor_isBitField(field) && width > 0 ? (uint32_t)width : 0,
    };
    if (layout->is_listing) {
        struct field_place *place = g_new(struct field_place, 1);
        *place = (struct field_place){.record = layout->record, .index = layout->fields->len};
        g_hash_table_insert(front->types->fields, (gpointer)field.data[0], place);
    }
    g_array_append_val(layout->fields, entry);
}

static enum CXVisitorResult visit_field(CXCursor field, CXClientData data)
{
    struct layout *layout = data;
    g_auto(CXString) spelling = clang_getCursorSpelling(field);
    const char *name = clang_getCString(spelling);
    bool unnamed = !name || !*name;
    long long offset = clang_Cursor_getOffsetOfField(field);
    if (offset < 0) /* the record is broken or incomplete: it keeps the members before */
        return CXVisit_Break;
    uint64_t bits = layout->base_bits + (uint64_t)offset;
    if (front_is_anonymous_member(field))
        lay_out_anonymous(layout, field, bits);
    else if (!unnamed || !clang_Cursor_isBitField(field)) /* unnamed bit-fields are padding */
        add_field(layout, field, name ? name : "", bits);
    return CXVisit_Continue;
}

static void fill_variants(struct front *front, const struct record *record, const GArray *fields)
{
    for (guint i = 0; i < record->variants->len; i++) {
        ir_id id = g_array_index(record->variants, ir_id, i);
        GArray *own = g_array_index(front->unit->types, struct ir_type, id).fields;
        g_array_set_size(own, 0);
        if (fields->len > 0)
            g_array_append_vals(own, fields->data, fields->len);
    }
}

void record_lay_out(struct front *front, ir_id type)
{
    struct record *record = g_hash_table_lookup(front->types->record_of, GUINT_TO_POINTER(type + 1));
    if (!record || record->is_laid_out)
        return;
    record->is_laid_out = true;
    g_autoptr(GArray) fields = new_fields();
    struct layout layout = {.front = front, .record = record->base, .fields = fields};
    layout.is_anonymous = clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(record->type));
    layout.is_listing = !clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(record->type));
    clang_Type_visitFields(record->type, visit_field, &layout);
    fill_variants(front, record, fields);
}

bool front_is_anonymous_member(CXCursor member)
{
    enum CXCursorKind kind = clang_getCursorKind(member);
    CXCursor field = kind == CXCursor_FieldDecl ? member : clang_getCursorReferenced(member);
    if (clang_getCursorKind(field) != CXCursor_FieldDecl)
        return false;
    CXType type = clang_getCanonicalType(clang_getCursorType(field));
    return type.kind == CXType_Record && clang_Cursor_isAnonymousRecordDecl(clang_getTypeDeclaration(type));
}

/* The record that lists the field: the innermost that is not itself an anonymous member. */
static CXCursor listing_record(CXCursor field)
{
    CXCursor record = clang_getCursorSemanticParent(field);
    while (clang_Cursor_isAnonymousRecordDecl(record))
        record = clang_getCursorSemanticParent(record);
    return record;
}

bool front_field(struct front *front, CXCursor member, ir_id *ret_record, uint32_t *ret_index)
{
    CXCursor field = clang_getCursorKind(member) == CXCursor_FieldDecl ? member : clang_getCursorReferenced(member);
    if (clang_getCursorKind(field) != CXCursor_FieldDecl)
        return false;
    struct field_place *place = g_hash_table_lookup(front->types->fields, field.data[0]);
    if (!place && !front_is_anonymous_member(field)) {
        front_type(front, clang_getCursorType(listing_record(field)));
        place = g_hash_table_lookup(front->types->fields, field.data[0]);
    }
    if (!place)
        return false;
    *ret_record = place->record;
    *ret_index = place->index;
    return true;
}
