/* A branch on the second value that does something only where the first one was refused, or had to pass a check that
 * others need not: `if (kind != READ) return -EPERM; …fetch again…; if (again.kind == WRITE) write();`. The values that
 * come to a side are found by trying: between the numbers that branches compare with, all are alike. Of a choice that a
 * called function makes the sides are not known: that some values had to pass such a check is all that is asked. */
#include "flow/counter.h"
#include "ir/access.h"
#include "ir/arithmetic.h"
#include "rules/called_checks.h"
#include "rules/likeness.h"
#include "rules/override.h"
#include "rules/sides.h"
#include "rules/walk.h"

enum {
    NUMBERS_TRIED = 32,
    CHECKS_MAX = 16 /* branches in between that are asked whether they are one */
};

/* What an edge says of the value, or of some bits of it. */
struct saying {
    struct path_edge edge;
    struct fact fact;
    int64_t mask;
};

struct selection {
    const struct pair *pair;
    term_id subject;        /* of the branch on the second value; TERM_UNKNOWN: a called function asks of */
    struct bytes bytes;     /* these bytes of it */
    GArray *first, *second; /* struct saying: of either value */
    GArray *numbers;        /* int64_t to try */
};

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

static void add_saying(struct selection *s, GArray *sayings, struct path_edge edge, const struct fact *fact,
                       int64_t mask)
{
    struct saying saying = {edge, *fact, mask};
    g_array_append_val(sayings, saying);
    add_around(s->numbers, fact->low);
    add_around(s->numbers, fact->high);
    if (fact->is_excluding)
        add_around(s->numbers, fact->except);
}

/* What a called function that has checked the first value says of it by its result. */
static bool called_fact(const struct selection *s, struct path_edge edge, struct bytes bytes, struct fact *ret)
{
    const struct ir_block *block = ir_block_at(s->pair->reading->function, edge.from);
    struct called_check check;
    if (!called_check_passed(s->pair, block->first + block->n - 1, edge.to, s->pair->first, bytes, &check) ||
        !check.is_about || (!span_is_bounded(&check.span) && !check.span.is_excluding))
        return false;
    *ret = (struct fact){.subject = s->subject,
                         .low = check.span.low,
                         .high = check.span.high,
                         .except = check.span.except,
                         .is_excluding = check.span.is_excluding};
    return true;
}

static bool is_of_first(const struct selection *s, term_id subject)
{
    struct bytes bytes;
    if (s->subject != TERM_UNKNOWN)
        return likeness_holds(s->pair, subject, s->subject);
    return likeness_first(s->pair, subject, &bytes) && bytes_overlap(bytes, s->bytes);
}

/* `kind & 0xf0`, where the second value is asked of whole: which bits. False: it is no such thing. */
static bool is_masked_first(const struct selection *s, term_id value, int64_t *ret_mask)
{
    const struct terms *terms = numbering_terms(s->pair->reading->numbering);
    const struct term term = *term_at(terms, value);
    bool is_and = term.kind == TERM_OPERATION && term.op == IR_AND && term.b;
    bool is_turned = is_and && term_at(terms, term.a)->kind == TERM_CONST;
    const struct term *mask = is_and ? term_at(terms, is_turned ? term.a : term.b) : NULL;
    if (!mask || mask->kind != TERM_CONST || mask->number < 0)
        return false;
    *ret_mask = mask->number;
    return is_of_first(s, is_turned ? term.b : term.a);
}

static void find_sayings(struct selection *s)
{
    const struct cfg *cfg = s->pair->reading->cfg;
    struct cfg_list order = cfg_order(cfg);
    struct bytes bytes;
    bool is_part = s->subject != TERM_UNKNOWN && likeness_second(s->pair, s->subject, &bytes);
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(cfg, order.blocks[b]);
        for (uint32_t t = 0; t < after.n && after.n > 1; t++) {
            struct path_edge edge = {order.blocks[b], after.blocks[t]};
            struct fact fact;
            int64_t mask = -1;
            bool is_told = likeness_fact(s->pair, edge.from, edge.to, &fact);
            if (is_told && fact.subject == s->subject && s->subject != TERM_UNKNOWN)
                add_saying(s, s->second, edge, &fact, -1);
            else if (is_told && (is_of_first(s, fact.subject) || is_masked_first(s, fact.subject, &mask)))
                add_saying(s, s->first, edge, &fact, mask);
            else if (is_part && called_fact(s, edge, bytes, &fact))
                add_saying(s, s->first, edge, &fact, -1);
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
        if (!allows(&saying->fact, saying->mask < 0 ? number : number & saying->mask))
            g_array_append_val(edges, saying->edge);
    }
    return edges;
}

static bool leads(const struct selection *s, uint32_t from, uint32_t to, const GArray *blocked)
{
    return paths_lead(s->pair->reading->paths, from, to, blocked) == PATH_FOUND;
}

static uint32_t first_of(const struct selection *s, uint32_t block)
{
    return ir_block_at(s->pair->reading->function, block)->first;
}

/* Whether the second fetch is come to with that number in the first value, without block `around` (or IR_NONE). Of the
 * elements of an array, it may be one that the walk went on from. */
static bool is_let_through(const struct selection *s, int64_t number, uint32_t around)
{
    const struct read *first = s->pair->first;
    g_autoptr(GArray) blocked = closed(s, s->first, number);
    if (around != IR_NONE)
        pair_block_behind(s->pair, first_of(s, around), blocked);
    return leads(s, first->inst, s->pair->second->inst, blocked) ||
           (walk_is(s->pair->reading, first) && leads(s, first->inst, first->inst, blocked));
}

/* The value that a block's branch asks of; TERM_UNKNOWN when it has none. */
static term_id question_of(const struct selection *s, uint32_t block)
{
    const struct reading *r = s->pair->reading;
    struct cfg_list after = cfg_successors(r->cfg, block);
    struct fact fact;
    for (uint32_t i = 0; i < after.n && after.n > 1; i++)
        if (condition_of(r->numbering, r->knowledge.unit, r->function, block, after.blocks[i], &fact))
            return term_bare(numbering_terms(r->numbering), fact.subject);
    return TERM_UNKNOWN;
}

static bool is_count(const struct selection *s, term_id value)
{
    const struct reading *r = s->pair->reading;
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *term = term_at(terms, value);
    bool is_step = term->kind == TERM_OPERATION && (term->op == IR_ADD || term->op == IR_SUB);
    bool is_turned = is_step && term_at(terms, term->a)->kind == TERM_CONST;
    if (is_step && (is_turned || term_at(terms, term->b)->kind == TERM_CONST))
        value = is_turned ? term->b : term->a;
    return counter_is(r->cfg, terms, value);
}

/* How far a loop has come says nothing of the values that it has seen. */
static bool is_of_counter(const struct selection *s, term_id question)
{
    const struct term term = *term_at(numbering_terms(s->pair->reading->numbering), question);
    bool is_relation = term.kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term.op);
    return is_count(s, is_relation ? term.a : question) || (is_relation && term.b && is_count(s, term.b));
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
    leaves &= !is_of_counter(s, question_of(s, block));
    for (guint i = 0; i < s->first->len; i++)
        leaves &= g_array_index(s->first, struct saying, i).edge.from != block;
    return leaves && stays;
}

static bool is_one_call(const struct reading *r, uint32_t a, uint32_t b)
{
    const struct ir_inst *first = ir_inst_at(r->function, a), *second = ir_inst_at(r->function, b);
    bool is_alike = first->op == IR_CALL && second->op == IR_CALL && first->n_operands == second->n_operands;
    for (uint32_t o = 0; is_alike && o < first->n_operands; o++) {
        term_id one = numbering_of(r->numbering, ir_operand(r->function, first, o));
        is_alike = one != TERM_UNKNOWN && one == numbering_of(r->numbering, ir_operand(r->function, second, o));
    }
    return is_alike;
}

/* `capable(CAP)` here and there, or one variable. */
static bool is_one_question(const struct selection *s, term_id a, term_id b)
{
    const struct terms *terms = numbering_terms(s->pair->reading->numbering);
    if (a == TERM_UNKNOWN || b == TERM_UNKNOWN || a == b)
        return a == b && a != TERM_UNKNOWN;
    return term_at(terms, a)->kind == TERM_RESULT && term_at(terms, b)->kind == TERM_RESULT &&
           is_one_call(s->pair->reading, term_at(terms, a)->at, term_at(terms, b)->at);
}

/* The edges out of the block that say what the branch at `check` said where the first value passed it. */
static void bar_passing(const struct selection *s, uint32_t check, uint32_t block, GArray *edges)
{
    const struct reading *r = s->pair->reading;
    uint32_t second = cfg_block_of(r->cfg, s->pair->second->inst);
    struct cfg_list passed = cfg_successors(r->cfg, check), after = cfg_successors(r->cfg, block);
    for (uint32_t p = 0; p < passed.n; p++) {
        struct fact then, now;
        bool is_on = passed.blocks[p] == second || paths_reach(r->paths, passed.blocks[p], second);
        if (!is_on || !condition_of(r->numbering, r->knowledge.unit, r->function, check, passed.blocks[p], &then))
            continue;
        for (uint32_t t = 0; t < after.n; t++) {
            struct path_edge edge = {block, after.blocks[t]};
            if (condition_of(r->numbering, r->knowledge.unit, r->function, block, edge.to, &now) &&
                now.low == then.low && now.high == then.high && now.is_excluding == then.is_excluding)
                g_array_append_val(edges, edge);
        }
    }
}

/* Whether the number comes from the second fetch to the instruction only by a branch that asks what `check` has asked
 * of the first, and with the same answer. */
static bool is_asked_again(const struct selection *s, uint32_t check, int64_t number, uint32_t inst)
{
    struct cfg_list order = cfg_order(s->pair->reading->cfg);
    term_id question = question_of(s, check);
    for (uint32_t b = 0; b < order.n && numbering_spend(s->pair->reading->numbering, 1); b++) {
        if (order.blocks[b] == check || !is_one_question(s, question, question_of(s, order.blocks[b])))
            continue;
        g_autoptr(GArray) blocked = closed(s, s->second, number);
        bar_passing(s, check, order.blocks[b], blocked);
        if (!leads(s, s->pair->second->inst, inst, blocked))
            return true;
    }
    return false;
}

/* Whether the number had to pass a check that `other` need not, and is not put to it again on its way to the
 * instruction. */
static bool is_checked_more(const struct selection *s, int64_t number, int64_t other, uint32_t inst)
{
    struct cfg_list order = cfg_order(s->pair->reading->cfg);
    unsigned asked = 0;
    for (uint32_t b = 0; b < order.n && asked < CHECKS_MAX; b++) {
        if (!may_be_check(s, order.blocks[b]))
            continue;
        asked++;
        if (!is_let_through(s, number, order.blocks[b]) && is_let_through(s, other, order.blocks[b]) &&
            !is_asked_again(s, order.blocks[b], number, inst))
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
                         is_checked_more(s, number, g_array_index(others, int64_t, o), inst);
    }
    return is_refused;
}

/* Whether some numbers that are let through had to pass a check that others need not, and nobody puts them to it again
 * before the instruction. */
static bool is_for_some(const struct selection *s, uint32_t inst)
{
    for (guint i = 0; i < s->numbers->len; i++) {
        int64_t number = g_array_index(s->numbers, int64_t, i);
        if (!is_let_through(s, number, IR_NONE))
            continue;
        for (guint o = 0; o < s->numbers->len; o++) {
            int64_t other = g_array_index(s->numbers, int64_t, o);
            if (o != i && is_let_through(s, other, IR_NONE) && is_checked_more(s, number, other, inst))
                return true;
        }
    }
    return false;
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
        enum verdict one = sides_verdict(s->pair, side);
        if (one != VERDICT_NONE && contradicts(s, first_of(s, side)))
            verdict = one;
    }
    return verdict;
}

static void selection_clear(struct selection *s)
{
    g_array_unref(s->first);
    g_array_unref(s->second);
    g_array_unref(s->numbers);
}

enum verdict pair_selection(const struct pair *pair, const struct dependence *branch)
{
    struct selection s = {.pair = pair,
                          .first = g_array_new(FALSE, FALSE, sizeof(struct saying)),
                          .second = g_array_new(FALSE, FALSE, sizeof(struct saying)),
                          .numbers = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    enum verdict verdict = VERDICT_NONE;
    if (branch->deed) {
        s.bytes = branch->bytes;
        find_sayings(&s);
        if (is_for_some(&s, branch->inst))
            verdict = VERDICT_LIVE;
    } else if (likeness_subject(pair, branch->inst, &s.subject)) {
        find_sayings(&s);
        if (s.first->len)
            verdict = select_by(&s, cfg_block_of(pair->reading->cfg, branch->inst));
    }
    selection_clear(&s);
    return verdict;
}
