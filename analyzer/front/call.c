#include "front/call.h"

#include <string.h>

#include "front/position.h"
#include "front/symbols.h"
#include "front/types.h"

bool call_passes_first_argument(CXCursor call)
{
    g_auto(CXString) spelling = clang_getCursorSpelling(call);
    const char *name = clang_getCString(spelling);
    return name && g_str_has_prefix(name, "__builtin_expect");
}

bool call_is_constant_p(CXCursor call)
{
    g_auto(CXString) spelling = clang_getCursorSpelling(call);
    return g_strcmp0(clang_getCString(spelling), "__builtin_constant_p") == 0;
}

/* The entry that every `call` instruction has. */
static ir_id call_texts(struct lower *l, const children *kids)
{
    struct ir_call entry = {.texts = g_array_new(FALSE, FALSE, sizeof(const char *))};
    for (guint i = 1; i < kids->n; i++) {
        const char *text = front_source_text(l->front, children_at(kids, i));
        if (!text)
            text = ir_intern(l->unit, "");
        g_array_append_val(entry.texts, text);
    }
    g_array_append_val(l->function->calls, entry);
    return l->function->calls->len - 1;
}

/* The function that is called by name: under `*`, `&`, brackets and decay nothing else can be (6.5.3.2p4). */
static bool direct_callee(struct lower *l, CXCursor callee, ir_id *ret_symbol)
{
    for (;;) {
        enum CXCursorKind kind = clang_getCursorKind(callee);
        if (kind == CXCursor_DeclRefExpr) {
            CXCursor decl = clang_getCursorReferenced(callee);
            if (clang_getCursorKind(decl) != CXCursor_FunctionDecl)
                return false;
            front_reach(l->front, decl);
            *ret_symbol = front_symbol(l->front, decl);
            return *ret_symbol != IR_NONE;
        }
        bool is_deref =
            kind == CXCursor_UnaryOperator && (clang_getCursorUnaryOperatorKind(callee) == CXUnaryOperator_Deref ||
                                               clang_getCursorUnaryOperatorKind(callee) == CXUnaryOperator_AddrOf);
        g_auto(children) kids = lower_children(l, callee);
        if (kids.n != 1 || !(is_deref || kind == CXCursor_ParenExpr || kind == CXCursor_UnexposedExpr))
            return false;
        callee = children_at(&kids, 0);
    }
}

static struct ir_ref callee_ref(struct lower *l, CXCursor callee)
{
    ir_id symbol;
    if (direct_callee(l, callee, &symbol))
        return ir_ref(IR_REF_SYMBOL, symbol);
    return lower_pointer(l, callee).ref;
}

static bool type_says_noreturn(CXCursor callee)
{
    g_auto(CXString) spelling = clang_getTypeSpelling(clang_getCursorType(callee));
    const char *text = clang_getCString(spelling);
    return text && strstr(text, "noreturn") != NULL;
}

static bool returns(struct lower *l, struct ir_ref callee, CXCursor expression)
{
    if (callee.kind == IR_REF_SYMBOL)
        return !ir_symbol_at(l->unit, callee.index)->is_noreturn;
    return !type_says_noreturn(expression);
}

struct value call_plain(struct lower *l, CXCursor call, const children *kids, bool is_cast_to_void)
{
    g_autoptr(GArray) operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    struct ir_ref callee = callee_ref(l, children_at(kids, 0));
    g_array_append_val(operands, callee);
    for (guint i = 1; i < kids->n; i++) {
        struct ir_ref argument = lower_value(l, children_at(kids, i)).ref;
        g_array_append_val(operands, argument);
    }
    struct ir_inst inst = {.op = IR_CALL,
                           .type = lower_type(l, call),
                           .loc = front_loc(l->front, call),
                           .aux = call_texts(l, kids),
                           .is_cast_to_void = is_cast_to_void};
    struct ir_ref result = lower_emit(l, inst, (const struct ir_ref *)operands->data, operands->len);
    if (!returns(l, callee, children_at(kids, 0)))
        lower_emit(l, (struct ir_inst){.op = IR_UNREACHABLE, .loc = inst.loc, .aux = IR_NONE}, NULL, 0);
    return inst.type ? typed(result, inst.type) : lower_void();
}

struct value call_value(struct lower *l, CXCursor call, bool is_cast_to_void)
{
    g_auto(children) kids = lower_children(l, call);
    struct value value;
    if (kids.n == 0)
        return lower_unknown(l, call, lower_type(l, call), "CallExpr", NULL, 0);
    g_auto(CXString) spelling = clang_getCursorSpelling(call);
    const char *name = clang_getCString(spelling);
    if (name && g_str_has_prefix(name, "__builtin_") && builtin_value(l, name, call, &kids, &value))
        return value;
    return call_plain(l, call, &kids, is_cast_to_void);
}
