#include "front/hidden.h"

#include <string.h>

#include "front/atomic.h"
#include "front/generic.h"
#include "front/literal.h"
#include "front/logic.h"
#include "front/position.h"
#include "front/types.h"

/* CAST also stands for other nodes that add nothing: __func__, constant expressions. */
enum hidden {
    HIDDEN_CAST,
    HIDDEN_CHOOSE,
    HIDDEN_ELVIS,
    HIDDEN_VA_ARG,
    HIDDEN_OFFSETOF,
    HIDDEN_ATOMIC,
    HIDDEN_CONSTANT,
    HIDDEN_OTHER
};

static const struct {
    const char *word;
    bool is_prefix;
    enum hidden hidden;
} hidden_words[] = {
    {"__builtin_choose_expr", false, HIDDEN_CHOOSE},
    {"__builtin_va_arg", false, HIDDEN_VA_ARG},
    {"__builtin_offsetof", false, HIDDEN_OFFSETOF},
    {"__builtin_convertvector", false, HIDDEN_CAST},
    {"__atomic_", true, HIDDEN_ATOMIC},
    {"__c11_atomic_", true, HIDDEN_ATOMIC},
    {"__scoped_atomic_", true, HIDDEN_ATOMIC},
    {"__builtin_types_compatible_p", false, HIDDEN_CONSTANT},
};

void hidden_first_word(struct lower *l, CXCursor expression, char ret_word[64])
{
    CXFile file;
    unsigned offset;
    size_t length;
    clang_getSpellingLocation(clang_getRangeStart(clang_getCursorExtent(expression)), &file, NULL, NULL, &offset);
    const char *text = file ? front_file_text(l->front, file, &length) : NULL;
    size_t n = 0;
    while (text && n < 63 && offset + n < length && (g_ascii_isalnum(text[offset + n]) || text[offset + n] == '_')) {
        ret_word[n] = text[offset + n];
        n++;
    }
    ret_word[n] = '\0';
}

static enum hidden by_word(struct lower *l, CXCursor expression)
{
    char word[64];
    hidden_first_word(l, expression, word);
    for (size_t i = 0; i < G_N_ELEMENTS(hidden_words); i++)
        if (hidden_words[i].is_prefix ? g_str_has_prefix(word, hidden_words[i].word)
                                      : strcmp(word, hidden_words[i].word) == 0)
            return hidden_words[i].hidden;
    return HIDDEN_OTHER;
}

static bool has_member_reference(struct lower *l, CXCursor expression)
{
    g_auto(children) all = lower_all_children(l, expression);
    for (guint i = 0; i < all.n; i++)
        if (clang_getCursorKind(children_at(&all, i)) == CXCursor_MemberRef)
            return true;
    return false;
}

/* An implicit cast has the place of its operand; whatever has a longer one begins with a word that says what it is. The
 * x of `x ?: y` is visited as operand, condition and first arm, so it also begins with x. */
static enum hidden kind_of(struct lower *l, CXCursor expression, const children *kids)
{
    if (kids->n == 1 &&
        clang_equalRanges(clang_getCursorExtent(expression), clang_getCursorExtent(children_at(kids, 0))))
        return HIDDEN_CAST;
    if (kids->n == 4 && clang_equalCursors(children_at(kids, 0), children_at(kids, 1)))
        return HIDDEN_ELVIS;
    enum hidden hidden = by_word(l, expression);
    if (hidden != HIDDEN_OTHER)
        return hidden == HIDDEN_CAST && kids->n == 0 ? HIDDEN_OTHER : hidden;
    if (kids->n == 0)
        return HIDDEN_CONSTANT;
    if (has_member_reference(l, expression))
        return HIDDEN_OFFSETOF;
    if (kids->n == 3)
        return HIDDEN_CHOOSE;
    return kids->n == 1 ? HIDDEN_CAST : HIDDEN_OTHER;
}

static bool chosen_arm(const children *kids, CXCursor *ret_arm)
{
    int64_t condition;
    if (kids->n != 3 || !literal_evaluate(children_at(kids, 0), &condition))
        return false;
    *ret_arm = children_at(kids, condition ? 1 : 2);
    return true;
}

static bool is_aggregate(struct lower *l, CXCursor expression)
{
    enum ir_type_kind kind = lower_type_at(l, front_type(l->front, clang_getCursorType(expression)))->kind;
    return kind == IR_TYPE_RECORD || kind == IR_TYPE_ARRAY;
}

bool hidden_chosen(struct lower *l, CXCursor expression, CXCursor *ret_inner)
{
    if (clang_getCursorKind(expression) == CXCursor_GenericSelectionExpr)
        return generic_chosen(l, expression, ret_inner);
    g_auto(children) kids = lower_children(l, expression);
    enum hidden hidden = kind_of(l, expression, &kids);
    if (hidden == HIDDEN_CHOOSE)
        return chosen_arm(&kids, ret_inner);
    if (hidden != HIDDEN_CAST || !is_aggregate(l, expression) || !is_aggregate(l, children_at(&kids, 0)))
        return false;
    *ret_inner = children_at(&kids, 0);
    return true;
}

bool hidden_is_constant(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    enum hidden hidden = kind_of(l, expression, &kids);
    return hidden == HIDDEN_CONSTANT || (hidden == HIDDEN_OFFSETOF && kids.n == 0);
}

/* What is not known to be pure is evaluated all the same; what it gives is unknown. */
static struct value other(struct lower *l, CXCursor expression, const children *kids, const char *reason)
{
    g_autoptr(GArray) operands = g_array_new(FALSE, FALSE, sizeof(struct ir_ref));
    for (guint i = 0; i < kids->n; i++) {
        struct ir_ref operand = lower_value(l, children_at(kids, i)).ref;
        g_array_append_val(operands, operand);
    }
    return lower_unknown(l, expression, lower_type(l, expression), reason, (const struct ir_ref *)operands->data,
                         operands->len);
}

static struct value va_arg_value(struct lower *l, CXCursor expression, const children *kids)
{
    struct value list = lower_pointer(l, children_at(kids, 0));
    struct ir_inst inst = {
        .op = IR_VAARG, .type = lower_type(l, expression), .loc = front_loc(l->front, expression), .aux = IR_NONE};
    return typed(lower_emit1(l, inst, list.ref), inst.type);
}

static struct value named_unknown(struct lower *l, CXCursor expression, const children *kids)
{
    char word[64];
    hidden_first_word(l, expression, word);
    return other(l, expression, kids, g_str_has_prefix(word, "__") ? word : "UnexposedExpr");
}

static struct value constant_value(struct lower *l, CXCursor expression, const children *kids)
{
    int64_t number;
    ir_id type = lower_type(l, expression);
    if (!type || !literal_evaluate(expression, &number))
        return named_unknown(l, expression, kids);
    return typed(lower_const(l, type, number), type);
}

struct value hidden_value(struct lower *l, CXCursor expression)
{
    g_auto(children) kids = lower_children(l, expression);
    CXCursor arm;
    switch (kind_of(l, expression, &kids)) {
    case HIDDEN_CAST:
        return lower_convert(l, lower_any(l, children_at(&kids, 0)), lower_type(l, expression),
                             front_loc(l->front, expression));
    case HIDDEN_CHOOSE:
        return chosen_arm(&kids, &arm) ? lower_any(l, arm) : other(l, expression, &kids, "__builtin_choose_expr");
    case HIDDEN_ELVIS:
        return logic_elvis(l, expression, &kids);
    case HIDDEN_VA_ARG:
        return kids.n ? va_arg_value(l, expression, &kids) : named_unknown(l, expression, &kids);
    case HIDDEN_OFFSETOF:
        return literal_offset(l, expression);
    case HIDDEN_ATOMIC:
        return atomic_value(l, expression, &kids);
    case HIDDEN_CONSTANT:
        return constant_value(l, expression, &kids);
    case HIDDEN_OTHER:
        break;
    }
    return named_unknown(l, expression, &kids);
}

struct value hidden_generic(struct lower *l, CXCursor generic)
{
    CXCursor arm;
    if (generic_chosen(l, generic, &arm))
        return lower_any(l, arm);
    return lower_unknown(l, generic, lower_type(l, generic), "_Generic", NULL, 0);
}
