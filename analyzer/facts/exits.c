#include "facts/exits.h"

#include "flow/bits.h"
#include "flow/conditions.h"
#include "ir/access.h"

enum {
    ENDINGS_MAX = 64,
    JOINS_MAX = 6, /* within each other */
    CLIMB_MAX = 48 /* branches above a return that are asked what they say of its value */
};

struct exits {
    const struct ir_unit *unit;
    const struct ir_function *function;
    const struct cfg *cfg;
    struct numbering *numbering;
    unsigned (*signs_of)(uint32_t call, void *context);
    void *context;
    GArray *endings; /* struct exit_value */
};

static const struct term *term_of_value(const struct exits *e, term_id value)
{
    return term_at(numbering_terms(e->numbering), value);
}

static term_id behind_conversions(const struct exits *e, term_id value)
{
    const struct term *term = term_of_value(e, value);
    while (term->kind == TERM_OPERATION && !term->b &&
           (term->op == IR_EXTEND || term->op == IR_TRUNC || term->op == IR_TOBOOL)) {
        value = term->a;
        term = term_of_value(e, value);
    }
    return value;
}

/* Whether the branch tells something of the value by a function that looks at it and nothing else: IS_ERR(p). */
static bool is_predicate_of(const struct exits *e, term_id subject, term_id value)
{
    const struct term *term = term_of_value(e, behind_conversions(e, subject));
    if (term->kind != TERM_RESULT)
        return false;
    const struct ir_inst *call = ir_inst_at(e->function, term->at);
    return call->op == IR_CALL && call->n_operands == 2 &&
           behind_conversions(e, numbering_of(e->numbering, ir_operand(e->function, call, 1))) == value;
}

static unsigned narrowed(const struct exits *e, unsigned signs, term_id value, uint32_t from, uint32_t to)
{
    struct fact fact;
    if (!condition_of(e->numbering, e->unit, e->function, from, to, &fact))
        return signs;
    if (behind_conversions(e, fact.subject) == value)
        return signs & result_signs_of(&fact);
    if (is_predicate_of(e, fact.subject, value) && !(result_signs_of(&fact) & SIGN_ZERO))
        return signs & (SIGN_NEGATIVE | SIGN_POSITIVE); /* what a function says yes to is returned: an error */
    return signs;
}

/* What the branches that lead to the block say of the value. */
static unsigned signs_at(const struct exits *e, unsigned signs, term_id value, uint32_t block)
{
    uint32_t at = block;
    for (unsigned climbed = 0; climbed < CLIMB_MAX && signs; climbed++) {
        uint32_t above = cfg_dominator(e->cfg, at);
        if (above == IR_NONE)
            break;
        if (cfg_predecessors(e->cfg, at).n == 1)
            signs = narrowed(e, signs, value, above, at);
        at = above;
    }
    return signs;
}

static unsigned signs_of_value(const struct exits *e, term_id value)
{
    const struct term *term = term_of_value(e, value);
    if (term->kind == TERM_CONST)
        return term->number == 0 ? SIGN_ZERO : term->number < 0 ? SIGN_NEGATIVE : SIGN_POSITIVE;
    if (term->kind == TERM_OPERATION && term->op >= IR_EQ && term->op <= IR_GE)
        return SIGN_ZERO | SIGN_POSITIVE;
    if (term->kind == TERM_RESULT && e->signs_of && ir_inst_at(e->function, term->at)->op == IR_CALL)
        return e->signs_of(term->at, e->context);
    return SIGN_ANY;
}

static void add_ending(struct exits *e, uint32_t from, uint32_t block, term_id value)
{
    struct exit_value ending = {from, block, value, signs_of_value(e, value)};
    uint32_t at = from == IR_NONE ? block : from;
    ending.signs = signs_at(e, ending.signs, value, at);
    if (from != IR_NONE)
        ending.signs = narrowed(e, ending.signs, value, from, block);
    if (e->endings->len == ENDINGS_MAX)
        ending = (struct exit_value){IR_NONE, 0, TERM_UNKNOWN, SIGN_ANY};
    if (e->endings->len <= ENDINGS_MAX)
        g_array_append_val(e->endings, ending);
}

/* A value that paths bring together is followed back to where each of them makes it. */
static void find_endings(struct exits *e, uint32_t from, uint32_t block, term_id value, unsigned depth)
{
    value = behind_conversions(e, value);
    uint32_t head = term_of_value(e, value)->at;
    const GArray *joined = numbering_joined(e->numbering, value);
    uint32_t home = from == IR_NONE ? block : from;
    if (!joined || depth == JOINS_MAX || !cfg_dominates(e->cfg, head, home)) {
        add_ending(e, from, block, value);
        return;
    }
    struct cfg_list before = cfg_predecessors(e->cfg, head);
    for (uint32_t p = 0; p < MIN(before.n, joined->len); p++) {
        term_id one = g_array_index(joined, term_id, p);
        if (one && one != value && cfg_is_reachable(e->cfg, before.blocks[p]))
            find_endings(e, before.blocks[p], head, one, depth + 1);
    }
}

struct exits *exits_new(const struct ir_unit *unit, const struct cfg *cfg, struct numbering *numbering,
                        unsigned (*signs_of)(uint32_t call, void *context), void *context)
{
    struct exits *e = g_new0(struct exits, 1);
    *e = (struct exits){unit, cfg_function(cfg), cfg, numbering, signs_of, context, NULL};
    e->endings = g_array_new(FALSE, FALSE, sizeof(struct exit_value));
    struct cfg_list order = cfg_order(cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        const struct ir_block *block = ir_block_at(e->function, order.blocks[b]);
        const struct ir_inst *last = ir_inst_at(e->function, block->first + block->n - 1);
        if (last->op != IR_RET)
            continue;
        term_id value = last->n_operands ? numbering_of(numbering, ir_operand(e->function, last, 0)) : TERM_UNKNOWN;
        find_endings(e, IR_NONE, order.blocks[b], value, 0);
    }
    return e;
}

void exits_free(struct exits *e)
{
    if (!e)
        return;
    g_array_unref(e->endings);
    g_free(e);
}

const GArray *exits_all(const struct exits *e)
{
    return e->endings;
}

unsigned exits_signs(const struct exits *e)
{
    unsigned signs = 0;
    for (guint i = 0; i < e->endings->len; i++)
        signs |= g_array_index(e->endings, struct exit_value, i).signs;
    return signs;
}

static bool is_barred(const GArray *edges, uint32_t from, uint32_t to)
{
    for (guint i = 0; edges && i < edges->len; i++) {
        const struct path_edge *edge = &g_array_index(edges, struct path_edge, i);
        if (edge->from == from && (edge->to == to || edge->to == IR_NONE))
            return true;
    }
    return false;
}

/* Which endings count, with which of their signs: those with the value, and the others. */
struct count {
    term_id value;
    unsigned of_value, of_others;
};

static unsigned signs_of_edge(const struct exits *e, uint32_t from, uint32_t block, struct count count)
{
    unsigned signs = 0;
    for (guint i = 0; i < e->endings->len; i++) {
        const struct exit_value *ending = &g_array_index(e->endings, struct exit_value, i);
        bool is_it = (ending->from == from && ending->block == block) || e->endings->len > ENDINGS_MAX;
        bool has_value = count.value && ending->value == count.value;
        if (is_it)
            signs |= ending->signs & (has_value ? count.of_value : count.of_others);
    }
    return signs;
}

/* The signs that count, of all results that a path from the block comes to without these edges. */
static unsigned signs_behind(const struct exits *e, uint32_t block, const GArray *edges, struct count count)
{
    g_autofree uint64_t *seen = bits_new(e->function->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    unsigned signs = 0;
    bits_add(seen, block);
    g_array_append_val(todo, block);
    while (todo->len && numbering_spend(e->numbering, 1 + e->endings->len)) {
        uint32_t at = g_array_index(todo, uint32_t, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        if (!is_barred(edges, at, IR_NONE))
            signs |= signs_of_edge(e, IR_NONE, at, count);
        struct cfg_list after = cfg_successors(e->cfg, at);
        for (uint32_t s = 0; s < after.n; s++) {
            if (is_barred(edges, at, after.blocks[s]))
                continue;
            signs |= signs_of_edge(e, at, after.blocks[s], count);
            if (!bits_has(seen, after.blocks[s]))
                g_array_append_val(todo, after.blocks[s]);
            bits_add(seen, after.blocks[s]);
        }
    }
    return signs;
}

unsigned exits_without(const struct exits *e, uint32_t block, const GArray *edges, term_id settled,
                       unsigned settled_signs)
{
    return signs_behind(e, block, edges, (struct count){settled, settled_signs, SIGN_ANY});
}

bool exits_give(const struct exits *e, uint32_t block, const GArray *edges, term_id value)
{
    return signs_behind(e, block, edges, (struct count){value, SIGN_ANY, 0}) != 0;
}

bool exits_need(const struct exits *e, uint32_t block)
{
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct path_edge out = {block, IR_NONE};
    g_array_append_val(edges, out);
    unsigned without = exits_without(e, 0, edges, TERM_UNKNOWN, 0);
    unsigned with = exits_without(e, 0, NULL, TERM_UNKNOWN, 0);
    unsigned failures = with & SIGN_ZERO ? SIGN_NEGATIVE | SIGN_POSITIVE : SIGN_NEGATIVE;
    return !without || (without != with && !(without & ~failures));
}
