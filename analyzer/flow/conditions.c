#include "flow/conditions.h"

#include "ir/arithmetic.h"
#include "ir/access.h"

static struct fact exactly(term_id subject, int64_t number)
{
    return (struct fact){.subject = subject, .low = number, .high = number};
}

static struct fact all_but(term_id subject, int64_t number)
{
    return (struct fact){
        .subject = subject, .low = INT64_MIN, .high = INT64_MAX, .except = number, .is_excluding = true};
}

/* As a signed integer of the type's width: one form for both signs. */
static int64_t as_signed(const struct ir_type *type, int64_t number)
{
    unsigned bits = type->size && type->size < 8 ? (unsigned)type->size * 8 : 64;
    return bits == 64 ? number : (int64_t)((uint64_t)number << (64 - bits)) >> (64 - bits);
}

struct comparison {
    enum ir_op op;
    term_id left, right;
    const struct ir_type *type;
};

static enum ir_op opposite(enum ir_op op)
{
    switch (op) {
    case IR_EQ:
        return IR_NE;
    case IR_NE:
        return IR_EQ;
    case IR_LT:
        return IR_GE;
    case IR_GE:
        return IR_LT;
    case IR_GT:
        return IR_LE;
    default:
        return IR_GT;
    }
}

static enum ir_op mirrored(enum ir_op op)
{
    switch (op) {
    case IR_LT:
        return IR_GT;
    case IR_GT:
        return IR_LT;
    case IR_LE:
        return IR_GE;
    case IR_GE:
        return IR_LE;
    default:
        return op;
    }
}

/* `subject op number` holds. */
static bool against_number(const struct comparison *c, term_id subject, int64_t number, struct fact *ret)
{
    bool is_unsigned = !c->type->is_signed;
    number = as_signed(c->type, number);
    *ret = (struct fact){.subject = subject, .low = INT64_MIN, .high = INT64_MAX};
    switch (c->op) {
    case IR_EQ:
        *ret = exactly(subject, number);
        return true;
    case IR_NE:
        *ret = all_but(subject, number);
        return true;
    case IR_LT:
    case IR_LE: /* an unsigned value that is not above a small number is not negative either */
        if (is_unsigned && number < 0)
            return false;
        ret->low = is_unsigned ? 0 : INT64_MIN;
        ret->high = number - (c->op == IR_LT && number > INT64_MIN);
        return true;
    default: /* an unsigned value above a number may look negative */
        if (is_unsigned)
            return c->op == IR_GT && number == 0 ? (*ret = all_but(subject, 0), true) : false;
        ret->low = number + (c->op == IR_GT && number < INT64_MAX);
        return true;
    }
}

/* Two values: one subject `left < right` or `left == right`, true or false. */
static bool against_value(const struct numbering *n, const struct comparison *c, struct fact *ret)
{
    bool swapped = c->op == IR_GT || c->op == IR_LE, equality = c->op == IR_EQ || c->op == IR_NE;
    bool holds = c->op == IR_EQ || c->op == IR_LT || c->op == IR_GT;
    term_id left = swapped ? c->right : c->left, right = swapped ? c->left : c->right;
    struct term term = {.kind = TERM_OPERATION,
                        .op = equality ? IR_EQ : IR_LT,
                        .cell = c->type->is_signed,
                        .a = equality ? MIN(left, right) : left,
                        .b = equality ? MAX(left, right) : right};
    *ret = exactly(term_of(numbering_terms(n), term), holds);
    return true;
}

bool condition_when(const struct numbering *n, const struct ir_unit *unit, term_id condition, bool holds,
                    struct fact *ret)
{
    const struct terms *terms = numbering_terms(n);
    const struct term *term = term_at(terms, condition);
    while (term->kind == TERM_OPERATION && term->op == IR_TOBOOL) {
        condition = term->a;
        term = term_at(terms, condition);
    }
    if (condition == TERM_UNKNOWN)
        return false;
    if (term->kind != TERM_OPERATION || !arithmetic_is_comparison((enum ir_op)term->op)) {
        *ret = holds ? all_but(condition, 0) : exactly(condition, 0);
        return true;
    }
    struct comparison c = {(enum ir_op)term->op, term->a, term->b, ir_type_at(unit, term->cell)};
    c.op = holds ? c.op : opposite(c.op);
    if (term_at(terms, c.right)->kind == TERM_CONST)
        return against_number(&c, c.left, term_at(terms, c.right)->number, ret);
    if (term_at(terms, c.left)->kind != TERM_CONST)
        return against_value(n, &c, ret);
    c.op = mirrored(c.op);
    return against_number(&c, c.right, term_at(terms, c.left)->number, ret);
}

static int64_t number_of(const struct ir_unit *unit, struct ir_ref ref)
{
    return g_array_index(unit->consts, struct ir_const, ref.index).value;
}

/* Of a block that several cases share: between the least and the greatest of them. */
static bool of_switch(const struct numbering *n, const struct ir_unit *unit, const struct ir_function *function,
                      const struct ir_inst *inst, uint32_t to, struct fact *ret)
{
    term_id subject = numbering_of(n, ir_operand(function, inst, 0));
    bool is_any = false;
    if (subject == TERM_UNKNOWN || ir_operand(function, inst, 1).index == to)
        return false;
    *ret = (struct fact){.subject = subject, .low = INT64_MAX, .high = INT64_MIN};
    for (uint32_t o = 2; o + 2 < inst->n_operands; o += 3) {
        if (ir_operand(function, inst, o + 2).index != to)
            continue;
        is_any = true;
        ret->low = MIN(ret->low, number_of(unit, ir_operand(function, inst, o)));
        ret->high = MAX(ret->high, number_of(unit, ir_operand(function, inst, o + 1)));
    }
    return is_any;
}

bool condition_of(const struct numbering *n, const struct ir_unit *unit, const struct ir_function *function,
                  uint32_t block, uint32_t to, struct fact *ret)
{
    const struct ir_block *b = ir_block_at(function, block);
    const struct ir_inst *inst = ir_inst_at(function, b->first + b->n - 1);
    if (inst->op == IR_SWITCH)
        return of_switch(n, unit, function, inst, to, ret);
    if (inst->op != IR_CBR)
        return false;
    bool when_true = ir_operand(function, inst, 1).index == to, when_false = ir_operand(function, inst, 2).index == to;
    if (when_true == when_false)
        return false;
    return condition_when(n, unit, numbering_of(n, ir_operand(function, inst, 0)), when_true, ret);
}

bool fact_and(struct fact *fact, const struct fact *more)
{
    fact->low = MAX(fact->low, more->low);
    fact->high = MIN(fact->high, more->high);
    if (more->is_excluding) {
        fact->except = more->except;
        fact->is_excluding = true;
    }
    bool is_excluded = fact->is_excluding && fact->low == fact->high && fact->low == fact->except;
    return fact->low <= fact->high && !is_excluded;
}

static void print_fact(const struct numbering *n, const struct fact *fact, GString *out)
{
    numbering_print_term(n, fact->subject, out);
    if (fact->is_excluding)
        g_string_append_printf(out, " is not %" G_GINT64_FORMAT, fact->except);
    else if (fact->low == fact->high)
        g_string_append_printf(out, " is %" G_GINT64_FORMAT, fact->low);
    else if (fact->low == INT64_MIN)
        g_string_append_printf(out, " is at most %" G_GINT64_FORMAT, fact->high);
    else if (fact->high == INT64_MAX)
        g_string_append_printf(out, " is at least %" G_GINT64_FORMAT, fact->low);
    else
        g_string_append_printf(out, " is %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, fact->low, fact->high);
}

void conditions_print(const struct numbering *n, const struct ir_unit *unit, const struct cfg *cfg, GString *out)
{
    const struct ir_function *function = cfg_function(cfg);
    struct cfg_list order = cfg_order(cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(cfg, order.blocks[b]);
        for (uint32_t s = 0; s < after.n; s++) {
            struct fact fact;
            if (!condition_of(n, unit, function, order.blocks[b], after.blocks[s], &fact))
                continue;
            g_string_append_printf(out, "%s#%u to %s#%u: ", ir_block_at(function, order.blocks[b])->name,
                                   order.blocks[b], ir_block_at(function, after.blocks[s])->name, after.blocks[s]);
            print_fact(n, &fact, out);
            g_string_append_c(out, '\n');
        }
    }
}
