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

GArray *extents_skipped(struct front *front, CXFile file)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct span));
    CXSourceRangeList *ranges = clang_getSkippedRanges(front->tu, file);
    for (unsigned i = 0; ranges && i < ranges->count; i++) {
        unsigned begin, end;
        clang_getExpansionLocation(clang_getRangeStart(ranges->ranges[i]), NULL, NULL, NULL, &begin);
        clang_getExpansionLocation(clang_getRangeEnd(ranges->ranges[i]), NULL, NULL, NULL, &end);
        struct span span = {begin, end};
        g_array_append_val(spans, span);
    }
    if (ranges)
        clang_disposeSourceRangeList(ranges);
    return spans;
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
