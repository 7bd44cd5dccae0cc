#include "front/children.h"

children lower_all_children(struct lower *l, CXCursor cursor)
{
    children kids = {l->children, l->children->len, 0};
    front_children(cursor, l->children);
    kids.n = l->children->len - kids.first;
    return kids;
}

children lower_children(struct lower *l, CXCursor cursor)
{
    children kids = lower_all_children(l, cursor);
    guint kept = 0;
    for (guint i = 0; i < kids.n; i++) {
        CXCursor child = children_at(&kids, i);
        enum CXCursorKind kind = clang_getCursorKind(child);
        if (clang_isExpression(kind) || clang_isStatement(kind))
            g_array_index(kids.stack, CXCursor, kids.first + kept++) = child;
    }
    g_array_set_size(kids.stack, kids.first + kept);
    kids.n = kept;
    return kids;
}
