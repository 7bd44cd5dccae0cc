#include "front/context.h"

#include "front/position.h"
#include "front/symbols.h"
#include "front/types.h"

void front_init(struct front *front)
{
    front->own_files = g_hash_table_new(NULL, NULL);
    front->reached = g_hash_table_new(NULL, NULL);
    front->reach_queue = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    front_types_init(front);
    front_positions_init(front);
    front_symbols_init(front);
}

void front_release(struct front *front)
{
    front_symbols_release(front);
    front_positions_release(front);
    front_types_release(front);
    g_clear_pointer(&front->own_files, g_hash_table_unref);
    g_clear_pointer(&front->reached, g_hash_table_unref);
    g_clear_pointer(&front->reach_queue, g_array_unref);
}

bool front_enter(struct front *front)
{
    if (front->depth >= FRONT_MAX_DEPTH)
        return false;
    front->depth++;
    return true;
}

void front_leave(struct front *front)
{
    g_assert(front->depth > 0);
    front->depth--;
}

static enum CXChildVisitResult append_child(CXCursor child, CXCursor parent, CXClientData data)
{
    (void)parent;
    GArray *children = data;
    g_array_append_val(children, child);
    return CXChildVisit_Continue;
}

void front_children(CXCursor cursor, GArray *ret)
{
    clang_visitChildren(cursor, append_child, ret);
}

/* The main file, and what it includes that is no header: `#include "rt.c"` and `#include "table.inc"` are part of the
 * unit by their author's will. */
static bool is_own_file(struct front *front, CXFile file)
{
    g_auto(CXString) main_name = clang_getTranslationUnitSpelling(front->tu);
    if (clang_File_isEqual(file, clang_getFile(front->tu, clang_getCString(main_name))))
        return true;
    g_auto(CXString) name = clang_getFileName(file);
    return !g_str_has_suffix(clang_getCString(name), ".h");
}

/* A header that defines a function for the linker means the unit that includes it to hold it. */
static bool is_for_linker(CXCursor cursor)
{
    return clang_getCursorKind(cursor) == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor) &&
           clang_getCursorLinkage(cursor) == CXLinkage_External && !clang_Cursor_isFunctionInlined(cursor) &&
           !clang_Location_isInSystemHeader(clang_getCursorLocation(cursor));
}

bool front_is_own(struct front *front, CXCursor cursor)
{
    CXFile file = NULL;
    clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
    if (!file)
        return false;
    gpointer known = NULL;
    if (!g_hash_table_lookup_extended(front->own_files, file, NULL, &known)) {
        known = GINT_TO_POINTER(is_own_file(front, file));
        g_hash_table_insert(front->own_files, file, known);
    }
    return GPOINTER_TO_INT(known) || is_for_linker(cursor);
}

static void note_bodiless(struct front *front, CXCursor decl)
{
    if (!front->bodiless || clang_getCursorLinkage(decl) != CXLinkage_Internal)
        return;
    g_auto(CXString) name = clang_getCursorSpelling(decl);
    g_ptr_array_add(front->bodiless, g_strdup(clang_getCString(name)));
}

void front_reach(struct front *front, CXCursor decl)
{
    if (clang_getCursorKind(decl) == CXCursor_DeclRefExpr)
        decl = clang_getCursorReferenced(decl);
    if (clang_getCursorKind(decl) != CXCursor_FunctionDecl)
        return;
    CXCursor canonical = clang_getCanonicalCursor(decl);
    if (!g_hash_table_add(front->reached, (gpointer)canonical.data[0]))
        return;
    CXCursor definition = clang_getCursorDefinition(decl);
    if (clang_Cursor_isNull(definition))
        note_bodiless(front, decl);
    else if (!front_is_own(front, definition))
        g_array_append_val(front->reach_queue, definition);
}

bool front_next_reached(struct front *front, CXCursor *ret_definition)
{
    if (front->reach_queue->len == 0)
        return false;
    *ret_definition = g_array_index(front->reach_queue, CXCursor, 0);
    g_array_remove_index(front->reach_queue, 0);
    return true;
}
