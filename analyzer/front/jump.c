#include "front/jump.h"

#include "front/literal.h"
#include "front/position.h"
#include "front/stmt.h"
#include "front/types.h"
#include "front/variables.h"

/* The switch whose body is being lowered. */
struct cases {
    ir_id type;      /* of the promoted controlling expression */
    GArray *triples; /* struct ir_ref: low, high, block */
    struct ir_ref otherwise;
};

/* switch (sizeof x) is decided while compiling: the other cases are dead. */
static struct ir_ref decided_case(const struct lower *l, const struct cases *cases, int64_t number)
{
    const struct ir_ref *triples = (const struct ir_ref *)cases->triples->data;
    for (guint i = 0; i + 2 < cases->triples->len; i += 3) {
        int64_t low = 0, high = 0;
        if (lower_constant(l, triples[i], &low) && lower_constant(l, triples[i + 1], &high) && number >= low &&
            number <= high)
            return triples[i + 2];
    }
    return cases->otherwise;
}

static void end_switch(struct lower *l, const struct cases *cases, struct ir_ref value, ir_id loc)
{
    int64_t number;
    if (lower_constant(l, value, &number)) {
        lower_branch(l, decided_case(l, cases, number), loc);
        return;
    }
    g_autoptr(GArray) operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    g_array_append_val(operands, value);
    g_array_append_val(operands, cases->otherwise);
    if (cases->triples->len)
        g_array_append_vals(operands, cases->triples->data, cases->triples->len);
    struct ir_inst inst = {.op = IR_SWITCH, .loc = loc, .aux = IR_NONE};
    lower_emit(l, inst, (const struct ir_ref *)operands->data, operands->len);
}

/* The cases are known only behind the body; what stands before the first of them is never reached. */
void lower_switch(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    if (kids.n < 2) {
        lower_unknown(l, statement, 0, "SwitchStmt", NULL, 0);
        return;
    }
    struct value value = lower_value(l, children_at(&kids, 0));
    bool is_integer = lower_type_at(l, value.type)->kind == IR_TYPE_INT;
    struct ir_ref head = ir_build_here(l->builder);
    struct ir_ref body = ir_build_block(l->builder, "switch.body"), end = ir_build_block(l->builder, "switch.end");
    if (head.kind == IR_REF_NONE) {
        head = ir_build_block(l->builder, "dead");
        ir_build_at(l->builder, head);
    }
    g_autoptr(GArray) triples = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    struct cases cases = {is_integer ? value.type : l->int_type, triples, end}, *outer = l->cases;
    struct exit_to outer_break = l->on_break;
    l->cases = &cases;
    l->on_break = (struct exit_to){end, l->cleanups};
    ir_build_at(l->builder, body);
    lower_statement(l, children_last(&kids));
    lower_branch(l, end, front_loc(l->front, statement));
    l->cases = outer;
    l->on_break = outer_break;
    ir_build_at(l->builder, head);
    end_switch(l, &cases, value.ref, front_loc(l->front, statement));
    ir_build_at(l->builder, end);
}

/* 6.8.4.2p5: labels are converted to the type of the controlling expression; an enumerator keeps its name. */
static struct ir_ref case_const(struct lower *l, CXCursor label, int64_t number)
{
    struct value value = typed(lower_const(l, l->ptrdiff_type, number), l->ptrdiff_type);
    label = lower_strip(l, label);
    CXCursor decl = clang_getCursorReferenced(label);
    if (clang_getCursorKind(label) == CXCursor_DeclRefExpr && clang_getCursorKind(decl) == CXCursor_EnumConstantDecl)
        value = literal_enumerator(l, label, decl);
    return lower_convert(l, value, l->cases->type, 0).ref;
}

static bool add_case(struct lower *l, const children *kids, struct ir_ref block)
{
    int64_t low, high;
    if (kids->n == 0 || !literal_evaluate(children_at(kids, 0), &low))
        return false;
    high = low;
    if (kids->n > 2 && !literal_evaluate(children_at(kids, 1), &high)) /* GNU: case low ... high */
        return false;
    struct ir_ref triple[3] = {case_const(l, children_at(kids, 0), low),
                               case_const(l, children_at(kids, kids->n > 2), high), block};
    g_array_append_vals(l->cases->triples, triple, 3);
    return true;
}

CXCursor lower_case(struct lower *l, CXCursor statement, bool *ret_found)
{
    ir_id loc = front_loc(l->front, statement);
    struct ir_ref block = ir_build_block(l->builder, "case");
    lower_continue_in(l, block, loc);
    for (;;) {
        bool is_default = clang_getCursorKind(statement) == CXCursor_DefaultStmt;
        g_auto(children) kids = lower_children(l, statement);
        if (is_default && l->cases)
            l->cases->otherwise = block;
        else if (!l->cases || !add_case(l, &kids, block))
            lower_unknown(l, statement, 0, "CaseStmt", NULL, 0);
        *ret_found = kids.n > (is_default ? 0u : 1u);
        if (!*ret_found)
            return statement;
        statement = children_last(&kids);
        enum CXCursorKind kind = clang_getCursorKind(statement);
        if (kind != CXCursor_CaseStmt && kind != CXCursor_DefaultStmt)
            return statement;
    }
}

static void leave_to(struct lower *l, CXCursor statement, const struct exit_to *to, const char *reason)
{
    if (to->block.kind == IR_REF_NONE) {
        lower_unknown(l, statement, 0, reason, NULL, 0);
        return;
    }
    lower_cleanups(l, to->cleanups);
    lower_branch(l, to->block, front_loc(l->front, statement));
}

void lower_break(struct lower *l, CXCursor statement)
{
    leave_to(l, statement, &l->on_break, "BreakStmt");
}

void lower_continue(struct lower *l, CXCursor statement)
{
    leave_to(l, statement, &l->on_continue, "ContinueStmt");
}

/* The value is computed before the cleanups run. */
void lower_return(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    ir_id type = lower_type_at(l, l->function->type)->target;
    struct value value = lower_void();
    if (kids.n && type)
        value = lower_value_as(l, children_at(&kids, 0), front_unqualified(l->front, type));
    else if (kids.n)
        lower_effect(l, children_at(&kids, 0));
    lower_cleanups(l, NULL);
    struct ir_inst inst = {.op = IR_RET, .loc = front_loc(l->front, statement), .aux = IR_NONE};
    lower_emit(l, inst, &value.ref, value.ref.kind == IR_REF_NONE ? 0 : 1);
}
