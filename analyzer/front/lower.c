#include "front/lower.h"

#include "front/init.h"
#include "front/label.h"
#include "front/lvalue.h"
#include "front/position.h"
#include "front/stmt.h"
#include "front/symbols.h"
#include "front/types.h"
#include "front/variables.h"

static void begin(struct lower *l, struct front *front, CXCursor scope)
{
    *l = (struct lower){.front = front, .unit = front->unit, .function = ir_function_new()};
    l->builder = ir_builder_new(l->unit, l->function);
    l->pretty = pretty_open(front, scope);
    l->definition = scope;
    l->compounds = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    l->children = g_array_new(FALSE, FALSE, sizeof(CXCursor));
    l->int_type = front_int_type(front, 4, true);
    l->size_type = front_size_type(front);
    l->ptrdiff_type = front_ptrdiff_type(front);
    l->byte_pointer = front_pointer_to(front, front_int_type(front, 1, false));
    lower_variables_init(l);
    labels_init(l);
    ir_build_at(l->builder, ir_build_block(l->builder, "entry"));
}

/* 6.9.1p12: the end of a function returns; of one with a result it may be reached only when nobody looks at it. */
static void end(struct lower *l)
{
    l->cleanups = NULL;
    if (lower_is_reachable(l))
        lower_emit(l, (struct ir_inst){.op = IR_RET, .aux = IR_NONE}, NULL, 0);
    labels_finish(l);
    ir_builder_finish(l->builder);
    lower_variables_release(l);
    g_array_unref(l->children);
    g_array_unref(l->compounds);
    if (l->pretty)
        pretty_close(l->pretty);
    g_ptr_array_add(l->unit->functions, l->function);
}

/* A function of its own: the children are released before the stack that they are on is. */
static void lower_bodies(struct lower *l, CXCursor definition)
{
    g_auto(children) kids = lower_children(l, definition);
    for (guint i = 0; i < kids.n; i++)
        if (clang_getCursorKind(children_at(&kids, i)) == CXCursor_CompoundStmt)
            lower_statement(l, children_at(&kids, i));
}

void lower_function(struct front *front, CXCursor definition, GArray *ret_statics)
{
    struct lower l;
    begin(&l, front, definition);
    l.statics = ret_statics;
    l.function->symbol = front_symbol(front, definition);
    l.function->type = front_type(front, clang_getCursorType(definition));
    l.function->loc = front_loc(front, definition);
    l.function->end_line = front_end_line(front, definition);
    l.function->in_header = !front_is_own(front, definition);
    lower_parameters(&l, definition);
    lower_bodies(&l, definition);
    end(&l);
}

static bool is_file_asm(CXCursor declaration)
{
    return clang_getCursorKind(declaration) == CXCursor_UnexposedDecl;
}

static bool has_initialiser(CXCursor var)
{
    return is_file_asm(var) || !clang_Cursor_isNull(clang_Cursor_getVarDeclInitializer(var));
}

static void lower_global(struct lower *l, CXCursor var)
{
    ir_id symbol = front_symbol(l->front, var);
    CXCursor initialiser = clang_Cursor_getVarDeclInitializer(var);
    if (clang_Cursor_isNull(initialiser) || symbol == IR_NONE)
        return;
    struct pretty *outer = l->pretty;
    l->pretty = pretty_open(l->front, var);
    l->definition = var;
    struct place place = lvalue_at(l, var, ir_ref(IR_REF_SYMBOL, symbol));
    lower_initialise(l, place, clang_getCursorType(var), initialiser);
    pretty_close(l->pretty);
    l->pretty = outer;
}

/* A function of its own, which runs before all others; its locals are the unnamed objects of file scope. */
void lower_globals(struct front *front, const GArray *vars)
{
    struct lower l;
    guint first = 0;
    while (first < vars->len && !has_initialiser(g_array_index(vars, CXCursor, first)))
        first++;
    if (first == vars->len)
        return;
    begin(&l, front, g_array_index(vars, CXCursor, first));
    l.function->is_initialiser = true;
    l.function->symbol = front_symbol_named(front, ".init", 0);
    l.function->type = ir_symbol_at(front->unit, l.function->symbol)->type;
    l.function->in_header = false;
    for (guint i = first; i < vars->len; i++) {
        CXCursor declaration = g_array_index(vars, CXCursor, i);
        if (is_file_asm(declaration))
            lower_file_asm(&l, declaration);
        else
            lower_global(&l, declaration);
    }
    end(&l);
}
