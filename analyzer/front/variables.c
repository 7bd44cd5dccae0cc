#include "front/variables.h"

#include <string.h>

#include "front/expr.h"
#include "front/init.h"
#include "front/label.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/symbols.h"
#include "front/types.h"
#include "front/untrusted.h"

void lower_variables_init(struct lower *l)
{
    l->variables = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    l->sizes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    l->cleanup_pool = g_ptr_array_new_with_free_func(g_free);
}

void lower_variables_release(struct lower *l)
{
    g_hash_table_unref(l->variables);
    g_hash_table_unref(l->sizes);
    g_ptr_array_unref(l->cleanup_pool);
}

static void enter(GHashTable *table, CXCursor decl, struct ir_ref ref)
{
    struct ir_ref *entry = g_new(struct ir_ref, 1);
    *entry = ref;
    g_hash_table_insert(table, (gpointer)decl.data[0], entry);
}

static bool look_up(GHashTable *table, CXCursor decl, struct ir_ref *ret)
{
    const struct ir_ref *entry = g_hash_table_lookup(table, decl.data[0]);
    if (entry)
        *ret = *entry;
    return entry != NULL;
}

bool lower_variable(struct lower *l, CXCursor decl, struct ir_ref *ret_address)
{
    return look_up(l->variables, decl, ret_address);
}

bool lower_variable_size(struct lower *l, CXCursor decl, struct ir_ref *ret_local)
{
    return look_up(l->sizes, decl, ret_local);
}

static bool is_pasted(CXCursor decl)
{
    CXFile file = NULL;
    clang_getSpellingLocation(clang_getCursorLocation(decl), &file, NULL, NULL, NULL);
    return !file;
}

/* A number at the end of a name that ## made is __COUNTER__'s, as a rule: how often that was used in other headers is
 * no property of the code at hand. */
static char *stable_name(CXCursor decl)
{
    g_auto(CXString) spelling = clang_getCursorSpelling(decl);
    char *name = g_strdup(clang_getCString(spelling));
    size_t end = strlen(name);
    while (end > 0 && g_ascii_isdigit(name[end - 1]))
        end--;
    if (name[end] && is_pasted(decl))
        name[end] = '\0';
    return name;
}

static struct ir_ref new_local(struct lower *l, CXCursor decl, ir_id type)
{
    g_autofree char *name = stable_name(decl);
    type = front_declared_type(l->front, decl, type);
    struct ir_ref local = ir_build_local(l->builder, name, type, front_loc(l->front, decl));
    enter(l->variables, decl, local);
    return local;
}

void lower_parameters(struct lower *l, CXCursor function)
{
    int n = clang_Cursor_getNumArguments(function);
    for (int i = 0; i < n; i++) {
        CXCursor parameter = clang_Cursor_getArgument(function, (unsigned)i);
        ir_id type = front_type(l->front, clang_getCursorType(parameter));
        enum ir_type_kind kind = lower_type_at(l, type)->kind;
        if (kind == IR_TYPE_ARRAY || kind == IR_TYPE_FUNCTION)
            type = lower_type(l, parameter);
        new_local(l, parameter, type);
    }
    l->function->n_params = MAX(n, 0);
}

static bool is_array(CXType canonical)
{
    return canonical.kind == CXType_ConstantArray || canonical.kind == CXType_VariableArray ||
           canonical.kind == CXType_IncompleteArray;
}

bool lower_is_vla(CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    for (; is_array(canonical); canonical = clang_getCanonicalType(clang_getArrayElementType(canonical)))
        if (canonical.kind == CXType_VariableArray)
            return true;
    return false;
}

struct ir_ref lower_vla_size(struct lower *l, CXType type, const children *kids, ir_id loc)
{
    guint levels = 0;
    CXType element = clang_getCanonicalType(type);
    for (; is_array(element); element = clang_getCanonicalType(clang_getArrayElementType(element)))
        levels++;
    struct ir_ref size = lower_const(l, l->size_type, MAX(clang_Type_getSizeOf(element), 0));
    struct ir_inst mul = {.op = IR_MUL, .type = l->size_type, .loc = loc, .aux = IR_NONE};
    for (guint i = kids->n - MIN(levels, kids->n); i < kids->n; i++)
        size = lower_emit2(l, mul, size, lower_value_as(l, children_at(kids, i), l->size_type).ref);
    return size;
}

/* 6.7.6.2p5: the bounds are evaluated where the declaration is reached, once. */
static void declare_vla(struct lower *l, CXCursor decl, ir_id type)
{
    g_auto(children) kids = lower_children(l, decl);
    ir_id loc = front_loc(l->front, decl);
    struct ir_ref size = lower_vla_size(l, clang_getCursorType(decl), &kids, loc);
    struct place kept = lvalue_temporary(l, l->size_type, loc);
    lower_store(l, kept, size, loc);
    struct ir_inst inst = {.op = IR_ALLOCA, .type = front_pointer_to(l->front, type), .loc = loc, .aux = IR_NONE};
    enter(l->variables, decl, lower_emit1(l, inst, size));
    enter(l->sizes, decl, kept.address);
}

static void push_cleanup(struct lower *l, CXCursor decl, struct ir_ref local, const char *function)
{
    struct cleanup *cleanup = g_new0(struct cleanup, 1);
    g_ptr_array_add(l->cleanup_pool, cleanup);
    cleanup->outer = l->cleanups;
    cleanup->local = local;
    cleanup->symbol = front_symbol_named(l->front, function, 0);
    cleanup->loc = front_loc(l->front, decl);
    g_array_index(l->function->locals, struct ir_local, local.index).cleanup = cleanup->symbol;
    l->cleanups = cleanup;
}

static void declare_automatic(struct lower *l, CXCursor decl)
{
    CXType type = clang_getCursorType(decl);
    ir_id id = front_type(l->front, type);
    if (lower_is_vla(type)) {
        declare_vla(l, decl, id);
        return;
    }
    struct ir_ref local = new_local(l, decl, id);
    CXCursor initialiser = clang_Cursor_getVarDeclInitializer(decl);
    struct place place = lvalue_at(l, decl, local);
    if (!clang_Cursor_isNull(initialiser))
        lower_initialise(l, place, clang_getCursorType(decl), initialiser);
    const char *function = clang_Cursor_hasAttrs(decl) ? pretty_cleanup(l->front, decl) : NULL;
    if (function)
        push_cleanup(l, decl, local, function);
}

void lower_declaration(struct lower *l, CXCursor decl)
{
    if (clang_getCursorKind(decl) != CXCursor_VarDecl)
        return;
    if (!clang_Cursor_hasVarDeclGlobalStorage(decl)) {
        declare_automatic(l, decl);
        return;
    }
    CXCursor initialiser = clang_Cursor_getVarDeclInitializer(decl);
    if (!clang_Cursor_isNull(initialiser) && l->statics)
        g_array_append_val(l->statics, decl);
    if (!clang_Cursor_isNull(initialiser))
        lower_take_addresses(l, initialiser);
}

void lower_cleanups(struct lower *l, struct cleanup *until)
{
    for (struct cleanup *c = l->cleanups; c && c != until && lower_is_reachable(l); c = c->outer) {
        const struct ir_symbol *symbol = ir_symbol_at(l->unit, c->symbol);
        const struct ir_type *type = lower_type_at(l, symbol->type);
        ir_id result = type->kind == IR_TYPE_FUNCTION ? type->target : 0;
        struct ir_call call = {.texts = g_array_new(FALSE, FALSE, sizeof(const char *))};
        const char *text = ir_intern(l->unit, g_array_index(l->function->locals, struct ir_local, c->local.index).name);
        g_array_append_val(call.texts, text);
        struct ir_inst inst = {.op = IR_CALL, .type = result, .loc = c->loc, .aux = l->function->calls->len};
        g_array_append_val(l->function->calls, call);
        lower_emit2(l, inst, ir_ref(IR_REF_SYMBOL, c->symbol), c->local);
    }
}
