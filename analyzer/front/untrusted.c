#include "front/untrusted.h"

#include <string.h>

#include "front/derived.h"
#include "front/shapes.h"
#include "front/types.h"
#include "ir/access.h"

static enum CXChildVisitResult find_annotation(CXCursor child, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(child) != CXCursor_AnnotateAttr)
        return CXChildVisit_Continue;
    g_auto(CXString) text = clang_getCursorSpelling(child);
    const char *word = clang_getCString(text);
    *(bool *)data |= word && strstr(word, "untrusted"); /* ours is "mpx_untrusted"; others have words of their own */
    return CXChildVisit_Continue;
}

bool front_is_untrusted(CXCursor decl)
{
    bool is_untrusted = false;
    if (clang_Cursor_hasAttrs(decl))
        clang_visitChildren(decl, find_annotation, &is_untrusted);
    return is_untrusted;
}

ir_id front_declared_type(struct front *front, CXCursor decl, ir_id type)
{
    const struct ir_type *shape = ir_type_at(front->unit, type);
    if (shape->kind != IR_TYPE_POINTER || !front_is_untrusted(decl))
        return type;
    const struct ir_type *target = ir_type_at(front->unit, shape->target);
    return front_pointer_to(front,
                            shape_variant(front, shape->target, target->is_const, target->is_volatile, "untrusted"));
}
