/* Labels and the jumps to them. */
#include "front/label.h"

#include "front/position.h"
#include "front/variables.h"

struct label {
    struct ir_ref block;
    struct cleanup *cleanups; /* alive at the label; valid once it is defined */
    bool is_defined, is_taken;
};

/* A jump that leaves cleanups behind: which of them run is known when the label has been seen. */
struct pending {
    struct ir_ref block;
    struct cleanup *cleanups;
    struct label *label;
    ir_id loc;
};

/* A computed goto waits for all the labels whose address is taken. */
struct computed {
    struct ir_ref block, address;
    ir_id loc;
};

struct labels {
    GPtrArray *all;           /* struct label *, in the order of their first mention */
    GHashTable *by_statement; /* Stmt pointer, or interned name → struct label */
    GArray *pending, *computed;
};

void labels_init(struct lower *l)
{
    l->labels = g_new0(struct labels, 1);
    l->labels->all = g_ptr_array_new_with_free_func(g_free);
    l->labels->by_statement = g_hash_table_new(NULL, NULL);
    l->labels->pending = g_array_new(FALSE, FALSE, sizeof(struct pending));
    l->labels->computed = g_array_new(FALSE, FALSE, sizeof(struct computed));
}

static void labels_free(struct labels *labels)
{
    g_ptr_array_unref(labels->all);
    g_hash_table_unref(labels->by_statement);
    g_array_unref(labels->pending);
    g_array_unref(labels->computed);
    g_free(labels);
}

/* By its statement: with GNU __label__ several labels of a function may have one name. What has no statement, in broken
 * code, goes by its name. */
static struct label *label_of_statement(struct lower *l, CXCursor statement, const char *name)
{
    name = ir_intern(l->unit, name ? name : "");
    bool is_there = clang_getCursorKind(statement) == CXCursor_LabelStmt;
    gpointer key = is_there ? (gpointer)statement.data[1] : (gpointer)name;
    struct label *label = g_hash_table_lookup(l->labels->by_statement, key);
    if (label)
        return label;
    label = g_new0(struct label, 1);
    label->block = ir_build_block(l->builder, name);
    g_ptr_array_add(l->labels->all, label);
    g_hash_table_insert(l->labels->by_statement, key, label);
    return label;
}

/* The label that a GotoStmt or AddrLabelExpr names. */
static struct label *label_of(struct lower *l, CXCursor statement)
{
    g_auto(children) all = lower_all_children(l, statement);
    for (guint i = 0; i < all.n; i++) {
        CXCursor reference = children_at(&all, i);
        if (clang_getCursorKind(reference) == CXCursor_LabelRef) {
            g_auto(CXString) name = clang_getCursorSpelling(reference);
            return label_of_statement(l, clang_getCursorReferenced(reference), clang_getCString(name));
        }
    }
    return NULL;
}

/* The label statements of one name below a cursor. */
struct search {
    const char *name;
    CXCursor found;
    guint n;
};

static enum CXChildVisitResult match_label(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct search *search = data;
    if (clang_getCursorKind(cursor) != CXCursor_LabelStmt)
        return CXChildVisit_Recurse;
    g_auto(CXString) name = clang_getCursorSpelling(cursor);
    if (g_strcmp0(clang_getCString(name), search->name) == 0) {
        search->n += search->n == 0 || !clang_equalCursors(search->found, cursor);
        search->found = cursor;
    }
    return CXChildVisit_Recurse;
}

/* The label that a name means here: of several that of the innermost compound statement that has one. */
static struct label *label_meant(struct lower *l, const char *name)
{
    struct search search = {.name = name, .found = clang_getNullCursor()};
    clang_visitChildren(l->definition, match_label, &search);
    for (guint i = l->compounds->len; search.n > 1 && i-- > 0;) {
        struct search inner = {.name = name, .found = clang_getNullCursor()};
        clang_visitChildren(g_array_index(l->compounds, CXCursor, i), match_label, &inner);
        if (inner.n > 0)
            return label_of_statement(l, inner.found, name);
    }
    return label_of_statement(l, search.found, name);
}

static struct ir_ref jump_to(struct lower *l, struct label *label, ir_id loc)
{
    if (!l->cleanups)
        return label->block;
    struct pending pending = {ir_build_block(l->builder, "goto"), l->cleanups, label, loc};
    g_array_append_val(l->labels->pending, pending);
    return pending.block;
}

struct ir_ref jump_to_label(struct lower *l, const char *name, ir_id loc)
{
    return jump_to(l, label_meant(l, name), loc);
}

void lower_goto(struct lower *l, CXCursor statement)
{
    struct label *label = label_of(l, statement);
    ir_id loc = front_loc(l->front, statement);
    if (label)
        lower_branch(l, jump_to(l, label, loc), loc);
    else
        lower_unknown(l, statement, 0, "GotoStmt", NULL, 0);
}

void lower_computed_goto(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    if (kids.n == 0) {
        lower_unknown(l, statement, 0, "IndirectGotoStmt", NULL, 0);
        return;
    }
    struct computed computed = {.address = lower_value(l, children_at(&kids, 0)).ref,
                                .loc = front_loc(l->front, statement)};
    computed.block = ir_build_here(l->builder);
    if (computed.block.kind == IR_REF_NONE)
        return;
    g_array_append_val(l->labels->computed, computed);
    ir_build_at(l->builder, ir_build_block(l->builder, "dead"));
}

void lower_label(struct lower *l, CXCursor statement)
{
    g_auto(CXString) name = clang_getCursorSpelling(statement);
    struct label *label = label_of_statement(l, statement, clang_getCString(name));
    label->is_defined = true;
    label->cleanups = l->cleanups;
    lower_continue_in(l, label->block, front_loc(l->front, statement));
}

struct value label_address(struct lower *l, CXCursor address)
{
    struct label *label = l->function->is_initialiser ? NULL : label_of(l, address);
    ir_id type = lower_type(l, address);
    if (!label) /* a static table of labels: the function that has them knows them, see lower_take_addresses */
        return typed(lower_const(l, type, 0), type);
    label->is_taken = true;
    return typed(label->block, type);
}

static enum CXChildVisitResult take_address(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct lower *l = data;
    if (clang_getCursorKind(cursor) != CXCursor_AddrLabelExpr)
        return CXChildVisit_Recurse;
    struct label *label = label_of(l, cursor);
    if (label)
        label->is_taken = true;
    return CXChildVisit_Continue;
}

void lower_take_addresses(struct lower *l, CXCursor initialiser)
{
    take_address(initialiser, initialiser, l);
    clang_visitChildren(initialiser, take_address, l);
}

static bool is_alive_at(const struct label *label, const struct cleanup *cleanup)
{
    for (const struct cleanup *c = label->cleanups; c; c = c->outer)
        if (c == cleanup)
            return true;
    return false;
}

static void finish_pending(struct lower *l, const struct pending *pending)
{
    struct cleanup *until = pending->cleanups;
    while (until && !is_alive_at(pending->label, until))
        until = until->outer;
    ir_build_at(l->builder, pending->block);
    l->cleanups = pending->cleanups;
    lower_cleanups(l, until);
    lower_branch(l, pending->label->block, pending->loc);
}

static void finish_computed(struct lower *l, const struct computed *computed)
{
    g_autoptr(GArray) operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    g_array_append_val(operands, computed->address);
    for (guint i = 0; i < l->labels->all->len; i++) {
        const struct label *label = g_ptr_array_index(l->labels->all, i);
        if (label->is_taken && label->is_defined)
            g_array_append_val(operands, label->block);
    }
    ir_build_at(l->builder, computed->block);
    struct ir_inst inst = {.op = IR_IBR, .loc = computed->loc, .aux = IR_NONE};
    lower_emit(l, inst, (const struct ir_ref *)operands->data, operands->len);
}

void labels_finish(struct lower *l)
{
    for (guint i = 0; i < l->labels->pending->len; i++)
        finish_pending(l, &g_array_index(l->labels->pending, struct pending, i));
    for (guint i = 0; i < l->labels->computed->len; i++)
        finish_computed(l, &g_array_index(l->labels->computed, struct computed, i));
    g_clear_pointer(&l->labels, labels_free);
}
