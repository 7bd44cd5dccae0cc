#include "front/driver.h"

#include "front/extents.h"
#include "front/lower.h"

struct drive {
    struct front *front;
    GArray *extents;
    GHashTable *lowered; /* canonical Decl pointers: `extern inline` may be defined twice */
    GArray *vars;        /* CXCursor: objects of static storage and asm of file scope, for lower_globals */
};

static enum CXChildVisitResult reach_named(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_DeclRefExpr)
        front_reach(data, cursor);
    return CXChildVisit_Recurse;
}

/* Tables of function pointers reach what they name. */
static void reach_from_vars(struct drive *drive, guint first)
{
    for (guint i = first; i < drive->vars->len; i++) {
        CXCursor initialiser = clang_Cursor_getVarDeclInitializer(g_array_index(drive->vars, CXCursor, i));
        if (clang_Cursor_isNull(initialiser))
            continue;
        reach_named(initialiser, initialiser, drive->front);
        clang_visitChildren(initialiser, reach_named, drive->front);
    }
}

static void drive_function(struct drive *drive, CXCursor definition)
{
    struct ir_unit *unit = drive->front->unit;
    if (!g_hash_table_add(drive->lowered, (gpointer)clang_getCanonicalCursor(definition).data[0]))
        return;
    guint before = unit->functions->len, vars = drive->vars->len;
    lower_function(drive->front, definition, drive->vars);
    reach_from_vars(drive, vars);
    struct extent extent;
    if (unit->functions->len > before && extent_of(definition, before, &extent))
        g_array_append_val(drive->extents, extent);
}

static enum CXChildVisitResult drive_top_level(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct drive *drive = data;
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    bool is_asm = kind == CXCursor_UnexposedDecl; /* of these, lower_globals takes FileScopeAsmDecl */
    if ((kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl && !is_asm) || !front_is_own(drive->front, cursor))
        return CXChildVisit_Continue;
    if (is_asm)
        g_array_append_val(drive->vars, cursor);
    if (kind == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor))
        drive_function(drive, cursor);
    if (kind == CXCursor_VarDecl && !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(cursor))) {
        g_array_append_val(drive->vars, cursor);
        reach_from_vars(drive, drive->vars->len - 1);
    }
    return CXChildVisit_Continue;
}

void front_drive(struct front *front, GArray *ret_extents)
{
    g_autoptr(GHashTable) lowered = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) vars = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    struct drive drive = {.front = front, .extents = ret_extents, .lowered = lowered, .vars = vars};
    clang_visitChildren(clang_getTranslationUnitCursor(front->tu), drive_top_level, &drive);
    CXCursor definition;
    while (front_next_reached(front, &definition))
        drive_function(&drive, definition);
    lower_globals(front, vars);
}
