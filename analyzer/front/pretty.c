#include "front/pretty.h"

#include <string.h>

#include "front/printed.h"

/* More printed text than this is no function that anybody wrote. */
#define MAX_TEXT (64u << 20)

struct pretty {
    struct front *front;
    CXCursor owner;
    bool is_read, is_aligned, selections_aligned;
    CXString printed;
    const char *text; /* of `printed` */
    size_t length;
    GHashTable *index; /* Stmt pointer → index in `items`, or in `selections`, + 1 */
    GArray *items;     /* struct printed_item: statements */
    GArray *selections;
    GPtrArray *asms; /* struct printed_asm, an item each; NULL while not asked for */
};

struct pretty *pretty_open(struct front *front, CXCursor function_or_var)
{
    struct pretty *pretty = g_new0(struct pretty, 1);
    pretty->front = front;
    pretty->owner = function_or_var;
    return pretty;
}

void pretty_close(struct pretty *pretty)
{
    if (!pretty)
        return;
    if (pretty->is_read) {
        clang_disposeString(pretty->printed);
        g_hash_table_unref(pretty->index);
        g_array_unref(pretty->items);
        g_array_unref(pretty->selections);
        g_ptr_array_unref(pretty->asms);
    }
    g_free(pretty);
}

/* The statements' side of the alignment. */
struct walk {
    GHashTable *index;
    GArray *kinds; /* enum printed_kind */
    guint selections;
};

static void note_selection(struct walk *walk, CXCursor cursor)
{
    gpointer selection = (gpointer)cursor.data[1];
    if (!g_hash_table_contains(walk->index, selection))
        g_hash_table_insert(walk->index, selection, GUINT_TO_POINTER(++walk->selections));
}

static enum CXChildVisitResult note_statement(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct walk *walk = data;
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind == CXCursor_GenericSelectionExpr)
        note_selection(walk, cursor);
    if (kind != CXCursor_ForStmt && kind != CXCursor_GCCAsmStmt)
        return CXChildVisit_Recurse;
    enum printed_kind as = kind == CXCursor_ForStmt ? PRINTED_FOR : PRINTED_ASM;
    gpointer statement = (gpointer)cursor.data[1];
    if (g_hash_table_contains(walk->index, statement)) /* x of `x ?: y` is visited three times */
        return CXChildVisit_Continue;
    g_array_append_val(walk->kinds, as);
    g_hash_table_insert(walk->index, statement, GUINT_TO_POINTER(walk->kinds->len));
    return CXChildVisit_Recurse;
}

static bool same_kinds(const GArray *kinds, const GArray *items)
{
    if (kinds->len != items->len)
        return false;
    for (guint i = 0; i < kinds->len; i++)
        if (g_array_index(kinds, enum printed_kind, i) != g_array_index(items, struct printed_item, i).kind)
            return false;
    return true;
}

static void read_text(struct pretty *pretty)
{
    pretty->is_read = true;
    pretty->printed = clang_getCursorPrettyPrinted(pretty->owner, NULL);
    pretty->text = clang_getCString(pretty->printed);
    pretty->length = pretty->text ? strlen(pretty->text) : 0;
    pretty->index = g_hash_table_new(NULL, NULL);
    pretty->items = g_array_new(FALSE, FALSE, sizeof(struct printed_item));
    pretty->selections = g_array_new(FALSE, FALSE, sizeof(struct printed_item));
    pretty->asms = g_ptr_array_new_with_free_func((GDestroyNotify)printed_asm_free);
    if (pretty->length == 0 || pretty->length > MAX_TEXT)
        return;
    g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(enum printed_kind));
    struct walk walk = {.index = pretty->index, .kinds = kinds};
    clang_visitChildren(pretty->owner, note_statement, &walk);
    printed_items(pretty->text, pretty->length, pretty->items, pretty->selections);
    pretty->is_aligned = same_kinds(kinds, pretty->items);
    pretty->selections_aligned = walk.selections == pretty->selections->len;
    g_ptr_array_set_size(pretty->asms, (gint)pretty->items->len);
}

static const struct printed_item *find(struct pretty *pretty, CXCursor statement, enum printed_kind kind,
                                       guint *ret_index)
{
    if (!pretty->is_read)
        read_text(pretty);
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(pretty->index, statement.data[1]));
    bool is_selection = kind == PRINTED_GENERIC;
    const GArray *items = is_selection ? pretty->selections : pretty->items;
    if (!(is_selection ? pretty->selections_aligned : pretty->is_aligned) || found == 0 || found > items->len)
        return NULL;
    const struct printed_item *item = &g_array_index(items, struct printed_item, found - 1);
    *ret_index = found - 1;
    return item->kind == kind ? item : NULL;
}

static void set_all(bool has[3], bool value)
{
    has[PRETTY_INIT] = has[PRETTY_COND] = has[PRETTY_INC] = value;
}

bool pretty_for(struct pretty *pretty, CXCursor for_stmt, bool ret_has[3])
{
    g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    front_children(for_stmt, children);
    guint parts = children->len > 0 ? children->len - 1 : 0;
    if (parts == 3 || parts == 0) {
        set_all(ret_has, parts == 3);
        return children->len > 0;
    }
    guint i;
    bool has[3];
    const struct printed_item *item = find(pretty, for_stmt, PRINTED_FOR, &i);
    if (!item || !printed_for(pretty->text, pretty->length, item->pos, has))
        return false;
    if (parts != (guint)(has[0] + has[1] + has[2]))
        return false;
    memcpy(ret_has, has, sizeof has);
    return true;
}

bool pretty_asm(struct pretty *pretty, CXCursor asm_stmt, struct pretty_asm *ret)
{
    guint i;
    const struct printed_item *item = find(pretty, asm_stmt, PRINTED_ASM, &i);
    if (!item)
        return false;
    if (!g_ptr_array_index(pretty->asms, i))
        g_ptr_array_index(pretty->asms, i) =
            printed_asm_read(pretty->front->unit, pretty->text, pretty->length, item->pos);
    const struct printed_asm *read = g_ptr_array_index(pretty->asms, i);
    if (!read)
        return false;
    *ret = (struct pretty_asm){
        .template = read->template,
        .is_volatile = read->is_volatile,
        .is_goto = read->is_goto,
        .outputs = read->outputs,
        .inputs = read->inputs,
        .clobbers = read->clobbers,
        .labels = read->labels,
    };
    return true;
}

char *pretty_generic(struct pretty *pretty, CXCursor generic)
{
    guint i;
    const struct printed_item *item = find(pretty, generic, PRINTED_GENERIC, &i);
    return item ? printed_generic(pretty->text, pretty->length, item->pos) : NULL;
}

const char *pretty_cleanup(struct front *front, CXCursor var_decl)
{
    if (!clang_Cursor_hasAttrs(var_decl))
        return NULL;
    g_autofree char *text = front_declaration_text(var_decl);
    g_autofree char *function = front_attribute(text, "cleanup");
    return ir_intern(front->unit, function);
}
