#include "front/literal.h"

#include <string.h>

#include "front/position.h"
#include "front/types.h"
#include "front/variables.h"

bool literal_evaluate(CXCursor expression, int64_t *ret_value)
{
    enum CXTypeKind type = clang_getCursorType(expression).kind;
    if (clang_getCursorKind(expression) == CXCursor_InitListExpr || type == CXType_Void || type == CXType_Invalid ||
        type == CXType_Dependent)
        return false; /* a designated initialiser has type void */
    CXEvalResult result = clang_Cursor_Evaluate(expression);
    if (!result)
        return false;
    bool is_integer = clang_EvalResult_getKind(result) == CXEval_Int;
    if (is_integer)
        *ret_value = clang_EvalResult_isUnsignedInt(result) ? (int64_t)clang_EvalResult_getAsUnsigned(result)
                                                            : clang_EvalResult_getAsLongLong(result);
    clang_EvalResult_dispose(result);
    return is_integer;
}

struct value literal_integer(struct lower *l, CXCursor literal)
{
    int64_t number;
    ir_id type = lower_type(l, literal);
    if (!literal_evaluate(literal, &number))
        return lower_unknown(l, literal, type, "literal", NULL, 0);
    return typed(lower_const(l, type, number), type);
}

/* The text of the token, which is the constant's name. */
static char *number_text(struct lower *l, CXCursor literal)
{
    CXFile file;
    unsigned offset;
    size_t length, n = 0;
    clang_getSpellingLocation(clang_getRangeStart(clang_getCursorExtent(literal)), &file, NULL, NULL, &offset);
    const char *text = file ? front_file_text(l->front, file, &length) : NULL;
    while (text && n < 64 && offset + n < length &&
           (g_ascii_isalnum(text[offset + n]) || text[offset + n] == '.' ||
            (n && strchr("+-", text[offset + n]) && strchr("eEpP", text[offset + n - 1]))))
        n++;
    return n ? g_strndup(text + offset, n) : NULL;
}

static char *evaluated_text(CXCursor literal)
{
    CXEvalResult result = clang_Cursor_Evaluate(literal);
    char *text = NULL;
    if (result && clang_EvalResult_getKind(result) == CXEval_Float)
        text = g_strdup_printf("%.17g", clang_EvalResult_getAsDouble(result));
    if (result)
        clang_EvalResult_dispose(result);
    return text;
}

struct value literal_floating(struct lower *l, CXCursor literal)
{
    ir_id type = lower_type(l, literal);
    g_autofree char *text = number_text(l, literal);
    if (!text || !g_ascii_isxdigit(text[*text == '.' ? 1 : 0])) {
        g_free(text);
        text = evaluated_text(literal);
    }
    return typed(ir_ref(IR_REF_CONST, ir_add_const(l->unit, type, 0, text ? text : "?")), type);
}

static char simple_escape(char c)
{
    static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
    const char *at = strchr(from, c);
    return at && c ? to[at - from] : c;
}

/* Clang spells a literal in one piece, escapes by name or in octal, those of wide strings in hexadecimal. A text of the
 * unit ends at its first NUL. */
static char *unescape(const char *spelled)
{
    GString *text = g_string_new(NULL);
    const char *p = strchr(spelled, '"');
    for (p = p ? p + 1 : ""; *p && !(*p == '"' && p[1] == '\0'); p++) {
        if (*p != '\\' || p[1] == '\0') {
            g_string_append_c(text, *p);
            continue;
        }
        char *end = (char *)++p + 1;
        if (*p >= '0' && *p <= '7') {
            g_autofree char *digits = g_strndup(p, 3);
            g_string_append_c(text, (char)g_ascii_strtoull(digits, &end, 8));
            end = (char *)p + (end - digits);
        } else if (strchr("xuU", *p)) {
            g_string_append_unichar(text, (gunichar)MIN(g_ascii_strtoull(p + 1, &end, 16), 0x10ffff));
        } else {
            g_string_append_c(text, simple_escape(*p));
        }
        p = end - 1;
    }
    return g_string_free(text, FALSE);
}

struct ir_ref literal_string(struct lower *l, CXCursor literal)
{
    g_auto(CXString) spelling = clang_getCursorSpelling(literal);
    const char *spelled = clang_getCString(spelling);
    return literal_spelled(l, spelled ? spelled : "");
}

struct ir_ref literal_spelled(struct lower *l, const char *spelled)
{
    g_autofree char *text = unescape(spelled);
    return ir_ref(IR_REF_STRING, ir_add_literal(l->unit, text));
}

struct value literal_enumerator(struct lower *l, CXCursor reference, CXCursor decl)
{
    ir_id type = lower_type(l, reference);
    g_auto(CXString) name = clang_getCursorSpelling(decl);
    bool is_signed = lower_type_at(l, type)->is_signed;
    int64_t number =
        is_signed ? clang_getEnumConstantDeclValue(decl) : (int64_t)clang_getEnumConstantDeclUnsignedValue(decl);
    return typed(ir_ref(IR_REF_CONST, ir_add_const(l->unit, type, number, clang_getCString(name))), type);
}

/* sizeof a VLA: the size that its declaration computed, or that of the type written here. */
static struct value variable_size(struct lower *l, CXCursor expression, ir_id type)
{
    g_auto(children) kids = lower_children(l, expression);
    ir_id loc = front_loc(l->front, expression);
    CXCursor operand = kids.n ? lower_strip(l, children_last(&kids)) : expression;
    struct ir_ref local;
    if (clang_getCursorKind(operand) == CXCursor_DeclRefExpr &&
        lower_variable_size(l, clang_getCursorReferenced(operand), &local))
        return lower_load(l, (struct place){.address = local, .type = l->size_type}, loc);
    return lower_unknown(l, expression, type, "variable size", NULL, 0);
}

struct value literal_size(struct lower *l, CXCursor expression)
{
    int64_t size;
    ir_id type = lower_type(l, expression);
    if (literal_evaluate(expression, &size))
        return typed(lower_const(l, type, size), type);
    return variable_size(l, expression, type);
}

/* offsetof(T, array[i]): the members' offsets add up, an index is scaled by its element. */
struct value literal_offset(struct lower *l, CXCursor offset_of)
{
    int64_t offset = 0;
    ir_id type = lower_type(l, offset_of), loc = front_loc(l->front, offset_of);
    if (literal_evaluate(offset_of, &offset))
        return typed(lower_const(l, type, offset), type);
    struct ir_ref sum = ir_ref(IR_REF_NONE, 0);
    struct ir_inst mul = {.op = IR_MUL, .type = type, .loc = loc, .aux = IR_NONE}, add = mul;
    add.op = IR_ADD;
    CXType object = {.kind = CXType_Invalid};
    g_auto(children) all = lower_all_children(l, offset_of);
    for (guint i = 0; i < all.n; i++) {
        CXCursor step = children_at(&all, i);
        if (clang_getCursorKind(step) == CXCursor_MemberRef) {
            CXCursor field = clang_getCursorReferenced(step);
            offset += MAX(clang_Cursor_getOffsetOfField(field), 0) / 8;
            object = clang_getCursorType(field);
        } else if (clang_isExpression(clang_getCursorKind(step)) && object.kind != CXType_Invalid) {
            object = clang_getArrayElementType(clang_getCanonicalType(object));
            struct ir_ref size = lower_const(l, type, MAX(clang_Type_getSizeOf(object), 0));
            struct ir_ref part = lower_emit2(l, mul, lower_value_as(l, step, type).ref, size);
            sum = sum.kind == IR_REF_NONE ? part : lower_emit2(l, add, sum, part);
        }
    }
    struct ir_ref fixed = lower_const(l, type, offset);
    return typed(sum.kind == IR_REF_NONE ? fixed : lower_emit2(l, add, sum, fixed), type);
}
