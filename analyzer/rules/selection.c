/* A branch on the second value that does something only where the first one was refused, or had to pass a check that
 * others need not: `if (kind != READ) return -EPERM; …fetch again…; if (again.kind == WRITE) write();`. The values that
 * come to a side are found by trying: between the numbers that branches compare with, all are alike. */
#include "facts/exits.h"
#include "ir/access.h"
#include "rules/pair.h"

enum {
    NUMBERS_TRIED = 32,
    CHECKS_MAX = 16, /* branches in between that are asked whether they are one */
    DEPTH_MAX = 6    /* operations of one subject */
};

/* What an edge says of the value. */
struct saying {
    struct path_edge edge;
    struct fact fact;
};

struct selection {
    const struct pair *pair;
    term_id subject;        /* of the branch on the second value */
    GArray *first, *second; /* struct saying: of either value */
    GArray *numbers;        /* int64_t to try */
};

static const struct terms *terms_of(const struct pair *pair)
{
    return numbering_terms(pair->reading->numbering);
}

static const struct term *plain(const struct pair *pair, term_id *value)
{
    const struct term *term = term_at(terms_of(pair), *value);
    while (term->kind == TERM_OPERATION && !term->b) {
        *value = term->a;
        term = term_at(terms_of(pair), *value);
    }
    return term;
}

/* The bytes that the value is, as the read brought them. */
static bool is_part(const struct pair *pair, term_id value, const struct read *read, struct bytes *ret)
{
    const struct term *term = term_at(terms_of(pair), value);
    while (term->kind == TERM_WRITTEN && term->at != read->inst && term->a && !term->b)
        term = term_at(terms_of(pair), value = term->a);
    if ((term->kind != TERM_WRITTEN && term->kind != TERM_RESULT) || term->at != read->inst)
        return false;
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(pair->reading, value, MASK_ALL, read, true, parts);
    if (parts->len != 1)
        return false;
    *ret = g_array_index(parts, struct bytes, 0);
    return true;
}

/* Also where ways with other reads come together: behind the second one it is what that one brought. */
static bool is_part_of_second(const struct pair *pair, term_id value, struct bytes *ret)
{
    const GArray *joined = numbering_joined(pair->reading->numbering, value);
    for (guint i = 0; joined && i < joined->len; i++)
        if (is_part(pair, g_array_index(joined, term_id, i), pair->second, ret))
            return true;
    return is_part(pair, value, pair->second, ret);
}

/* Whether the one is made of the first read's bytes as the other is of the same bytes of the second. */
static bool is_alike(const struct pair *pair, term_id of_first, term_id of_second, unsigned depth)
{
    const struct term *a = plain(pair, &of_first), *b = plain(pair, &of_second);
    struct bytes first, second;
    if (a->kind == TERM_OPERATION && b->kind == TERM_OPERATION && depth < DEPTH_MAX)
        return a->op == b->op && ((a->b == b->b && is_alike(pair, a->a, b->a, depth + 1)) ||
                                  (a->a == b->a && is_alike(pair, a->b, b->b, depth + 1)));
    return is_part(pair, of_first, pair->first, &first) && is_part_of_second(pair, of_second, &second) &&
           first.low == second.low && first.high == second.high;
}

static bool fact_of(const struct pair *pair, uint32_t from, uint32_t to, struct fact *ret)
{
    const struct reading *r = pair->reading;
    if (!condition_of(r->numbering, r->knowledge.unit, r->function, from, to, ret))
        return false;
    plain(pair, &ret->subject);
    return true;
}

static void add_number(GArray *numbers, int64_t number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, int64_t, i) == number)
            return;
    if (numbers->len < NUMBERS_TRIED)
        g_array_append_val(numbers, number);
}

static void add_around(GArray *numbers, int64_t number)
{
    for (int64_t i = -1; i <= 1 && number != INT64_MIN && number != INT64_MAX; i++)
        add_number(numbers, number + i);
}

static void add_saying(struct selection *s, GArray *sayings, struct path_edge edge, const struct fact *fact)
{
    struct saying saying = {edge, *fact};
    g_array_append_val(sayings, saying);
    add_around(s->numbers, fact->low);
    add_around(s->numbers, fact->high);
    if (fact->is_excluding)
        add_around(s->numbers, fact->except);
}

static void find_sayings(struct selection *s)
{
    const struct cfg *cfg = s->pair->reading->cfg;
    struct cfg_list order = cfg_order(cfg);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(cfg, order.blocks[b]);
        for (uint32_t t = 0; t < after.n && after.n > 1; t++) {
            struct path_edge edge = {order.blocks[b], after.blocks[t]};
            struct fact fact;
            if (!fact_of(s->pair, edge.from, edge.to, &fact))
                continue;
            if (fact.subject == s->subject)
                add_saying(s, s->second, edge, &fact);
            else if (is_alike(s->pair, fact.subject, s->subject, 0))
                add_saying(s, s->first, edge, &fact);
        }
    }
}

static bool allows(const struct fact *fact, int64_t number)
{
    return number >= fact->low && number <= fact->high && !(fact->is_excluding && number == fact->except);
}

/* The edges that the number does not take. Owned by the caller. */
static GArray *closed(const struct selection *s, const GArray *sayings, int64_t number)
{
    GArray *edges = g_array_copy(s->pair->failures);
    for (guint i = 0; i < sayings->len; i++) {
        const struct saying *saying = &g_array_index(sayings, struct saying, i);
        if (!allows(&saying->fact, number))
            g_array_append_val(edges, saying->edge);
    }
    return edges;
}

static bool leads(const struct selection *s, uint32_t from, uint32_t to, const GArray *blocked)
{
    return paths_lead(s->pair->reading->paths, from, to, blocked) == PATH_FOUND;
}

/* Whether the second fetch is come to with that number in the first value, without block `around` (or IR_NONE). */
static bool is_let_through(const struct selection *s, int64_t number, uint32_t around)
{
    const struct cfg *cfg = s->pair->reading->cfg;
    g_autoptr(GArray) blocked = closed(s, s->first, number);
    struct cfg_list after = around == IR_NONE ? (struct cfg_list){NULL, 0} : cfg_successors(cfg, around);
    for (uint32_t i = 0; i < after.n; i++) {
        struct path_edge edge = {around, after.blocks[i]};
        g_array_append_val(blocked, edge);
    }
    return leads(s, s->pair->first->inst, s->pair->second->inst, blocked);
}

/* A branch between the two fetches that may leave, and that some values come by and others do not. */
static bool may_be_check(const struct selection *s, uint32_t block)
{
    const struct reading *r = s->pair->reading;
    uint32_t first = cfg_block_of(r->cfg, s->pair->first->inst), second = cfg_block_of(r->cfg, s->pair->second->inst);
    struct cfg_list after = cfg_successors(r->cfg, block);
    bool leaves = false, stays = false;
    if (after.n < 2 || block == first || cfg_dominates(r->cfg, block, second) || !paths_reach(r->paths, first, block))
        return false;
    for (uint32_t i = 0; i < after.n; i++) {
        bool is_on = after.blocks[i] == second || paths_reach(r->paths, after.blocks[i], second);
        leaves |= !is_on;
        stays |= is_on;
    }
    for (guint i = 0; i < s->first->len; i++)
        leaves &= g_array_index(s->first, struct saying, i).edge.from != block;
    return leaves && stays;
}

/* Whether the number has to pass a check that `other` need not. */
static bool is_checked_more(const struct selection *s, int64_t number, int64_t other)
{
    struct cfg_list order = cfg_order(s->pair->reading->cfg);
    unsigned asked = 0;
    for (uint32_t b = 0; b < order.n && asked < CHECKS_MAX; b++) {
        if (!may_be_check(s, order.blocks[b]))
            continue;
        asked++;
        if (!is_let_through(s, number, order.blocks[b]) && is_let_through(s, other, order.blocks[b]))
            return true;
    }
    return false;
}

/* Whether none of the numbers that come to the instruction could have come so far as the first value. */
static bool contradicts(const struct selection *s, uint32_t inst)
{
    g_autoptr(GArray) here = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < s->numbers->len; i++) {
        int64_t number = g_array_index(s->numbers, int64_t, i);
        g_autoptr(GArray) blocked = closed(s, s->second, number);
        g_array_append_val(leads(s, s->pair->second->inst, inst, blocked) ? here : others, number);
    }
    bool is_refused = here->len > 0;
    for (guint i = 0; i < here->len && is_refused; i++) {
        int64_t number = g_array_index(here, int64_t, i);
        if (!is_let_through(s, number, IR_NONE))
            continue;
        is_refused = false;
        for (guint o = 0; o < others->len && !is_refused; o++)
            is_refused = is_let_through(s, g_array_index(others, int64_t, o), IR_NONE) &&
                         is_checked_more(s, number, g_array_index(others, int64_t, o));
    }
    return is_refused;
}

/* ---- what is done there ---- */

static unsigned signs_of(uint32_t call, void *context)
{
    const struct pair *pair = context;
    const struct summary *summary = effects_summary(&pair->reading->knowledge, pair->reading->function, call);
    return summary ? summary->signs : SIGN_ANY;
}

static bool is_ours(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    term_id to = numbering_of(r->numbering, ir_operand(r->function, ir_inst_at(r->function, inst), 0));
    return term_at(terms_of(pair), numbering_root(r->numbering, to))->kind == TERM_LOCAL;
}

static bool is_deed(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_CALL:
        return !dependence_is_idle(r, inst);
    case IR_STORE:
    case IR_COPY:
        return !is_ours(pair, inst);
    case IR_RET:
        return i->n_operands &&
               term_at(terms_of(pair), numbering_of(r->numbering, ir_operand(r->function, i, 0)))->kind != TERM_CONST;
    default:
        return false;
    }
}

/* Results that tell of a failure, by what the function gives else. */
static unsigned failures_of(const struct pair *pair, const struct exits *exits)
{
    const struct ir_unit *unit = pair->reading->knowledge.unit;
    const GArray *endings = exits_all(exits);
    unsigned all = exits_signs(exits);
    for (guint i = 0; i < endings->len; i++) { /* of a pointer, null is one */
        const struct exit_value *ending = &g_array_index(endings, struct exit_value, i);
        const struct ir_block *block = ir_block_at(pair->reading->function, ending->block);
        const struct ir_inst *last = ir_inst_at(pair->reading->function, block->first + block->n - 1);
        ir_id type = last->op == IR_RET && last->n_operands
                         ? ir_ref_type(unit, pair->reading->function, ir_operand(pair->reading->function, last, 0))
                         : IR_NONE;
        if (type != IR_NONE && ir_type_at(unit, type)->kind == IR_TYPE_POINTER)
            return SIGN_ZERO | SIGN_NEGATIVE;
    }
    return all & SIGN_ZERO ? SIGN_NEGATIVE | SIGN_POSITIVE : SIGN_NEGATIVE;
}

/* What the side is for: something is done there (live; in a function without a result, unproven: it may be cleaning
 * up), or it only leaves. */
static enum verdict verdict_of_side(const struct pair *pair, uint32_t side)
{
    const struct reading *r = pair->reading;
    bool does = false, gives = false;
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        if (!cfg_dominates(r->cfg, side, cfg_block_of(r->cfg, i)))
            continue;
        does |= is_deed(pair, i);
    }
    if (!does)
        return VERDICT_NONE;
    struct exits *exits =
        exits_new(r->knowledge.unit, r->cfg, r->numbering, signs_of, (void *)(uintptr_t)(const void *)pair);
    unsigned signs = exits_without(exits, side, NULL, TERM_UNKNOWN, 0);
    bool only_fails = !(signs & ~failures_of(pair, exits));
    for (guint i = 0; i < exits_all(exits)->len; i++)
        gives |= g_array_index(exits_all(exits), struct exit_value, i).value != TERM_UNKNOWN;
    exits_free(exits);
    return only_fails ? VERDICT_NONE : gives ? VERDICT_LIVE : VERDICT_UNPROVEN;
}

static enum verdict select_by(struct selection *s, uint32_t block)
{
    const struct reading *r = s->pair->reading;
    struct cfg_list sides = cfg_successors(r->cfg, block);
    enum verdict verdict = VERDICT_NONE;
    for (uint32_t i = 0; i < sides.n && verdict != VERDICT_LIVE; i++) {
        uint32_t side = sides.blocks[i];
        if (cfg_predecessors(r->cfg, side).n != 1)
            continue;
        enum verdict one = verdict_of_side(s->pair, side);
        if (one != VERDICT_NONE && contradicts(s, ir_block_at(r->function, side)->first))
            verdict = one;
    }
    return verdict;
}

/* ---- polling ---- */

/* The one side of the branch that leads to the second read again. */
static uint32_t side_back(const struct pair *pair, uint32_t branch)
{
    const struct reading *r = pair->reading;
    uint32_t second = cfg_block_of(r->cfg, pair->second->inst), found = IR_NONE;
    struct cfg_list sides = cfg_successors(r->cfg, cfg_block_of(r->cfg, branch));
    for (uint32_t i = 0; i < sides.n; i++) {
        if (sides.blocks[i] != second && !paths_reach(r->paths, sides.blocks[i], second))
            continue;
        if (found != IR_NONE)
            return IR_NONE;
        found = sides.blocks[i];
    }
    return found;
}

/* Whether the branch, where it does not go to that side, only fails. */
static bool refuses(const struct pair *pair, uint32_t branch, uint32_t side)
{
    const struct reading *r = pair->reading;
    struct cfg_list sides = cfg_successors(r->cfg, cfg_block_of(r->cfg, branch));
    struct exits *exits =
        exits_new(r->knowledge.unit, r->cfg, r->numbering, signs_of, (void *)(uintptr_t)(const void *)pair);
    bool only_fails = true;
    for (uint32_t i = 0; i < sides.n; i++)
        if (sides.blocks[i] != side)
            only_fails &= !(exits_without(exits, sides.blocks[i], NULL, TERM_UNKNOWN, 0) & ~failures_of(pair, exits));
    exits_free(exits);
    return only_fails;
}

bool pair_is_polling(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    const struct reading *r = pair->reading;
    uint32_t first = cfg_block_of(r->cfg, pair->first->inst), second = cfg_block_of(r->cfg, pair->second->inst);
    bool is_asked = relation->kind == DEPENDENCE_BRANCH && !relation->deed && use->kind == DEPENDENCE_BRANCH;
    uint32_t back = is_asked ? side_back(pair, use->inst) : IR_NONE;
    uint32_t on = back == IR_NONE ? IR_NONE : pair_passing(pair, pair->first->inst, relation->inst, pair->second->inst);
    struct fact now, then;
    if (on == IR_NONE || paths_reach(r->paths, second, first) ||
        !fact_of(pair, cfg_block_of(r->cfg, use->inst), back, &now) ||
        !fact_of(pair, cfg_block_of(r->cfg, relation->inst), on, &then))
        return false;
    bool is_same = now.low == then.low && now.high == then.high && now.is_excluding == then.is_excluding &&
                   (!now.is_excluding || now.except == then.except);
    return is_same && is_alike(pair, then.subject, now.subject, 0) && !refuses(pair, relation->inst, on);
}

static void selection_clear(struct selection *s)
{
    g_array_unref(s->first);
    g_array_unref(s->second);
    g_array_unref(s->numbers);
}

static bool subject_of(const struct pair *pair, uint32_t branch, term_id *ret)
{
    const struct cfg *cfg = pair->reading->cfg;
    struct cfg_list after = cfg_successors(cfg, cfg_block_of(cfg, branch));
    struct fact fact;
    for (uint32_t i = 0; i < after.n; i++)
        if (fact_of(pair, cfg_block_of(cfg, branch), after.blocks[i], &fact)) {
            *ret = fact.subject;
            return true;
        }
    return false;
}

bool pair_is_one_subject(const struct pair *pair, uint32_t branch, uint32_t other)
{
    term_id a, b;
    return subject_of(pair, branch, &a) && subject_of(pair, other, &b) && a == b;
}

enum verdict pair_selection(const struct pair *pair, const struct dependence *branch)
{
    struct selection s = {.pair = pair,
                          .first = g_array_new(FALSE, FALSE, sizeof(struct saying)),
                          .second = g_array_new(FALSE, FALSE, sizeof(struct saying)),
                          .numbers = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    enum verdict verdict = VERDICT_NONE;
    if (!branch->deed && subject_of(pair, branch->inst, &s.subject)) {
        find_sayings(&s);
        if (s.first->len)
            verdict = select_by(&s, cfg_block_of(pair->reading->cfg, branch->inst));
    }
    selection_clear(&s);
    return verdict;
}
