/* GNU asm: its text comes from pretty.h, its operands are the statement's children, outputs first. */
#include "front/stmt.h"

#include <string.h>

#include "front/label.h"
#include "front/literal.h"
#include "front/position.h"

static GArray *strings_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(const char *));
}

static void add_constraint(GArray *constraints, const char *constraint)
{
    g_array_append_val(constraints, constraint);
}

static enum CXChildVisitResult find_label(CXCursor child, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(child) != CXCursor_AsmLabelAttr)
        return CXChildVisit_Continue;
    *(CXCursor *)data = child;
    return CXChildVisit_Break;
}

/* `register long key asm("r10")`, and then "r"(key): the operand is in that register (GCC 12 manual, 6.47.5.2), which
 * is told as LLVM's constraints have it, "{r10}". */
static const char *constraint_of(struct lower *l, const char *constraint, CXCursor operand)
{
    CXCursor variable = clang_getCursorReferenced(operand), label = clang_getNullCursor();
    const char *any = strchr(constraint, 'r');
    if (!any || strchr(constraint, '[') || clang_Cursor_getStorageClass(variable) != CX_SC_Register)
        return constraint;
    clang_visitChildren(variable, find_label, &label);
    g_auto(CXString) spelling = clang_getCursorSpelling(label);
    const char *name = clang_getCString(spelling);
    name = name && *name == '%' ? name + 1 : name;
    if (clang_Cursor_isNull(label) || !name || !*name)
        return constraint;
    g_autofree char *placed = g_strdup_printf("%.*s{%s}%s", (int)(any - constraint), constraint, name, any + 1);
    return ir_intern(l->unit, placed);
}

/* Addresses of the outputs, then values of the inputs; an output that is read as well ("+") is an input that is tied to
 * it, as GCC has it: its constraint is the number of the output. */
static void lower_operands(struct lower *l, const struct pretty_asm *text, const children *kids, GArray *operands,
                           GArray *constraints)
{
    g_autoptr(GArray) tied = g_array_new(FALSE, FALSE, sizeof(struct ir_ref)), numbers = strings_new();
    for (guint i = 0; i < text->outputs->len; i++) {
        const char *constraint =
            constraint_of(l, g_array_index(text->outputs, struct pretty_operand, i).constraint, children_at(kids, i));
        struct place place = lower_place(l, children_at(kids, i));
        g_array_append_val(operands, place.address);
        add_constraint(constraints, constraint);
        if (!strchr(constraint, '+'))
            continue;
        struct ir_ref value = lower_load(l, place, front_loc(l->front, children_at(kids, i))).ref;
        g_autofree char *number = g_strdup_printf("%u", i);
        g_array_append_val(tied, value);
        add_constraint(numbers, ir_intern(l->unit, number));
    }
    for (guint i = 0; i < text->inputs->len; i++) {
        CXCursor input = children_at(kids, text->outputs->len + i);
        struct ir_ref value = lower_value(l, input).ref;
        g_array_append_val(operands, value);
        add_constraint(constraints,
                       constraint_of(l, g_array_index(text->inputs, struct pretty_operand, i).constraint, input));
    }
    if (tied->len) {
        g_array_append_vals(operands, tied->data, tied->len);
        g_array_append_vals(constraints, numbers->data, numbers->len);
    }
}

static ir_id add_asm(struct lower *l, const struct pretty_asm *text, GArray *constraints)
{
    struct ir_asm entry = {.template = text->template,
                           .constraints = constraints,
                           .clobbers = strings_new(),
                           .n_outputs = text->outputs->len,
                           .n_labels = text->labels->len,
                           .is_volatile = text->is_volatile};
    if (text->clobbers->len)
        g_array_append_vals(entry.clobbers, text->clobbers->data, text->clobbers->len);
    g_array_append_val(l->function->asms, entry);
    return l->function->asms->len - 1;
}

static void emit_goto(struct lower *l, struct ir_inst inst, const struct pretty_asm *text, const GArray *operands)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    struct ir_ref next = ir_build_block(l->builder, "asm.next");
    g_array_append_val(all, next);
    for (guint i = 0; i < text->labels->len; i++) {
        struct ir_ref block = jump_to_label(l, g_array_index(text->labels, const char *, i), inst.loc);
        g_array_append_val(all, block);
    }
    if (operands->len)
        g_array_append_vals(all, operands->data, operands->len);
    inst.op = IR_ASMGOTO;
    lower_emit(l, inst, (const struct ir_ref *)all->data, all->len);
    ir_build_at(l->builder, next);
}

void lower_asm(struct lower *l, CXCursor statement)
{
    struct pretty_asm text;
    g_auto(children) kids = lower_children(l, statement);
    if (!pretty_asm(l->pretty, statement, &text) || kids.n < text.outputs->len + text.inputs->len) {
        lower_unknown(l, statement, 0, "GCCAsmStmt", NULL, 0);
        return;
    }
    g_autoptr(GArray) operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    GArray *constraints = strings_new();
    lower_operands(l, &text, &kids, operands, constraints);
    struct ir_inst inst = {.op = IR_ASM, .loc = front_loc(l->front, statement), .is_volatile = text.is_volatile};
    inst.aux = add_asm(l, &text, constraints);
    if (text.labels->len)
        emit_goto(l, inst, &text, operands);
    else
        lower_emit(l, inst, (const struct ir_ref *)operands->data, operands->len);
}

/* libclang shows no child of a FileScopeAsmDecl, nor a kind of its own, but prints it: __asm ("…"), in one piece. */
void lower_file_asm(struct lower *l, CXCursor declaration)
{
    g_auto(CXString) printed = clang_getCursorPrettyPrinted(declaration, NULL);
    const char *text = clang_getCString(printed), *last = text ? strrchr(text, '"') : NULL;
    if (!last || !g_str_has_prefix(text, "__asm ("))
        return;
    g_autofree char *literal = g_strndup(text, (gsize)(last + 1 - text));
    struct ir_ref ref = literal_spelled(l, literal);
    struct ir_asm entry = {.template = g_array_index(l->unit->literals, const char *, ref.index),
                           .constraints = strings_new(),
                           .clobbers = strings_new(),
                           .is_volatile = true};
    g_array_append_val(l->function->asms, entry);
    struct ir_inst inst = {.op = IR_ASM, .loc = front_loc(l->front, declaration), .is_volatile = true};
    inst.aux = l->function->asms->len - 1;
    lower_emit(l, inst, NULL, 0);
}
