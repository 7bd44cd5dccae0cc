#include "front/extents.h"

bool extent_of(CXCursor definition, guint function, struct extent *ret)
{
    CXSourceRange range = clang_getCursorExtent(definition);
    CXFile file = NULL, end_file = NULL;
    unsigned first = 0, last = 0, begin = 0, end = 0;
    clang_getExpansionLocation(clang_getRangeStart(range), &file, &first, NULL, &begin);
    clang_getExpansionLocation(clang_getRangeEnd(range), &end_file, &last, NULL, &end);
    if (!file || file != end_file || last < first)
        return false;
    *ret = (struct extent){
        .file = file, .first_line = first, .last_line = last, .begin = begin, .end = end, .function = function};
    return true;
}

const struct extent *extent_around(const GArray *extents, CXFile file, uint32_t line)
{
    const struct extent *found = NULL;
    for (guint i = 0; file && i < extents->len; i++) {
        const struct extent *extent = &g_array_index(extents, struct extent, i);
        bool inside = extent->first_line <= line && line <= extent->last_line && clang_File_isEqual(extent->file, file);
        if (inside && (!found || extent->last_line - extent->first_line < found->last_line - found->first_line))
            found = extent;
    }
    return found;
}
