/* Clang's types, sugar and all, to shapes. */
#include "front/types.h"

#include <string.h>

#include "front/shapes.h"
#include "front/untrusted.h"
#include "ir/access.h"

/* A type with its sugar taken off, and what the sugar said. */
struct peeled {
    CXType type;
    bool is_const, is_volatile;
    const char *tag; /* interned */
};

/* The text between the first pair of quotes of `attribute`'s argument. */
static const char *quoted_argument(struct front *front, const char *spelling, const char *attribute)
{
    const char *at = strstr(spelling, attribute);
    const char *begin = at ? strchr(at, '"') : NULL;
    const char *end = begin ? strchr(begin + 1, '"') : NULL;
    if (!end)
        return NULL;
    g_autofree char *text = g_strndup(begin + 1, (gsize)(end - begin - 1));
    return ir_intern(front->unit, text);
}

/* Only the outermost tag of several is kept; clang prints it last. */
static const char *btf_tag(struct front *front, CXType type)
{
    g_auto(CXString) spelling = clang_getTypeSpelling(type);
    const char *text = clang_getCString(spelling);
    const char *last = text ? g_strrstr(text, "btf_type_tag(") : NULL;
    return last ? quoted_argument(front, last, "btf_type_tag(") : NULL;
}

/* x86's named address spaces are the per-CPU areas of kernels; others have only their number. */
static const char *address_space_tag(struct front *front, CXType type)
{
    unsigned number = type.kind == CXType_Invalid ? 0 : clang_getAddressSpace(type);
    if (number == 0)
        return NULL;
    if (number == 256 || number == 257)
        return ir_intern(front->unit, number == 256 ? "seg_gs" : "seg_fs");
    g_autofree char *tag = g_strdup_printf("address_space(%u)", number);
    return ir_intern(front->unit, tag);
}

/* A pointer's tags are lost in its canonical type, so an __auto_type whose pointee can be had keeps its sugar; of
 * typeof there is only the canonical type to be had. */
static CXType deduced(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    bool keep =
        canonical.kind == type.kind || (type.kind == CXType_Auto && clang_getPointeeType(type).kind != CXType_Invalid);
    return keep ? (CXType){.kind = CXType_Invalid} : canonical;
}

/* One layer of sugar off; an invalid type when there is none. */
static CXType without_sugar(CXType type)
{
    switch (type.kind) {
    case CXType_Elaborated:
        return clang_Type_getNamedType(type);
    case CXType_Typedef:
        return clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type));
    case CXType_Attributed:
    case CXType_BTFTagAttributed:
        return clang_Type_getModifiedType(type);
    case CXType_Atomic:
        return clang_Type_getValueType(type);
    case CXType_Unexposed:
    case CXType_Auto:
        return deduced(type);
    default:
        return (CXType){.kind = CXType_Invalid};
    }
}

static bool is_untrusted_record(CXType type)
{
    return front_is_untrusted(clang_getCursorDefinition(clang_getTypeDeclaration(type)));
}

static void note_sugar(struct front *front, struct peeled *peeled)
{
    peeled->is_const |= clang_isConstQualifiedType(peeled->type);
    peeled->is_volatile |= clang_isVolatileQualifiedType(peeled->type);
    if (!peeled->tag && peeled->type.kind == CXType_BTFTagAttributed)
        peeled->tag = btf_tag(front, peeled->type);
    if (!peeled->tag)
        peeled->tag = address_space_tag(front, peeled->type);
    if (!peeled->tag && peeled->type.kind == CXType_Record && is_untrusted_record(peeled->type))
        peeled->tag = ir_intern(front->unit, "untrusted");
}

static struct peeled peel(struct front *front, CXType type)
{
    struct peeled peeled = {.type = type};
    for (unsigned layers = 0; layers < FRONT_MAX_DEPTH; layers++) {
        note_sugar(front, &peeled);
        CXType inner = without_sugar(peeled.type);
        if (inner.kind == CXType_Invalid)
            break;
        peeled.type = inner;
    }
    return peeled;
}

static uint64_t size_of(CXType type, uint32_t *ret_align)
{
    long long size = clang_Type_getSizeOf(type), align = clang_Type_getAlignOf(type);
    *ret_align = align > 0 ? (uint32_t)align : 1;
    return size > 0 ? (uint64_t)size : 0;
}

static const char *canonical_name(struct front *front, CXType type)
{
    return shape_record_name(front, clang_getUnqualifiedType(clang_getCanonicalType(type)));
}

static ir_id scalar(struct front *front, CXType type, enum ir_type_kind kind, bool is_signed)
{
    struct ir_type shape = {.kind = kind, .is_signed = is_signed, .is_bool = type.kind == CXType_Bool};
    shape.size = size_of(type, &shape.align);
    shape.name = canonical_name(front, type);
    return shape_intern(front, shape, 0);
}

static ir_id pointer(struct front *front, CXType type)
{
    CXType pointee = clang_getPointeeType(type);
    return front_pointer_to(front, shape_of(front, pointee));
}

/* Qualifiers of an array are those of its elements, C11 6.7.3p9. */
static ir_id array(struct front *front, const struct peeled *peeled)
{
    CXType element = clang_getArrayElementType(peeled->type);
    long long count = clang_getArraySize(peeled->type);
    if (element.kind == CXType_Invalid) /* a vector */
        element = clang_getElementType(peeled->type), count = clang_getNumElements(peeled->type);
    ir_id target = shape_of(front, element);
    const struct ir_type *of = ir_type_at(front->unit, target);
    target = shape_variant(front, target, of->is_const || peeled->is_const, of->is_volatile || peeled->is_volatile,
                           of->tag ? of->tag : peeled->tag);
    struct ir_type shape = {.kind = IR_TYPE_ARRAY, .target = target, .count = count > 0 ? (uint64_t)count : 0};
    shape.size = size_of(peeled->type, &shape.align);
    shape.name = shape_array_name(front, target, shape.count);
    return shape_intern(front, shape, 0);
}

static ir_id complex_type(struct front *front, CXType type)
{
    ir_id target = shape_of(front, clang_getElementType(type));
    struct ir_type shape = {.kind = IR_TYPE_ARRAY, .target = target, .count = 2};
    shape.size = size_of(type, &shape.align);
    shape.name = canonical_name(front, type);
    return shape_intern(front, shape, 0);
}

static ir_id function(struct front *front, CXType type)
{
    struct ir_type shape = {
        .kind = IR_TYPE_FUNCTION,
        .align = 1,
        .target = shape_of(front, clang_getResultType(type)),
        .is_variadic = clang_isFunctionTypeVariadic(type),
        .params = g_array_new(FALSE, FALSE, sizeof(ir_id)),
    };
    int n = clang_getNumArgTypes(type);
    for (int i = 0; i < n; i++) {
        ir_id param = shape_of(front, clang_getArgType(type, (unsigned)i));
        g_array_append_val(shape.params, param);
    }
    shape.name = shape_function_name(front, &shape);
    return shape_intern(front, shape, 0);
}

/* _BitInt has no kind of its own. The others without a kind are clang's placeholders (the type of `__builtin_expect`
 * before it is called), and to ask those for their size ends the process. */
static ir_id odd(struct front *front, CXType type)
{
    g_auto(CXString) spelling = clang_getTypeSpelling(clang_getUnqualifiedType(type));
    const char *name = clang_getCString(spelling);
    bool is_unsigned = g_str_has_prefix(name, "unsigned _BitInt(");
    if (!is_unsigned && !g_str_has_prefix(name, "_BitInt("))
        return 0;
    return scalar(front, type, IR_TYPE_INT, !is_unsigned);
}

static bool is_signed_int(CXType type)
{
    return type.kind == CXType_Char_S || (type.kind >= CXType_SChar && type.kind <= CXType_Int128);
}

/* An enum that is only declared (a GNU extension) has no size; its values are unsigned int where they are used. */
static ir_id enumeration(struct front *front, CXType type)
{
    CXType integer = clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(type)));
    if (clang_Type_getSizeOf(type) <= 0)
        return front_int_type(front, 4, false);
    return scalar(front, type, IR_TYPE_INT, is_signed_int(integer));
}

static ir_id unqualified_shape(struct front *front, const struct peeled *peeled)
{
    CXType type = peeled->type;
    switch (type.kind) {
    case CXType_Invalid:
    case CXType_Void:
        return 0;
    case CXType_Bool ... CXType_Int128: /* all the integers stand together, from _Bool to __int128 */
        return scalar(front, type, IR_TYPE_INT, is_signed_int(type));
    case CXType_Float ... CXType_LongDouble:
    case CXType_Float128:
    case CXType_Half:
    case CXType_Float16:
    case CXType_BFloat16:
    case CXType_Ibm128:
        return scalar(front, type, IR_TYPE_FLOAT, true);
    case CXType_NullPtr:
        return front_pointer_to(front, 0);
    case CXType_Pointer:
    case CXType_BlockPointer:
    case CXType_Auto:
        return pointer(front, type);
    case CXType_Enum:
        return enumeration(front, type);
    case CXType_Record: {
        CXType canonical = clang_getUnqualifiedType(clang_getCanonicalType(type));
        return record_type(front, canonical, canonical_name(front, canonical));
    }
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        return function(front, type);
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_Vector:
    case CXType_ExtVector:
        return array(front, peeled);
    case CXType_Complex:
        return complex_type(front, type);
    default:
        return odd(front, type);
    }
}

static ir_id shape_of_uncached(struct front *front, CXType type)
{
    if (!front_enter(front))
        return 0;
    struct peeled peeled = peel(front, type);
    ir_id id = unqualified_shape(front, &peeled);
    front_leave(front);
    const struct ir_type *shape = ir_type_at(front->unit, id);
    if (shape->kind == IR_TYPE_ARRAY || shape->kind == IR_TYPE_FUNCTION)
        return id;
    return shape_variant(front, id, peeled.is_const, peeled.is_volatile, peeled.tag);
}

ir_id shape_of(struct front *front, CXType type)
{
    if (type.kind == CXType_Invalid || !type.data[0])
        return 0;
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(front->types->by_qualtype, type.data[0]));
    if (found > 0)
        return found - 1;
    ir_id id = shape_of_uncached(front, type);
    g_hash_table_insert(front->types->by_qualtype, type.data[0], GUINT_TO_POINTER(id + 1));
    return id;
}

ir_id front_type(struct front *front, CXType type)
{
    ir_id id = shape_of(front, type);
    record_lay_out(front, id);
    return id;
}

void front_types_init(struct front *front)
{
    struct front_types *types = g_new0(struct front_types, 1);
    types->by_qualtype = g_hash_table_new(NULL, NULL);
    types->by_shape = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    types->records = g_hash_table_new_full(NULL, NULL, NULL, record_free);
    types->record_of = g_hash_table_new(NULL, NULL);
    types->fields = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    front->types = types;
}

void front_types_release(struct front *front)
{
    struct front_types *types = front->types;
    g_hash_table_unref(types->by_qualtype);
    g_hash_table_unref(types->by_shape);
    g_hash_table_unref(types->record_of);
    g_hash_table_unref(types->fields);
    g_hash_table_unref(types->records);
    g_clear_pointer(&front->types, g_free);
}
