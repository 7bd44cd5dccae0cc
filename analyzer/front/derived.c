/* Types that no declaration spells: of expressions, of what the lowering computes itself, and variants of others. */
#include "front/shapes.h"
#include "front/types.h"
#include "ir/access.h"

ir_id front_pointer_to(struct front *front, ir_id target)
{
    struct ir_type shape = {
        .kind = IR_TYPE_POINTER,
        .size = front->unit->pointer_size,
        .align = front->unit->pointer_size,
        .target = target,
        .name = shape_pointer_name(front, target),
    };
    return shape_intern(front, shape, 0);
}

ir_id front_int_type(struct front *front, unsigned bytes, bool is_signed)
{
    static const char *const names[][2] = {
        {"unsigned char", "signed char"}, {"unsigned short", "short"},       {"unsigned int", "int"},
        {"unsigned long", "long"},        {"unsigned __int128", "__int128"},
    };
    unsigned rank = bytes <= 1 ? 0 : bytes <= 2 ? 1 : bytes <= 4 ? 2 : bytes <= 8 ? 3 : 4;
    const char *name = names[rank][is_signed];
    if (rank == 3 && front->unit->pointer_size < 8)
        name = is_signed ? "long long" : "unsigned long long";
    struct ir_type shape = {.kind = IR_TYPE_INT, .is_signed = is_signed, .size = 1u << rank, .align = 1u << rank};
    if (rank == 3 && front->unit->pointer_size < 8 && g_str_has_prefix(front->unit->target, "i"))
        shape.align = 4; /* the i386 System V ABI */
    shape.name = ir_intern(front->unit, name);
    return shape_intern(front, shape, 0);
}

ir_id front_bool_type(struct front *front)
{
    struct ir_type shape = {.kind = IR_TYPE_INT, .is_bool = true, .size = 1, .align = 1};
    shape.name = ir_intern(front->unit, "_Bool");
    return shape_intern(front, shape, 0);
}

static ir_id pointer_sized(struct front *front, bool is_signed)
{
    return front_int_type(front, front->unit->pointer_size, is_signed);
}

ir_id front_size_type(struct front *front)
{
    return pointer_sized(front, false);
}

ir_id front_ptrdiff_type(struct front *front)
{
    return pointer_sized(front, true);
}

ir_id front_unqualified(struct front *front, ir_id type)
{
    return shape_variant(front, type, false, false, NULL);
}

ir_id front_tagged(struct front *front, ir_id type, const char *tag)
{
    const struct ir_type *shape = ir_type_at(front->unit, type);
    return shape_variant(front, type, shape->is_const, shape->is_volatile, tag);
}

bool front_is_atomic(CXType type)
{
    return clang_getCanonicalType(type).kind == CXType_Atomic;
}

static CXCursor only_child(CXCursor cursor)
{
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    front_children(cursor, children);
    return children->len == 1 ? g_array_index(children, CXCursor, 0) : clang_getNullCursor();
}

/* An lvalue or value that libclang shows as an array: is it a parameter, or made of one? No value has array type. */
static bool is_decayed(CXCursor cursor)
{
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_ParmDecl:
        return true;
    case CXCursor_DeclRefExpr:
        return clang_getCursorKind(clang_getCursorReferenced(cursor)) == CXCursor_ParmDecl;
    case CXCursor_ParenExpr:
    case CXCursor_UnexposedExpr: {
        CXCursor inner = only_child(cursor);
        return !clang_Cursor_isNull(inner) && is_decayed(inner);
    }
    case CXCursor_UnaryOperator:
        return clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Deref &&
               clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Extension;
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_ConditionalOperator:
    case CXCursor_CallExpr:
    case CXCursor_CStyleCastExpr:
        return true;
    default:
        return false;
    }
}

ir_id front_cursor_type(struct front *front, CXCursor cursor)
{
    ir_id id = front_type(front, clang_getCursorType(cursor));
    const struct ir_type *type = ir_type_at(front->unit, id);
    return type->kind == IR_TYPE_ARRAY && is_decayed(cursor) ? front_pointer_to(front, type->target) : id;
}
