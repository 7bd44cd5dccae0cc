#include "front/stmt.h"

#include "front/jump.h"
#include "front/label.h"
#include "front/loop.h"
#include "front/position.h"
#include "front/types.h"
#include "front/variables.h"

static void lower_declarations(struct lower *l, CXCursor statement)
{
    g_auto(children) all = lower_all_children(l, statement);
    for (guint i = 0; i < all.n; i++)
        lower_declaration(l, children_at(&all, i));
}

static struct cleanup *enter_scope(struct lower *l, CXCursor compound)
{
    g_array_append_val(l->compounds, compound);
    return l->cleanups;
}

/* 6.2.4: what was declared in the block lives until its end. */
static void leave_scope(struct lower *l, struct cleanup *outer)
{
    g_array_set_size(l->compounds, l->compounds->len - 1);
    lower_cleanups(l, outer);
    l->cleanups = outer;
}

static void lower_compound(struct lower *l, CXCursor compound)
{
    struct cleanup *outer = enter_scope(l, compound);
    g_auto(children) kids = lower_children(l, compound);
    for (guint i = 0; i < kids.n; i++)
        lower_statement(l, children_at(&kids, i));
    leave_scope(l, outer);
}

static void lower_last(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    if (kids.n)
        lower_statement(l, children_last(&kids));
}

static void lower_labelled(struct lower *l, CXCursor statement)
{
    lower_label(l, statement);
    lower_last(l, statement);
}

static void lower_cases(struct lower *l, CXCursor statement)
{
    bool found;
    CXCursor behind = lower_case(l, statement, &found);
    if (found)
        lower_statement(l, behind);
}

static void unsupported(struct lower *l, CXCursor statement)
{
    g_auto(CXString) kind = clang_getCursorKindSpelling(clang_getCursorKind(statement));
    lower_unknown(l, statement, 0, clang_getCString(kind), NULL, 0);
}

static const struct {
    enum CXCursorKind kind;
    void (*lower)(struct lower *l, CXCursor statement);
} statements[] = {
    {CXCursor_CompoundStmt, lower_compound},
    {CXCursor_DeclStmt, lower_declarations},
    {CXCursor_IfStmt, lower_if},
    {CXCursor_ForStmt, lower_for},
    {CXCursor_WhileStmt, lower_while},
    {CXCursor_DoStmt, lower_do},
    {CXCursor_SwitchStmt, lower_switch},
    {CXCursor_CaseStmt, lower_cases},
    {CXCursor_DefaultStmt, lower_cases},
    {CXCursor_LabelStmt, lower_labelled},
    {CXCursor_GotoStmt, lower_goto},
    {CXCursor_IndirectGotoStmt, lower_computed_goto},
    {CXCursor_BreakStmt, lower_break},
    {CXCursor_ContinueStmt, lower_continue},
    {CXCursor_ReturnStmt, lower_return},
    {CXCursor_GCCAsmStmt, lower_asm},
    {CXCursor_UnexposedStmt, lower_last}, /* a statement with attributes */
};

static void lower_by_kind(struct lower *l, CXCursor statement)
{
    enum CXCursorKind kind = clang_getCursorKind(statement);
    if (kind == CXCursor_NullStmt)
        return;
    if (clang_isExpression(kind)) {
        lower_effect(l, statement);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (statements[i].kind == kind) {
            statements[i].lower(l, statement);
            return;
        }
    }
    unsupported(l, statement);
}

void lower_statement(struct lower *l, CXCursor statement)
{
    if (!front_enter(l->front)) {
        lower_unknown(l, statement, 0, "nested too deep", NULL, 0);
        return;
    }
    lower_by_kind(l, statement);
    front_leave(l->front);
}

/* Labels and attributes before the last expression do not hide its value. */
static struct value last_value(struct lower *l, CXCursor statement)
{
    while (clang_getCursorKind(statement) == CXCursor_LabelStmt ||
           clang_getCursorKind(statement) == CXCursor_UnexposedStmt) {
        if (clang_getCursorKind(statement) == CXCursor_LabelStmt)
            lower_label(l, statement);
        g_auto(children) kids = lower_children(l, statement);
        if (kids.n == 0)
            return lower_void();
        statement = children_last(&kids);
    }
    if (clang_isExpression(clang_getCursorKind(statement)))
        return lower_any(l, statement);
    lower_statement(l, statement);
    return lower_void();
}

struct value stmt_expression(struct lower *l, CXCursor expression, bool is_wanted)
{
    struct value value = lower_void();
    g_auto(children) body = lower_children(l, expression);
    if (body.n == 0)
        return lower_unknown(l, expression, lower_type(l, expression), "StmtExpr", NULL, 0);
    struct cleanup *outer = enter_scope(l, children_at(&body, 0));
    g_auto(children) kids = lower_children(l, children_at(&body, 0));
    bool has_value = is_wanted && lower_type(l, expression) != 0;
    for (guint i = 0; i < kids.n; i++) {
        if (has_value && i + 1 == kids.n)
            value = last_value(l, children_at(&kids, i));
        else
            lower_statement(l, children_at(&kids, i));
    }
    leave_scope(l, outer);
    return value;
}
