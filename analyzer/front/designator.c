#include "front/designator.h"

#include <string.h>

#include "front/literal.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/types.h"

static enum CXVisitorResult append_field(CXCursor field, CXClientData data)
{
    GArray *fields = data;
    g_auto(CXString) name = clang_getCursorSpelling(field);
    const char *text = clang_getCString(name);
    /* 6.7.9p9: unnamed bit-fields take no part */
    if (!clang_Cursor_isBitField(field) || (text && *text))
        g_array_append_val(fields, field);
    return CXVisit_Continue;
}

void object_open(struct object *object, CXType type, struct ir_ref address, bool is_volatile)
{
    CXType canonical = clang_getCanonicalType(type);
    *object = (struct object){.address = address, .type = canonical, .count = 1, .is_volatile = is_volatile};
    if (canonical.kind == CXType_Record) {
        object->fields = g_array_new(FALSE, FALSE, sizeof(CXCursor));
        clang_Type_visitFields(canonical, append_field, object->fields);
        object->is_union = clang_getCursorKind(clang_getTypeDeclaration(canonical)) == CXCursor_UnionDecl;
        object->count = object->is_union ? MIN(object->fields->len, 1) : object->fields->len;
    } else if (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_Vector ||
               canonical.kind == CXType_ExtVector) {
        object->is_array = true;
        object->count = (uint64_t)MAX(clang_getNumElements(canonical), 0);
    } else if (canonical.kind == CXType_Complex) { /* GNU C */
        object->is_array = true;
        object->count = 2;
    } else if (canonical.kind == CXType_IncompleteArray) { /* a flexible member: as many as there are */
        object->is_array = true;
        object->count = UINT64_MAX;
    }
}

void object_close(struct object *object)
{
    g_clear_pointer(&object->fields, g_array_unref);
}

static struct place at(struct lower *l, CXType type, struct ir_ref address, bool is_volatile)
{
    ir_id id = front_type(l->front, type);
    return (struct place){.address = address,
                          .type = front_unqualified(l->front, id),
                          .is_volatile = is_volatile || lower_type_at(l, id)->is_volatile,
                          .is_atomic = front_is_atomic(type)};
}

static struct place field_member(struct lower *l, const struct object *object, uint64_t index, CXType *ret_type,
                                 ir_id loc)
{
    CXCursor field = g_array_index(object->fields, CXCursor, index);
    ir_id record;
    uint32_t number;
    *ret_type = clang_getCursorType(field);
    if (front_is_anonymous_member(field))
        return at(l, *ret_type, object->address, object->is_volatile);
    ir_id pointer = front_pointer_to(l->front, front_type(l->front, *ret_type));
    if (!front_field(l->front, field, &record, &number))
        return at(l, *ret_type, lower_unknown(l, field, pointer, "member", NULL, 0).ref, object->is_volatile);
    struct ir_inst inst = {.op = IR_FIELD, .type = pointer, .loc = loc, .aux = number};
    return at(l, *ret_type, lower_emit1(l, inst, object->address), object->is_volatile);
}

struct place object_member(struct lower *l, const struct object *object, uint64_t index, CXType *ret_type, ir_id loc)
{
    if (object->fields)
        return field_member(l, object, index, ret_type, loc);
    if (!object->is_array) {
        *ret_type = object->type;
        return at(l, object->type, object->address, object->is_volatile);
    }
    *ret_type = clang_getElementType(object->type);
    ir_id pointer = front_pointer_to(l->front, front_type(l->front, *ret_type));
    struct value base = typed(object->address, pointer);
    struct value number = typed(lower_const(l, l->ptrdiff_type, (int64_t)index), l->ptrdiff_type);
    return at(l, *ret_type, lower_index(l, base, number, pointer, loc), object->is_volatile);
}

bool designator_is(CXCursor element)
{
    return clang_getCursorKind(element) == CXCursor_UnexposedExpr && clang_getCursorType(element).kind == CXType_Void;
}

/* The brackets at *p: moves behind them and says whether they hold a range. */
static bool skip_brackets(const char **p, const char *end)
{
    int depth = 0;
    bool has_dots = false;
    for (; *p < end; ++*p) {
        depth += strchr("[({", **p) ? 1 : strchr("])}", **p) ? -1 : 0;
        has_dots |= end - *p > 3 && memcmp(*p, "...", 3) == 0;
        if (depth == 0)
            break;
    }
    *p += *p < end;
    return has_dots;
}

/* Both ends of a range are bare expressions to libclang, as are the indices of [1][2]: the text where the designators
 * are spelled tells them apart. */
static bool is_range(struct lower *l, CXCursor element, const children *parts, guint part)
{
    CXFile file;
    unsigned start;
    size_t length = 0;
    clang_getSpellingLocation(clang_getRangeStart(clang_getCursorExtent(element)), &file, NULL, NULL, &start);
    const char *text = file ? front_file_text(l->front, file, &length) : NULL;
    const char *p = text + start, *end = text + length;
    bool has_dots = false;
    for (guint i = 0; text && i <= part; i += has_dots ? 2 : 1) {
        while (i < parts->n && clang_getCursorKind(children_at(parts, i)) == CXCursor_MemberRef)
            i++;
        while (p < end && !strchr("[={", *p))
            p++;
        if (p >= end || *p != '[')
            return false;
        has_dots = skip_brackets(&p, end);
        if (i == part)
            return has_dots;
    }
    return false;
}

static bool take_field(const struct object *object, CXCursor reference, uint64_t *ret_index)
{
    CXCursor field = clang_getCursorReferenced(reference);
    for (guint i = 0; i < object->fields->len; i++) {
        if (clang_equalCursors(g_array_index(object->fields, CXCursor, i), field)) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

bool designator_take(struct lower *l, const struct object *object, CXCursor element, const children *parts,
                     guint *at_part, uint64_t *ret_low, uint64_t *ret_high)
{
    CXCursor part = children_at(parts, *at_part);
    int64_t low, high;
    if (clang_getCursorKind(part) == CXCursor_MemberRef) {
        if (!object->fields || !take_field(object, part, ret_low))
            return false;
        *ret_high = *ret_low;
        *at_part += 1;
        return true;
    }
    if (!object->is_array || !literal_evaluate(part, &low) || low < 0)
        return false;
    high = low;
    *at_part += 1;
    bool ranges = *at_part + 1 < parts->n && is_range(l, element, parts, *at_part - 1);
    if (ranges && (!literal_evaluate(children_at(parts, *at_part), &high) || high < low))
        return false;
    *at_part += ranges;
    *ret_low = (uint64_t)low;
    *ret_high = (uint64_t)high;
    return true;
}

/* A record takes one initialiser of its own type, or as many as it has members. */
static bool covers(struct lower *l, CXType type, CXCursor element)
{
    if (clang_getCursorKind(element) == CXCursor_InitListExpr)
        return designator_covers_all(l, type, element);
    enum CXTypeKind kind = clang_getCanonicalType(type).kind;
    bool is_scalar = kind != CXType_Record && kind != CXType_ConstantArray && kind != CXType_IncompleteArray;
    return is_scalar || (kind == CXType_Record && clang_getCanonicalType(clang_getCursorType(element)).kind == kind);
}

bool designator_covers_all(struct lower *l, CXType type, CXCursor list)
{
    struct object object;
    g_auto(children) kids = lower_children(l, list);
    if (!front_enter(l->front))
        return false;
    object_open(&object, type, ir_ref(IR_REF_NONE, 0), false);
    bool is_string = object.is_array && kids.n == 1 &&
                     clang_getCursorKind(lower_strip(l, children_at(&kids, 0))) == CXCursor_StringLiteral;
    bool all = is_string || (!object.is_union && kids.n == object.count);
    for (guint i = 0; all && !is_string && i < kids.n; i++) {
        CXType member = object.type;
        if (object.fields)
            member = clang_getCursorType(g_array_index(object.fields, CXCursor, i));
        else if (object.is_array)
            member = clang_getElementType(object.type);
        all = !designator_is(children_at(&kids, i)) && covers(l, member, children_at(&kids, i));
    }
    object_close(&object);
    front_leave(l->front);
    return all;
}
