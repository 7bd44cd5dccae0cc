#include "ir/access.h"
#include "ir/build.h"
#include "ir/names_p.h"
#include "ir/ops_p.h"

#include <string.h>

/* Bounds of a text: where one is met it ends in "…". */
enum { DEEPEST = 24, MOST_PARTS = 128, LONGEST = 240, LONGEST_STRING = 40 };

/* How tightly C binds; an operand that binds less tightly than its place asks for gets parentheses. */
enum binding {
    LOOSEST,
    CONDITIONAL,
    LOGICAL_OR,
    LOGICAL_AND,
    BIT_OR,
    BIT_XOR,
    BIT_AND,
    EQUALITY,
    RELATION,
    SHIFT,
    SUM,
    PRODUCT,
    PREFIX,
    POSTFIX
};

struct speaker {
    const struct ir_unit *unit;
    const struct ir_function *function;
    GString *out;
    unsigned depth, parts;
};

static const struct {
    enum ir_op op;
    enum binding binding;
    const char *sign;
} binary_ops[] = {
    {IR_ADD, SUM, "+"},      {IR_SUB, SUM, "-"},     {IR_PTRDIFF, SUM, "-"},  {IR_MUL, PRODUCT, "*"},
    {IR_DIV, PRODUCT, "/"},  {IR_REM, PRODUCT, "%"}, {IR_AND, BIT_AND, "&"},  {IR_OR, BIT_OR, "|"},
    {IR_XOR, BIT_XOR, "^"},  {IR_SHL, SHIFT, "<<"},  {IR_SHR, SHIFT, ">>"},   {IR_EQ, EQUALITY, "=="},
    {IR_NE, EQUALITY, "!="}, {IR_LT, RELATION, "<"}, {IR_LE, RELATION, "<="}, {IR_GT, RELATION, ">"},
    {IR_GE, RELATION, ">="},
};

static void say_value(struct speaker *s, struct ir_ref ref, enum binding place);
static void say_object(struct speaker *s, struct ir_ref address, enum binding place);

static void say(struct speaker *s, const char *text)
{
    g_string_append(s->out, text);
}

static bool open_parenthesis(struct speaker *s, enum binding binding, enum binding place)
{
    bool is_needed = binding < place;
    say(s, is_needed ? "(" : "");
    return is_needed;
}

static void close_parenthesis(struct speaker *s, bool is_open)
{
    say(s, is_open ? ")" : "");
}

static const struct ir_inst *inst_of(const struct speaker *s, struct ir_ref ref)
{
    return ref.kind == IR_REF_TEMP ? ir_inst_at(s->function, ref.index) : NULL;
}

static struct ir_ref operand(const struct speaker *s, const struct ir_inst *inst, uint32_t i)
{
    return ir_operand(s->function, inst, i);
}

/* The type of the object at an address, or IR_NONE. */
static ir_id object_type(const struct speaker *s, struct ir_ref address)
{
    ir_id type = ir_ref_type(s->unit, s->function, address);
    if (type != IR_NONE)
        return ir_type_at(s->unit, type)->target;
    if (address.kind == IR_REF_LOCAL)
        return g_array_index(s->function->locals, struct ir_local, address.index).type;
    return address.kind == IR_REF_SYMBOL ? ir_symbol_at(s->unit, address.index)->type : IR_NONE;
}

/* An array or function stands for its address. */
static bool decays(const struct speaker *s, struct ir_ref address)
{
    ir_id type = object_type(s, address);
    if (type == IR_NONE)
        return false;
    enum ir_type_kind kind = ir_type_at(s->unit, type)->kind;
    return kind == IR_TYPE_ARRAY || kind == IR_TYPE_FUNCTION;
}

static bool is_zero(const struct speaker *s, struct ir_ref ref)
{
    int64_t value;
    return ir_fold(s->unit, s->function, ref, &value) && value == 0;
}

/* Whether an address is written as the object with & in front, not as a pointer's value. Dead code may hold
 * instructions that use each other in a circle: hence the limit. */
static bool is_place(const struct speaker *s, struct ir_ref address)
{
    for (unsigned i = 0; i < DEEPEST; i++) {
        const struct ir_inst *inst = inst_of(s, address);
        if (!inst)
            return address.kind == IR_REF_LOCAL || address.kind == IR_REF_SYMBOL;
        if (inst->op != IR_INDEX)
            return inst->op == IR_FIELD;
        address = operand(s, inst, 0);
    }
    return false;
}

static const char *type_name(const struct speaker *s, ir_id type)
{
    const char *name = ir_type_at(s->unit, type)->name;
    return name ? name : "…";
}

static void say_cast(struct speaker *s, ir_id type, struct ir_ref value, enum binding place)
{
    bool is_open = open_parenthesis(s, PREFIX, place);
    g_string_append_printf(s->out, "(%s)", type_name(s, type));
    say_value(s, value, PREFIX);
    close_parenthesis(s, is_open);
}

static void say_field(struct speaker *s, const struct ir_inst *inst)
{
    struct ir_ref base = operand(s, inst, 0);
    const struct ir_type *record = ir_record_pointed_to(s->unit, s->function, base);
    const struct ir_inst *cast = inst_of(s, base);
    if (is_place(s, base)) {
        say_object(s, base, POSTFIX);
        say(s, ".");
    } else {
        if (cast && cast->op == IR_BITCAST)
            say_cast(s, cast->type, operand(s, cast, 0), POSTFIX);
        else
            say_value(s, base, POSTFIX);
        say(s, "->");
    }
    say(s, g_array_index(record->fields, struct ir_field, inst->aux).name);
}

static void say_element(struct speaker *s, const struct ir_inst *inst)
{
    struct ir_ref base = operand(s, inst, 0);
    if (is_place(s, base))
        say_object(s, base, POSTFIX);
    else
        say_value(s, base, POSTFIX);
    say(s, "[");
    say_value(s, operand(s, inst, 1), LOOSEST);
    say(s, "]");
}

static void say_pointee(struct speaker *s, struct ir_ref address, enum binding place)
{
    const struct ir_inst *inst = inst_of(s, address);
    bool is_open = open_parenthesis(s, PREFIX, place);
    say(s, "*");
    if (inst && inst->op == IR_BITCAST)
        say_cast(s, inst->type, operand(s, inst, 0), PREFIX);
    else
        say_value(s, address, PREFIX);
    close_parenthesis(s, is_open);
}

static void say_name(struct speaker *s, const char *name)
{
    say(s, *name ? name : "…");
}

/* True when there is room for another part; else the text ends here. */
static bool enter(struct speaker *s)
{
    if (s->depth == 0 || s->parts == 0 || s->out->len > LONGEST) {
        say(s, g_str_has_suffix(s->out->str, "…") ? "" : "…");
        return false;
    }
    s->depth--;
    s->parts--;
    return true;
}

/* The object that an address is the address of. */
static void say_object(struct speaker *s, struct ir_ref address, enum binding place)
{
    const struct ir_inst *inst = inst_of(s, address);
    if (!enter(s))
        return;
    if (address.kind == IR_REF_LOCAL)
        say_name(s, g_array_index(s->function->locals, struct ir_local, address.index).name);
    else if (address.kind == IR_REF_SYMBOL)
        say_name(s, ir_symbol_at(s->unit, address.index)->name);
    else if (inst && inst->op == IR_FIELD)
        say_field(s, inst);
    else if (inst && inst->op == IR_INDEX)
        say_element(s, inst);
    else
        say_pointee(s, address, place);
    s->depth++;
}

static void say_address(struct speaker *s, struct ir_ref address, enum binding place)
{
    if (decays(s, address)) {
        say_object(s, address, place);
        return;
    }
    bool is_open = open_parenthesis(s, PREFIX, place);
    say(s, "&");
    say_object(s, address, PREFIX);
    close_parenthesis(s, is_open);
}

/* `p + i`; an array's first element is the array. */
static void say_index(struct speaker *s, const struct ir_inst *inst, enum binding place)
{
    struct ir_ref base = operand(s, inst, 0), offset = operand(s, inst, 1);
    if (is_zero(s, offset)) {
        say_value(s, base, place);
        return;
    }
    bool is_open = open_parenthesis(s, SUM, place);
    say_value(s, base, SUM);
    say(s, " + ");
    say_value(s, offset, SUM + 1);
    close_parenthesis(s, is_open);
}

static void say_string(struct speaker *s, const char *text)
{
    size_t n = strlen(text);
    g_autofree char *start = g_strndup(text, MIN(n, LONGEST_STRING));
    ir_print_quoted(s->out, start, '"');
    if (n > LONGEST_STRING)
        g_string_insert(s->out, (gssize)s->out->len - 1, "…");
}

static void say_const(struct speaker *s, struct ir_ref ref)
{
    const struct ir_const *value = &g_array_index(s->unit->consts, struct ir_const, ref.index);
    const struct ir_type *type = ir_type_at(s->unit, value->type);
    if (value->name)
        say(s, value->name);
    else if (type->kind == IR_TYPE_POINTER && value->value == 0)
        say(s, "NULL");
    else if (type->kind == IR_TYPE_INT && !type->is_signed)
        g_string_append_printf(s->out, "%" G_GUINT64_FORMAT, (guint64)value->value);
    else
        g_string_append_printf(s->out, "%" G_GINT64_FORMAT, value->value);
}

static void say_binary(struct speaker *s, const struct ir_inst *inst, enum binding place)
{
    for (size_t i = 0; i < G_N_ELEMENTS(binary_ops); i++) {
        if (binary_ops[i].op != inst->op)
            continue;
        bool is_open = open_parenthesis(s, binary_ops[i].binding, place);
        say_value(s, operand(s, inst, 0), binary_ops[i].binding);
        g_string_append_printf(s->out, " %s ", binary_ops[i].sign);
        say_value(s, operand(s, inst, 1), binary_ops[i].binding + 1);
        close_parenthesis(s, is_open);
        return;
    }
    say(s, "…");
}

static void say_prefix(struct speaker *s, const char *sign, struct ir_ref value, enum binding place)
{
    bool is_open = open_parenthesis(s, PREFIX, place);
    say(s, sign);
    say_value(s, value, PREFIX);
    close_parenthesis(s, is_open);
}

static void say_call(struct speaker *s, const struct ir_inst *inst)
{
    struct ir_ref callee = operand(s, inst, 0);
    const struct ir_symbol *symbol = ir_callee(s->unit, s->function, inst);
    if (symbol)
        say(s, symbol->name);
    else
        say_value(s, callee, POSTFIX);
    say(s, "(");
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        say(s, i > 1 ? ", " : "");
        say_value(s, operand(s, inst, i), CONDITIONAL);
    }
    say(s, ")");
}

/* Narrowing and changes between pointer, integer and float are told; what only widens or renames is not. */
static void say_conversion(struct speaker *s, const struct ir_inst *inst, enum binding place)
{
    bool is_told =
        inst->op == IR_TRUNC || inst->op == IR_INTTOPTR || inst->op == IR_PTRTOINT || inst->op == IR_FLOATCAST;
    if (is_told)
        say_cast(s, inst->type, operand(s, inst, 0), place);
    else
        say_value(s, operand(s, inst, 0), place);
}

static const struct ir_inst *terminator_of(const struct speaker *s, uint32_t block)
{
    const struct ir_block *at = ir_block_at(s->function, block);
    return ir_inst_at(s->function, at->first + at->n - 1);
}

/* The cbr that chooses between the two arms of a phi, or NULL. */
static const struct ir_inst *find_choice(const struct speaker *s, uint32_t yes, uint32_t no)
{
    for (uint32_t b = 0; b < s->function->blocks->len; b++) {
        const struct ir_inst *last = terminator_of(s, b);
        if (last->op == IR_CBR && operand(s, last, 1).index == yes && operand(s, last, 2).index == no)
            return last;
    }
    return NULL;
}

static void say_choice(struct speaker *s, struct ir_ref condition, struct ir_ref yes, struct ir_ref no,
                       enum binding place)
{
    bool is_open = open_parenthesis(s, CONDITIONAL, place);
    say_value(s, condition, CONDITIONAL + 1);
    say(s, " ? ");
    say_value(s, yes, CONDITIONAL);
    say(s, " : ");
    say_value(s, no, CONDITIONAL);
    close_parenthesis(s, is_open);
}

/* [a: 0, b: v] where a branches past b is `… && v`; [a: 1, b: v] is `… || v`. */
static bool say_logical(struct speaker *s, const struct ir_inst *phi, enum binding place)
{
    const struct ir_inst *last = terminator_of(s, operand(s, phi, 0).index);
    uint32_t right = operand(s, phi, 2).index;
    int64_t known;
    if (last->op != IR_CBR || !ir_fold(s->unit, s->function, operand(s, phi, 1), &known))
        return false;
    bool is_and = operand(s, last, 1).index == right && known == 0;
    bool is_or = operand(s, last, 2).index == right && known == 1;
    if (is_and == is_or)
        return false;
    enum binding binding = is_and ? LOGICAL_AND : LOGICAL_OR;
    bool is_open = open_parenthesis(s, binding, place);
    say_value(s, operand(s, last, 0), binding);
    say(s, is_and ? " && " : " || ");
    say_value(s, operand(s, phi, 3), binding + 1);
    close_parenthesis(s, is_open);
    return true;
}

static void say_phi(struct speaker *s, const struct ir_inst *phi, enum binding place)
{
    if (phi->n_operands == 4) {
        struct ir_ref a = operand(s, phi, 0), b = operand(s, phi, 2);
        const struct ir_inst *choice = find_choice(s, a.index, b.index), *other = find_choice(s, b.index, a.index);
        if (choice)
            say_choice(s, operand(s, choice, 0), operand(s, phi, 1), operand(s, phi, 3), place);
        else if (other)
            say_choice(s, operand(s, other, 0), operand(s, phi, 3), operand(s, phi, 1), place);
        if (choice || other || say_logical(s, phi, place))
            return;
    }
    say(s, "(");
    for (uint32_t i = 1; i < phi->n_operands; i += 2) {
        say(s, i > 1 ? " | " : "");
        say_value(s, operand(s, phi, i), BIT_OR + 1);
    }
    say(s, ")");
}

static void say_inst(struct speaker *s, struct ir_ref ref, enum binding place)
{
    const struct ir_inst *inst = inst_of(s, ref);
    switch ((enum ir_op)inst->op) {
    case IR_LOAD:
        say_object(s, operand(s, inst, 0), place);
        break;
    case IR_FIELD:
        say_address(s, ref, place);
        break;
    case IR_INDEX:
        say_index(s, inst, place);
        break;
    case IR_NEG:
        say_prefix(s, "-", operand(s, inst, 0), place);
        break;
    case IR_NOT:
        say_prefix(s, "~", operand(s, inst, 0), place);
        break;
    case IR_CALL:
        say_call(s, inst);
        break;
    case IR_PHI:
        say_phi(s, inst, place);
        break;
    case IR_ALLOCA:
        say_prefix(s, "alloca", operand(s, inst, 0), place);
        break;
    case IR_VAARG:
        say(s, "va_arg(");
        say_object(s, operand(s, inst, 0), LOOSEST);
        g_string_append_printf(s->out, ", %s)", type_name(s, inst->type));
        break;
    default:
        if (inst->op >= IR_TRUNC && inst->op <= IR_FLOATCAST)
            say_conversion(s, inst, place);
        else
            say_binary(s, inst, place);
    }
}

/* A computation that is constant is its number; a constant by itself keeps its name. */
static void say_temp(struct speaker *s, struct ir_ref ref, enum binding place)
{
    int64_t value;
    const struct ir_type *type = ir_type_at(s->unit, inst_of(s, ref)->type);
    if (type->kind == IR_TYPE_INT && ir_fold(s->unit, s->function, ref, &value)) {
        bool is_widened = inst_of(s, ref)->op == IR_EXTEND || inst_of(s, ref)->op == IR_BITCAST;
        if (is_widened)
            say_inst(s, ref, place);
        else if (type->is_signed)
            g_string_append_printf(s->out, "%" G_GINT64_FORMAT, value);
        else
            g_string_append_printf(s->out, "%" G_GUINT64_FORMAT, (guint64)value);
        return;
    }
    say_inst(s, ref, place);
}

static void say_value(struct speaker *s, struct ir_ref ref, enum binding place)
{
    if (!enter(s))
        return;
    if (ref.kind == IR_REF_TEMP)
        say_temp(s, ref, place);
    else if (ref.kind == IR_REF_CONST)
        say_const(s, ref);
    else if (ref.kind == IR_REF_LOCAL || ref.kind == IR_REF_SYMBOL)
        say_address(s, ref, place);
    else if (ref.kind == IR_REF_STRING)
        say_string(s, g_array_index(s->unit->literals, const char *, ref.index));
    else if (ref.kind == IR_REF_BLOCK)
        g_string_append_printf(s->out, "&&%s", ir_block_at(s->function, ref.index)->name);
    s->depth++;
}

char *ir_expression(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref ref)
{
    struct speaker speaker = {unit, function, g_string_new(NULL), DEEPEST, MOST_PARTS};
    say_value(&speaker, ref, LOOSEST);
    return g_string_free(speaker.out, FALSE);
}
