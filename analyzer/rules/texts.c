/* Texts whose end, or whose words, are believed: measured or compared in one copy, and read until the NUL in the next.
 */
#include <string.h>

#include "facts/callees.h"
#include "facts/texts.h"
#include "ir/access.h"
#include "ir/arithmetic.h"
#include "rules/texts.h"

enum { NUMBER_SIZE = 8 /* what is larger than a number is a text, or an element of one */ };

bool pair_believes_end(const struct pair *pair, const struct dependence *relation)
{
    const struct read *first = pair->first;
    bool is_length = first->fetch.gives_value && first->fetch.length.kind != IR_REF_NONE; /* strnlen_user */
    return is_length || relation->bytes.high == INT64_MAX || relation->bytes.high - relation->bytes.low > NUMBER_SIZE;
}

/* Of the local or global object; INT64_MAX when it is none, or larger. */
static int64_t room_at(const struct reading *r, term_id address)
{
    int64_t offset;
    const struct term *root =
        term_at(numbering_terms(r->numbering), term_base(numbering_terms(r->numbering), address, &offset));
    ir_id type = root->kind == TERM_LOCAL    ? g_array_index(r->function->locals, struct ir_local, root->at).type
                 : root->kind == TERM_SYMBOL ? ir_symbol_at(r->knowledge.unit, root->at)->type
                                             : IR_NONE;
    uint64_t size = type == IR_NONE ? 0 : ir_type_at(r->knowledge.unit, type)->size;
    return size && size <= INT32_MAX ? (int64_t)size - offset : INT64_MAX;
}

bool pair_overruns(const struct pair *pair, const struct dependence *use)
{
    struct reading *r = pair->reading;
    const struct ir_inst *copy = ir_inst_at(r->function, use->inst);
    int64_t most = pair->second->bytes.high - pair->second->bytes.low;
    if (copy->op != IR_CALL || copy->n_operands < 2 || pair->second->bytes.high == INT64_MAX ||
        reading_stems(r, pair->second->length, pair->first, use->bytes))
        return false;
    int64_t room = room_at(r, numbering_of(r->numbering, ir_operand(r->function, copy, 1)));
    return most > pair->first->bytes.high - pair->first->bytes.low && (room == INT64_MAX || most > room);
}

/* The value that a branch compares with a constant, or finds to be 0 or not. */
static term_id asked_of(const struct terms *terms, term_id condition)
{
    const struct term *term = term_at(terms, term_bare(terms, condition));
    if (term->kind != TERM_OPERATION || !arithmetic_is_comparison((enum ir_op)term->op))
        return term_bare(terms, condition);
    bool is_turned = term_at(terms, term->a)->kind == TERM_CONST;
    return term_bare(terms, is_turned ? term->b : term->a);
}

const char *pair_text_asked(const struct pair *pair, const struct dependence *branch, term_id *ret_result)
{
    const struct reading *r = pair->reading;
    *ret_result = asked_of(pair_terms(pair), branch->value);
    const struct term *term = term_at(pair_terms(pair), *ret_result);
    const struct ir_inst *call = term->kind == TERM_RESULT ? ir_inst_at(r->function, term->at) : NULL;
    const struct ir_symbol *callee =
        call && call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    return callee && text_look(callee->name) ? callee->name : NULL;
}

bool pair_believes_words(const struct pair *pair, const struct dependence *relation)
{
    term_id result;
    const char *name = relation->kind == DEPENDENCE_BRANCH ? pair_text_asked(pair, relation, &result) : NULL;
    return name && text_compares(name);
}

enum verdict pair_verdict_of_words(const struct pair *pair, const struct dependence *use)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *call = ir_inst_at(r->function, use->inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    if (callee && text_act(callee->name))
        return VERDICT_LIVE;
    bool is_looked_at = !callee || callee_is_quiet(callee->name) || text_look(callee->name) ||
                        text_copy(callee->name) || strstr(callee->name, "print");
    return is_looked_at ? VERDICT_NONE : VERDICT_UNPROVEN;
}

static bool is_in_copy(const struct pair *pair, term_id address)
{
    const struct numbering *n = pair->reading->numbering;
    return address && pair->second->destination &&
           numbering_root(n, address) == numbering_root(n, pair->second->destination);
}

/* `text[n - 1] = 0`, before the second fetch as well when that leaves the byte alone. */
static bool puts_nul(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *store = ir_inst_at(r->function, inst);
    if (store->op != IR_STORE)
        return false;
    const struct term *value = term_at(pair_terms(pair), numbering_of(r->numbering, ir_operand(r->function, store, 1)));
    return value->kind == TERM_CONST && value->number == 0 &&
           is_in_copy(pair, numbering_of(r->numbering, ir_operand(r->function, store, 0)));
}

/* An object that was all zero, of another size than what is copied into it. */
static bool is_zeroed(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    const struct ir_inst *i = ir_inst_at(r->function, inst);
    struct call_effect effect = {.kind = EFFECT_NONE};
    if (i->op == IR_ZERO && is_in_copy(pair, numbering_of(r->numbering, ir_operand(r->function, i, 0))))
        return pair->second->bytes.high == INT64_MAX || (int64_t)ir_type_at(r->knowledge.unit, i->type)->size >
                                                            pair->second->bytes.high - pair->second->bytes.low;
    if (i->op != IR_CALL)
        return false;
    const struct ir_symbol *callee = ir_callee(r->knowledge.unit, r->function, i);
    bool allocates =
        callee && callee_allocates(callee->name) && (strstr(callee->name, "zalloc") || strstr(callee->name, "calloc"));
    if (allocates && i->n_operands > 1)
        return is_in_copy(pair, numbering_of(r->numbering, (struct ir_ref){IR_REF_TEMP, inst})) &&
               numbering_of(r->numbering, ir_operand(r->function, i, 1)) != pair->second->length;
    return r->effects.of_call(r->function, inst, &effect, r->effects.context) && effect.kind == EFFECT_FILL &&
           inst != pair->second->inst && inst != pair->first->inst &&
           is_in_copy(pair, numbering_of(r->numbering, effect.to)) &&
           numbering_of(r->numbering, effect.length) != pair->second->length;
}

/* A branch that finds a NUL in the second copy, or asks a function for it, or the fetch itself how far it came. */
static bool finds_end(const struct pair *pair, const struct dependence *again, uint32_t to)
{
    const struct reading *r = pair->reading;
    struct fact fact;
    if (again->kind != DEPENDENCE_BRANCH ||
        !condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, again->inst), to, &fact))
        return false;
    return (fact.low == 0 && fact.high == 0) || again->bytes.high == INT64_MAX ||
           again->bytes.high - again->bytes.low > NUMBER_SIZE;
}

static bool asks_fetch(const struct pair *pair, uint32_t inst)
{
    const struct reading *r = pair->reading;
    const struct term *term = term_at(pair_terms(pair), dependence_condition(r, inst));
    if (term->kind != TERM_OPERATION || !term->b || !pair->second->fetch.interface->fetch->partial)
        return false;
    const struct term *a = term_at(pair_terms(pair), term->a), *b = term_at(pair_terms(pair), term->b);
    const struct term *other = a->kind == TERM_RESULT && a->at == pair->second->inst   ? b
                               : b->kind == TERM_RESULT && b->at == pair->second->inst ? a
                                                                                       : NULL;
    return other && (other->kind != TERM_CONST || other->number > 0);
}

enum pair_reason pair_ended(const struct pair *pair, const struct dependence *use, uint32_t *ret_proof)
{
    const struct reading *r = pair->reading;
    for (guint i = 0; i < pair->relied->len; i++) {
        const struct dependence *again = &g_array_index(pair->relied, struct dependence, i);
        uint32_t to = again->inst == use->inst || again->kind != DEPENDENCE_BRANCH
                          ? IR_NONE
                          : pair_passing(pair, pair->second->inst, again->inst, use->inst);
        if (to != IR_NONE && finds_end(pair, again, to)) {
            *ret_proof = again->inst;
            return PAIR_RECHECKED;
        }
    }
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        bool is_branch = ir_inst_at(r->function, i)->op == IR_CBR && pair->second->fetch.interface;
        bool ends = puts_nul(pair, i) || is_zeroed(pair, i);
        if (!ends && !(is_branch && asks_fetch(pair, i)))
            continue;
        if (i != use->inst && paths_lead(r->paths, i, use->inst, NULL) != PATH_FOUND)
            continue;
        *ret_proof = i;
        return ends ? PAIR_OVERRIDDEN : PAIR_RECHECKED;
    }
    return PAIR_NONE;
}
