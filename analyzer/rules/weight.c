/* How much a pair with a plain load weighs: whether what is believed and what is relied on have to do with each other,
 * by who writes. docs/rules/double-load.md says what is left out, and why. */
#include "rules/weight.h"

#include <string.h>

#include "facts/called_reads.h"
#include "facts/callees.h"
#include "rules/called_checks.h"

enum confidence weight_confidence(enum owner_kind kind)
{
    return kind >= OWNER_HOST || kind == OWNER_NONE ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
}

/* Of a fetch the owner is not looked for: it is somebody else by what it is. */
enum owner_kind weight_owner(const struct pair *pair)
{
    return pair->second->kind == READ_FETCH ? pair->first->owner.kind : pair->second->owner.kind;
}

bool weight_is_strong(enum owner_kind kind)
{
    return kind == OWNER_NONE || kind > OWNER_VOLATILE;
}

static bool is_measure(enum dependence_kind kind)
{
    return kind == DEPENDENCE_LENGTH || kind == DEPENDENCE_ALLOC || kind == DEPENDENCE_INDEX ||
           kind == DEPENDENCE_POINTER || kind == DEPENDENCE_LOOP || kind == DEPENDENCE_PROTECTION;
}

static const struct term *bare(const struct terms *terms, term_id value)
{
    return term_at(terms, term_bare(terms, value));
}

/* The call whose result the relation is on: what a called function says of the bytes; IR_NONE. */
static uint32_t answer_of(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    if (pair->relation->kind != DEPENDENCE_BRANCH || pair->relation->deed)
        return IR_NONE;
    if (term->kind == TERM_OPERATION && term->b)
        term = bare(terms, term_at(terms, term->a)->kind == TERM_CONST ? term->b : term->a);
    bool is_call = term->kind == TERM_RESULT && ir_inst_at(pair->reading->function, term->at)->op == IR_CALL;
    return is_call ? term->at : IR_NONE;
}

/* The relation is on how a function fared that read the bytes itself. */
static bool is_outcome(const struct pair *pair)
{
    return pair->first->kind == READ_INSIDE && answer_of(pair) == pair->first->inst &&
           !reading_is_accessor(pair->first);
}

/* Where the branch on the first value leads that comes to the use; IR_NONE when both sides do. */
static uint32_t side_of(const struct pair *judged)
{
    g_autoptr(GArray) failures = pair_failures(judged);
    struct pair pair = *judged;
    pair.failures = failures;
    return pair_passing(&pair, pair.relation->inst, pair.relation->inst, pair.use->inst);
}

/* The called function lets through what lies within limits. */
static bool is_limited_inside(const struct pair *pair)
{
    uint32_t side = side_of(pair);
    struct called_check check;
    return side != IR_NONE &&
           called_check_passed(pair, pair->relation->inst, side, pair->first, pair->relation->bytes, &check) &&
           check.is_limit;
}

static bool is_against_zero(const struct terms *terms, const struct term *comparison)
{
    const struct term *a = term_at(terms, comparison->a), *b = term_at(terms, comparison->b);
    return (a->kind == TERM_CONST && !a->number) || (b->kind == TERM_CONST && !b->number);
}

/* A comparison by order bounds a value; equality, or a bit of it, says what it is just now. So does an answer: `f(x) <
 * 0` says how f fared with it, unless it is known to look at limits. */
static bool is_bound(const struct pair *pair)
{
    if (pair->relation->kind != DEPENDENCE_BRANCH)
        return true;
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    uint32_t answer = answer_of(pair);
    bool is_order = term->kind == TERM_OPERATION && term->op >= IR_LT && term->op <= IR_GE;
    bool is_value = answer == IR_NONE || (answer == pair->first->inst && reading_is_accessor(pair->first));
    bool is_number = is_value || (answer == pair->first->inst && reading_is_computed(pair->first));
    if (is_order && (is_number || (!is_outcome(pair) && !is_against_zero(terms, term))))
        return true;
    return !is_value && pair->use && is_limited_inside(pair);
}

/* `strlen(name) == 0`: that there is a text at all. */
static bool is_measured_text(const struct pair *pair, const struct term *term)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *call = term->kind == TERM_RESULT ? ir_inst_at(r->function, term->at) : NULL;
    const struct ir_symbol *callee =
        call && call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    return callee && pair->first->kind == READ_TEXT && pair->first->inst == term->at && strstr(callee->name, "len");
}

/* That a value is not 0, or positive, or has a bit: says nothing of how large it is. What a called function answers may
 * say all. */
static bool is_zero_test(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    if (pair->relation->kind != DEPENDENCE_BRANCH || pair->relation->deed)
        return false;
    if (term->kind == TERM_OPERATION && term->op >= IR_EQ && term->op <= IR_GE) {
        if (!is_against_zero(terms, term))
            return false;
        term = bare(terms, term_at(terms, term->a)->kind == TERM_CONST ? term->b : term->a);
    }
    while (term->kind == TERM_OPERATION && term->op == IR_CALL) /* swapped bytes are 0 as they were */
        term = bare(terms, term->a);
    if (term->kind == TERM_OPERATION) /* a bit of what a table says of it may be all */
        return term->op == IR_AND && bare(terms, term->a)->kind != TERM_INITIAL;
    return term->kind == TERM_WRITTEN || is_measured_text(pair, term) ||
           (term->kind == TERM_RESULT && ir_inst_at(pair->reading->function, term->at)->op == IR_LOAD);
}

/* It is given the bytes' value, and judges that; one that reads them itself may say many things. */
static bool is_answer(const struct pair *pair)
{
    uint32_t call = answer_of(pair);
    return call != IR_NONE && call != pair->first->inst;
}

static const struct ir_symbol *callee_at(const struct pair *pair, uint32_t call)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *inst = ir_inst_at(r->function, call);
    return inst->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, inst) : NULL;
}

/* `write(fd, …) < 0 || write(fd, …) < 0`: how one call fared with it, and the same call again. */
static bool is_same_deed(const struct pair *pair)
{
    const struct ir_symbol *callee = is_answer(pair) ? callee_at(pair, answer_of(pair)) : NULL;
    return callee && pair->use->kind == DEPENDENCE_ARGUMENT && !pair->use->deed &&
           callee == callee_at(pair, pair->use->inst);
}

/* `x - y > 0` compares two values. */
static bool is_difference(const struct terms *terms, const struct term *comparison)
{
    const struct term *a = term_at(terms, comparison->a);
    const struct term *other = bare(terms, a->kind == TERM_CONST ? comparison->b : comparison->a);
    return is_against_zero(terms, comparison) && other->kind == TERM_OPERATION && other->op == IR_SUB &&
           term_at(terms, other->a)->kind != TERM_CONST && term_at(terms, other->b)->kind != TERM_CONST;
}

static bool is_bound_by_number(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    if (!is_bound(pair)) /* which may make terms, and move those that are there */
        return false;
    const struct term *term = bare(terms, pair->relation->value);
    return term->b && !is_difference(terms, term) &&
           (term_at(terms, term->a)->kind == TERM_CONST || term_at(terms, term->b)->kind == TERM_CONST);
}

static bool is_masked(const struct terms *terms, term_id value)
{
    const struct term *term = bare(terms, value);
    return term->kind == TERM_OPERATION && term->op == IR_AND;
}

/* A loop that goes on until a bit of the value changes. */
static bool is_polling(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->use->value);
    return pair->use->kind == DEPENDENCE_LOOP && term->kind == TERM_OPERATION &&
           (is_masked(terms, term->a) || (term->b && is_masked(terms, term->b)));
}

/* `if (a->state == READY)`, and on to where it is: the value is known there. Not where it is only some other one, nor
 * when a bit of it says that the other side is done. */
static bool is_equality(const struct pair *pair)
{
    const struct reading *r = pair->reading;
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    struct cfg_list after = cfg_successors(r->cfg, cfg_block_of(r->cfg, pair->relation->inst));
    if (term->kind != TERM_OPERATION || (term->op != IR_EQ && term->op != IR_NE) || after.n != 2)
        return false;
    if (is_masked(terms, term->a) || is_masked(terms, term->b))
        return false;
    return side_of(pair) == after.blocks[term->op == IR_NE];
}

/* What a device writes is waited for, by a bit, a sentinel or a phase: then it is handed over. Only what limits is
 * believed. */
static bool is_limit(const struct pair *pair)
{
    return pair->relation->kind != DEPENDENCE_BRANCH || pair->relation->deed || is_bound(pair) || is_equality(pair) ||
           (answer_of(pair) != IR_NONE && !is_outcome(pair));
}

/* One function is called twice: the first time it used what it read before anything was known of it. */
static bool is_same_callee(const struct pair *pair)
{
    return pair->first->kind == READ_INSIDE && pair->second->kind == READ_INSIDE && pair->use->deed &&
           pair->use->inst == pair->second->inst && pair->first->summary == pair->second->summary;
}

/* Reads inside of called functions of which nobody knows how far they go: maybe of the same bytes. */
static bool is_vague(const struct pair *pair)
{
    return (pair->first->kind == READ_INSIDE && pair->first->bytes.high == INT64_MAX) ||
           (pair->second->kind == READ_INSIDE && pair->second->bytes.high == INT64_MAX);
}

/* A number that another file defines, such as the count of ticks. */
static bool is_everybodys(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *base = term_at(terms, numbering_root(pair->reading->numbering, pair->second->source));
    const struct ir_unit *unit = pair->reading->knowledge.unit;
    const struct ir_symbol *symbol = base->kind == TERM_SYMBOL ? ir_symbol_at(unit, base->at) : NULL;
    return symbol && !symbol->is_defined && ir_type_at(unit, symbol->type)->kind != IR_TYPE_RECORD &&
           ir_type_at(unit, symbol->type)->kind != IR_TYPE_ARRAY &&
           ir_type_at(unit, symbol->type)->kind != IR_TYPE_POINTER;
}

/* That a function of a kernel, somewhere below this one, loads as volatile says of no other writer now: reference
 * counts, states and flags are loaded so everywhere. */
static bool is_anybodys(const struct pair *pair)
{
    return pair->reading->knowledge.unit->is_kernel && weight_owner(pair) <= OWNER_VOLATILE &&
           (pair->first->kind == READ_INSIDE || pair->second->kind == READ_INSIDE || is_everybodys(pair));
}

/* A pointer that is tested for null, and that another thread makes null. */
static bool is_cleared(const struct pair *pair)
{
    const struct ir_inst *load = ir_inst_at(pair->reading->function, pair->second->inst);
    return pair->second->owner.is_cleared && !pair->reading->knowledge.unit->is_kernel && load->op == IR_LOAD &&
           ir_type_at(pair->reading->knowledge.unit, load->type)->kind == IR_TYPE_POINTER && is_zero_test(pair);
}

static bool is_behind_member(const struct read *read)
{
    return read->kind == READ_INSIDE && read->deed->of.at.depth > 0 && !reading_is_done_to(read, DEED_RETURNS);
}

/* It does not only look, and say what it has seen. */
static bool is_at_work(const struct read *read)
{
    return read->summary && (read->summary->writes->len || read->summary->writes_open);
}

/* Two functions work on what a record of ours leads to, `get_entry(ring); submit(ring);`: each asks for itself. */
static bool is_their_affair(const struct pair *pair)
{
    return is_behind_member(pair->first) && is_behind_member(pair->second) && pair->first->inst != pair->second->inst &&
           (is_at_work(pair->first) || reading_is_done_to(pair->second, DEED_CHECKS));
}

/* Whether what is believed of the first value has to do with how the second one is used. */
static bool is_telling(const struct pair *pair)
{
    bool is_loop = pair->use->kind == DEPENDENCE_LOOP;
    bool is_ours = weight_owner(pair) != OWNER_NONE && weight_owner(pair) < OWNER_PROCESS;
    bool is_once = pair->first->kind == READ_ONCE && pair->second->kind == READ_ONCE;
    bool is_anew = pair->relation->kind == DEPENDENCE_ALLOC && pair->use->kind == DEPENDENCE_ALLOC;
    if (is_anybodys(pair) || is_same_callee(pair) || is_same_deed(pair) || is_anew || (is_ours && is_polling(pair)))
        return false;
    if (pair->use->kind == DEPENDENCE_PROTECTION)
        return true;
    if (is_their_affair(pair))
        return false;
    if (pair->use->kind == DEPENDENCE_POINTER) /* lists of ours, in objects of which a device knows a part */
        return ((!is_ours || is_once) && !is_outcome(pair)) || is_cleared(pair);
    if (pair->relation->kind == DEPENDENCE_LOOP) /* how long to go on is asked again and again */
        return !is_loop && pair->use->kind != DEPENDENCE_ARGUMENT;
    if (is_loop && is_ours) /* `done < a->limit`, which sets a limit and has none */
        return is_bound_by_number(pair) && !is_zero_test(pair);
    if (is_loop || weight_owner(pair) == OWNER_THREAD || weight_owner(pair) == OWNER_VOLATILE)
        return (is_bound(pair) && !is_zero_test(pair)) || is_answer(pair);
    return !is_zero_test(pair);
}

bool weight_is_alarm(const struct pair *pair)
{
    return pair->verdict == VERDICT_LIVE || pair->verdict == VERDICT_UNPROVEN;
}

/* Counters that the kernel exports (jiffies), and pointers that it reads by READ_ONCE (RCU): nobody untrusted writes
 * them, and what is made of a number is no address. */
static bool is_counter_or_list(const struct pair *pair)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *load = ir_inst_at(r->function, pair->second->inst);
    bool is_number = load->op == IR_LOAD && ir_type_at(r->knowledge.unit, load->type)->kind != IR_TYPE_POINTER;
    return weight_owner(pair) == OWNER_VOLATILE && pair->use->kind == DEPENDENCE_POINTER &&
           (is_number || r->knowledge.unit->is_kernel);
}

/* What a called function makes of an address while it copies, such as dma_sync_single_for_cpu: no limit of the other.
 */
static bool is_copied_inside(const struct pair *pair)
{
    return pair->relation->kind == DEPENDENCE_LENGTH && pair->relation->deed;
}

/* Registers are read again by design: that one is handed to somebody is how drivers work. */
static bool is_register_handed(const struct pair *pair)
{
    const struct ir_function *function = pair->reading->function;
    bool is_one = (pair->first->kind == READ_ONCE && ir_inst_at(function, pair->first->inst)->op == IR_CALL) ||
                  (pair->second->kind == READ_ONCE && ir_inst_at(function, pair->second->inst)->op == IR_CALL);
    return is_one && pair->verdict == VERDICT_UNPROVEN;
}

/* Of devices: alarms that only one which misbehaves would make true. */
static bool is_faint(const struct pair *pair, const struct filled *filled)
{
    enum owner_kind kind = weight_owner(pair);
    if (pair->use->kind == DEPENDENCE_PROTECTION || kind == OWNER_NONE || kind > OWNER_DEVICE)
        return false;
    return is_vague(pair) || is_counter_or_list(pair) || is_register_handed(pair) ||
           (kind == OWNER_DEVICE && (!is_limit(pair) || is_copied_inside(pair) ||
                                     filled_elsewhere(filled, pair->reading->function, pair->second)));
}

/* That nobody else has the memory yet is as far as the code is seen. */
static bool is_alone(const struct pair *pair)
{
    return pair->first->owner.is_alone && pair->second->owner.is_alone;
}

void weight_soften(struct pair *pair, const struct filled *filled)
{
    bool was_alarm = weight_is_alarm(pair);
    bool is_weak = !weight_is_strong(weight_owner(pair));
    if (was_alarm && !is_telling(pair)) {
        pair->verdict = VERDICT_NONE;
        return;
    }
    if (was_alarm && (is_alone(pair) || is_faint(pair, filled)))
        pair->verdict = VERDICT_LATENT;
    else if (pair->verdict == VERDICT_LIVE && is_vague(pair))
        pair->verdict = VERDICT_UNPROVEN;
    if (weight_owner(pair) == OWNER_UNKNOWN &&
        (!was_alarm || pair->use->kind != DEPENDENCE_PROTECTION || !is_bound(pair) || !pair->second->owner.is_input)) {
        pair->verdict = VERDICT_NONE;
        return;
    }
    if (pair->verdict == VERDICT_UNPROVEN && !is_bound(pair))
        pair->verdict = VERDICT_LATENT;
    if (was_alarm && is_weak && (weight_owner(pair) == OWNER_UNKNOWN || !is_measure(pair->use->kind)))
        pair->verdict = VERDICT_LATENT;
    if (pair->verdict == VERDICT_LATENT && (is_weak ? !was_alarm : !is_bound(pair)))
        pair->verdict = VERDICT_NONE;
    if (pair->verdict == VERDICT_SAFE && is_weak)
        pair->verdict = VERDICT_NONE;
}
