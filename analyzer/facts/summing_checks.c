/* What a function checks and leaves on: with which results which fact holds of what its caller gave it, or it fetched.
 */
#include "facts/called.h"
#include "facts/callees.h"
#include "facts/returned.h"
#include "facts/summing.h"
#include "flow/conditions.h"
#include "ir/access.h"

enum { CHECKED_MAX = 12 /* subjects of one condition */ };

/* A fact counts from where its subject is there: from the entry, or from the fetch. */
static uint32_t begin_of(const struct summing *s, const struct subject *subject)
{
    if (subject->kind != SUBJECT_FETCHED)
        return 0;
    return cfg_block_of(s->cfg, g_array_index(s->fetches, struct fetched, subject->fetch).inst);
}

/* What makes a fact hold: edges that say it, and a result that is returned as it is. */
struct proof {
    GArray *edges;    /* struct path_edge */
    term_id value;    /* or TERM_UNKNOWN */
    unsigned against; /* the signs of `value` that do not prove it */
    uint32_t begin;   /* the block that an element is looked at behind, in each round of a loop; 0: there is no such */
};

static enum result_class class_of(const struct summing *s, const struct proof *proof, const struct subject *subject)
{
    uint32_t begin = proof->begin ? proof->begin : begin_of(s, subject);
    unsigned without = exits_without(s->exits, begin, proof->edges, proof->value, proof->against);
    enum result_class kind = result_class_without(without);
    return result_signs(kind) & exits_signs(s->exits) ? kind : RESULT_NEVER; /* no result says it that is never given */
}

static void tell_check(struct summing *s, uint32_t inst, const struct proof *proof, struct deed deed)
{
    if (deed.of.kind == SUBJECT_NONE || deed.of.kind == SUBJECT_CONSTANT)
        return;
    deed.kind = DEED_CHECKS;
    deed.when = class_of(s, proof, &deed.of);
    if (deed.when != RESULT_NEVER)
        summing_add(s, inst, deed);
}

static struct span span_of(const struct fact *fact)
{
    return (struct span){fact->low, fact->high, fact->except, fact->is_excluding};
}

static bool is_limit(const struct fact *fact)
{
    bool has_low = fact->low != INT64_MIN, has_high = fact->high != INT64_MAX;
    bool is_sign =
        (!has_low && (fact->high == 0 || fact->high == -1)) || (!has_high && (fact->low == 0 || fact->low == 1));
    return (has_low || has_high) && fact->low != fact->high && !is_sign;
}

/* Two values against each other, both sides. */
static void tell_pair(struct summing *s, uint32_t inst, const struct proof *proof, const struct subject *a,
                      const struct subject *b, bool is_equal, bool by_order)
{
    struct deed deed = {.of = *a, .to = *b, .span = span_any(), .is_equal = is_equal, .is_exact = true};
    deed.is_limit = by_order;
    tell_check(s, inst, proof, deed);
    deed.of = *b;
    deed.to = *a;
    tell_check(s, inst, proof, deed);
}

static void tell_inexact(struct summing *s, uint32_t inst, const struct proof *proof, const struct fact *fact)
{
    const struct term *term = term_at(numbering_terms(s->numbering), fact->subject);
    bool by_order = is_limit(fact) || (term->kind == TERM_OPERATION && term->op == IR_LT && term->b);
    const GArray *origins = origins_of(s->origins, fact->subject);
    for (guint i = 0; i < MIN(origins->len, CHECKED_MAX); i++) {
        struct deed deed = {.of = g_array_index(origins, struct subject, i), .span = span_any(), .is_limit = by_order};
        tell_check(s, inst, proof, deed);
    }
}

/* memcmp of two places, and its kind. */
static bool tell_compared(struct summing *s, uint32_t inst, const struct proof *proof, const struct term *result,
                          const struct fact *fact)
{
    const struct ir_inst *call = ir_inst_at(s->function, result->at);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(s->knowledge->unit, s->function, call) : NULL;
    struct subject sides[2] = {0};
    if (!callee || call->n_operands != 4 || !callee_measures(callee->name, 3) || fact->low || fact->high)
        return false;
    struct term length =
        *term_at(numbering_terms(s->numbering), numbering_of(s->numbering, ir_operand(s->function, call, 3)));
    for (unsigned i = 0; i < 2; i++) {
        term_id address = numbering_of(s->numbering, ir_operand(s->function, call, i + 1));
        int64_t offset;
        bool is_exact = true;
        if (!origins_place(s->origins, address, &sides[i].at, &offset, &is_exact))
            return false;
        sides[i].kind = SUBJECT_MEMORY;
        bool is_bounded = length.kind == TERM_CONST && length.number >= 0 && length.number <= INT32_MAX && is_exact;
        sides[i].bytes = bytes_between(offset, is_bounded ? offset + length.number : INT64_MAX);
    }
    tell_pair(s, inst, proof, &sides[0], &sides[1], true, false);
    return true;
}

/* What is checked of memory behind the pointer that is given back. */
static void tell_behind_result(struct summing *s, uint32_t inst, const struct proof *proof, const struct fact *fact)
{
    struct term term = *term_at(numbering_terms(s->numbering), fact->subject);
    struct deed deed = {.span = span_of(fact), .is_limit = is_limit(fact), .is_exact = true};
    if (returned_value(s, fact->subject, &deed.of)) {
        tell_check(s, inst, proof, deed);
        return;
    }
    if (term.kind != TERM_OPERATION || (term.op != IR_EQ && term.op != IR_LT) || !term.b)
        return;
    bool is_first = returned_value(s, term.a, &deed.of), is_second = !is_first && returned_value(s, term.b, &deed.of);
    deed.span = span_any();
    deed.is_limit = term.op == IR_LT;
    deed.is_exact = origins_exact(s->origins, is_first ? term.b : term.a, &deed.to);
    deed.is_equal = deed.is_exact && term.op == IR_EQ && fact->low == 1 && fact->high == 1;
    if (is_first || is_second)
        tell_check(s, inst, proof, deed);
}

static void tell_fact(struct summing *s, uint32_t inst, const struct proof *proof, const struct fact *fact)
{
    struct term term = *term_at(numbering_terms(s->numbering), fact->subject);
    struct subject a, b;
    tell_behind_result(s, inst, proof, fact);
    if (origins_exact(s->origins, fact->subject, &a)) {
        struct deed deed = {.of = a, .span = span_of(fact), .is_limit = is_limit(fact), .is_exact = true};
        tell_check(s, inst, proof, deed);
        return;
    }
    bool relates = term.kind == TERM_OPERATION && (term.op == IR_EQ || term.op == IR_LT) && term.b;
    if (relates && origins_exact(s->origins, term.a, &a) && origins_exact(s->origins, term.b, &b)) {
        tell_pair(s, inst, proof, &a, &b, term.op == IR_EQ && fact->low == 1 && fact->high == 1, term.op == IR_LT);
        return;
    }
    if (term.kind == TERM_RESULT && tell_compared(s, inst, proof, &term, fact))
        return;
    tell_inexact(s, inst, proof, fact);
}

/* How many numbers a switch has cases for that do not go where the rest goes. */
static int64_t count_cases(const struct summing *s, const struct ir_inst *branch)
{
    uint32_t rest = ir_operand(s->function, branch, 1).index;
    int64_t n = 0;
    for (uint32_t o = 2; o + 2 < branch->n_operands; o += 3) {
        const struct ir_const *low = &g_array_index(s->knowledge->unit->consts, struct ir_const,
                                                    ir_operand(s->function, branch, o).index),
                              *high = &g_array_index(s->knowledge->unit->consts, struct ir_const,
                                                     ir_operand(s->function, branch, o + 1).index);
        bool is_wide = high->value < low->value || high->value - low->value > INT32_MAX;
        n += ir_operand(s->function, branch, o + 2).index == rest ? 0
             : is_wide                                            ? INT32_MAX
                                                                  : high->value - low->value + 1;
    }
    return n;
}

/* A switch as one check: its cases come on, and the rest leaves. Which number it is then is known when they stand in a
 * row. */
static void tell_cases(struct summing *s, uint32_t number, GArray *edges)
{
    const struct ir_block *block = ir_block_at(s->function, number);
    struct cfg_list after = cfg_successors(s->cfg, number);
    struct fact all = {.low = INT64_MAX, .high = INT64_MIN}, one;
    struct proof proof = {.edges = edges};
    uint32_t inst = block->first + block->n - 1;
    g_array_set_size(edges, 0);
    for (uint32_t t = 0; t < after.n; t++) {
        struct path_edge edge = {number, after.blocks[t]};
        if (!condition_of(s->numbering, s->knowledge->unit, s->function, edge.from, edge.to, &one))
            continue;
        all.subject = one.subject;
        all.low = MIN(all.low, one.low);
        all.high = MAX(all.high, one.high);
        g_array_append_val(edges, edge);
    }
    if (edges->len < 2)
        return;
    if ((uint64_t)all.high - (uint64_t)all.low + 1 == (uint64_t)count_cases(s, ir_inst_at(s->function, inst))) {
        tell_fact(s, inst, &proof, &all);
        return;
    }
    all.low = INT64_MIN;
    all.high = INT64_MAX;
    tell_inexact(s, inst, &proof, &all);
}

static void tell_branches(struct summing *s)
{
    struct cfg_list order = cfg_order(s->cfg);
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct proof proof = {.edges = edges};
    for (uint32_t i = 0; i < order.n; i++) {
        const struct ir_block *block = ir_block_at(s->function, order.blocks[i]);
        struct cfg_list after = cfg_successors(s->cfg, order.blocks[i]);
        if (ir_inst_at(s->function, block->first + block->n - 1)->op == IR_SWITCH)
            tell_cases(s, order.blocks[i], edges);
        for (uint32_t t = 0; t < after.n && after.n > 1; t++) {
            struct path_edge edge = {order.blocks[i], after.blocks[t]};
            struct fact fact;
            if (!condition_of(s->numbering, s->knowledge->unit, s->function, edge.from, edge.to, &fact))
                continue;
            g_array_set_size(edges, 0);
            g_array_append_val(edges, edge);
            proof.begin = 0;
            tell_fact(s, block->first + block->n - 1, &proof, &fact);
            proof.begin = summing_round(s, order.blocks[i], fact.subject);
            if (proof.begin) /* each one that the loop comes to: of none of them more is known */
                tell_inexact(s, block->first + block->n - 1, &proof, &fact);
        }
    }
}

/* `return n <= MAX;` */
static void tell_returned(struct summing *s)
{
    const GArray *endings = exits_all(s->exits);
    for (guint i = 0; i < endings->len; i++) {
        const struct exit_value *ending = &g_array_index(endings, struct exit_value, i);
        const struct term *term = term_at(numbering_terms(s->numbering), ending->value);
        uint32_t home = ending->from == IR_NONE ? ending->block : ending->from;
        const struct ir_block *block = ir_block_at(s->function, home);
        if (term->kind != TERM_OPERATION || term->op < IR_EQ || term->op > IR_GE)
            continue;
        for (unsigned is_true = 0; is_true < 2; is_true++) {
            struct proof proof = {.value = ending->value, .against = is_true ? SIGN_ZERO : SIGN_ANY & ~SIGN_ZERO};
            struct fact fact;
            if (condition_when(s->numbering, s->knowledge->unit, ending->value, is_true, &fact))
                tell_fact(s, block->first + block->n - 1, &proof, &fact);
        }
    }
}

static term_id plain(const struct summing *s, term_id value)
{
    const struct term *term = term_at(numbering_terms(s->numbering), value);
    while (term->kind == TERM_OPERATION && !term->b && (term->op == IR_EXTEND || term->op == IR_TRUNC)) {
        value = term->a;
        term = term_at(numbering_terms(s->numbering), value);
    }
    return value;
}

/* The edges behind which the call's result is of the class. */
static void find_edges(const struct summing *s, uint32_t call, enum result_class kind, GArray *edges)
{
    struct cfg_list order = cfg_order(s->cfg);
    term_id result = numbering_of(s->numbering, (struct ir_ref){IR_REF_TEMP, call});
    struct path_edge out = {cfg_block_of(s->cfg, call), IR_NONE};
    g_array_set_size(edges, 0);
    if (kind == RESULT_ALWAYS)
        g_array_append_val(edges, out);
    for (uint32_t i = 0; i < order.n && kind != RESULT_ALWAYS; i++) {
        struct cfg_list after = cfg_successors(s->cfg, order.blocks[i]);
        for (uint32_t t = 0; t < after.n && after.n > 1; t++) {
            struct path_edge edge = {order.blocks[i], after.blocks[t]};
            struct fact fact;
            if (condition_of(s->numbering, s->knowledge->unit, s->function, edge.from, edge.to, &fact) &&
                plain(s, fact.subject) == result && result_is_of(kind, &fact))
                g_array_append_val(edges, edge);
        }
    }
}

/* What a called function has checked, where this one goes on only if it was content. */
static void tell_called(struct summing *s, uint32_t call, const struct deed *check, struct proof *proof)
{
    g_autoptr(GArray) of = g_array_new(FALSE, FALSE, sizeof(struct subject));
    g_autoptr(GArray) to = g_array_new(FALSE, FALSE, sizeof(struct subject));
    bool is_exact = summing_mapped(s, call, &check->of, of) && check->is_exact;
    if (check->to.kind == SUBJECT_CONSTANT)
        g_array_append_val(to, check->to);
    else if (check->to.kind != SUBJECT_NONE)
        is_exact = summing_mapped(s, call, &check->to, to) && is_exact;
    for (guint i = 0; i < MIN(of->len, CHECKED_MAX); i++) {
        struct deed deed = {.of = g_array_index(of, struct subject, i), .spot = check->spot, .is_exact = is_exact};
        deed.span = is_exact ? check->span : span_any();
        deed.is_equal = is_exact && check->is_equal && to->len == 1;
        deed.is_limit = check->is_limit;
        if (is_exact && to->len == 1)
            deed.to = g_array_index(to, struct subject, 0);
        tell_check(s, call, proof, deed);
    }
}

/* The same of an element that a loop hands to the function. */
static void tell_called_each(struct summing *s, uint32_t call, const struct deed *check, struct proof proof)
{
    struct deed inexact = *check;
    term_id value = called_value(s->numbering, s->function, call, &check->of);
    proof.begin = value ? summing_round(s, cfg_block_of(s->cfg, call), value) : 0;
    inexact.is_exact = false;
    if (proof.begin)
        tell_called(s, call, &inexact, &proof);
}

static void tell_calls(struct summing *s)
{
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        if (ir_inst_at(s->function, i)->op != IR_CALL || !cfg_is_reachable(s->cfg, cfg_block_of(s->cfg, i)))
            continue;
        const struct summary *summary = effects_summary(s->knowledge, s->function, i);
        enum result_class kind = RESULT_NEVER;
        for (guint d = 0; summary && d < summary->deeds->len; d++) {
            const struct deed *deed = &g_array_index(summary->deeds, struct deed, d);
            if (deed->kind != DEED_CHECKS)
                continue;
            if (deed->when != kind)
                find_edges(s, i, deed->when, edges);
            kind = deed->when;
            struct proof proof = {.edges = edges,
                                  .value = numbering_of(s->numbering, (struct ir_ref){IR_REF_TEMP, i}),
                                  .against = SIGN_ANY & ~result_signs(kind)};
            tell_called(s, i, deed, &proof);
            tell_called_each(s, i, deed, proof);
        }
    }
}

void summing_tell_checks(struct summing *s)
{
    tell_branches(s);
    tell_returned(s);
    tell_calls(s);
}
