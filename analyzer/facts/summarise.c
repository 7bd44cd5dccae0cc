#include "facts/called.h"
#include "facts/summing.h"
#include "ir/access.h"

enum {
    INSTS_MAX = 4000, /* of a function: what is larger is no helper */
    DEEDS_FINE = 500, /* beyond, what is done with one place becomes one deed, if its parameter has a crowd of them */
    CROWD = 60,
    DEEDS_COARSE = 580, /* beyond, whatever it has */
    DEEDS_MAX = 600,
    KEEPING = 1000 /* steps: a deed stays in memory, of each function of the unit */
};

static struct spot spot_of(const struct summing *s, uint32_t inst)
{
    const struct ir_unit *unit = s->knowledge->unit;
    const struct ir_loc *loc = ir_loc_at(unit, ir_inst_at(s->function, inst)->loc);
    return (struct spot){.file = loc->file < unit->files->len ? g_array_index(unit->files, const char *, loc->file)
                                                              : unit->main_file,
                         .function = ir_function_name(unit, s->function),
                         .line = loc->line,
                         .col = loc->col};
}

/* Loads, uses and writes of the same memory, of other bytes: what is known of both is true of their hull. */
static bool is_mergeable(const struct deed *a, const struct deed *b)
{
    struct deed alike = *b;
    if (a->kind != b->kind || (a->kind != DEED_LOADS && a->kind != DEED_USES && a->kind != DEED_WRITES) ||
        a->of.kind != SUBJECT_MEMORY)
        return false;
    alike.of.bytes = a->of.bytes;
    alike.to = a->to;
    alike.is_equal = a->is_equal;
    alike.span = a->span;
    alike.when = a->when;
    alike.is_exact = a->is_exact;
    return deed_equal(a, &alike);
}

static void merge(struct deed *into, const struct deed *deed)
{
    bool is_one_begin = into->of.bytes.low == deed->of.bytes.low;
    into->of.bytes.apart = is_one_begin ? into->of.bytes.apart & deed->of.bytes.apart : 0;
    into->of.bytes.low = MIN(into->of.bytes.low, deed->of.bytes.low);
    into->of.bytes.high = MAX(into->of.bytes.high, deed->of.bytes.high);
    into->span = span_any();
    into->is_exact &= into->kind == DEED_LOADS;
    into->to = (struct subject){0};
    into->is_equal = false;
    if (into->kind == DEED_WRITES)
        into->when = RESULT_NEVER;
}

/* Whether much is told of what that parameter leads to. */
static bool is_crowded(const GArray *deeds, const struct subject *subject)
{
    guint n = 0;
    for (guint i = 0; i < deeds->len && n < CROWD; i++) {
        const struct subject *of = &g_array_index(deeds, struct deed, i).of;
        n += of->kind == subject->kind && of->at.argument == subject->at.argument;
    }
    return n == CROWD;
}

/* A function that does much is told of in less detail, rather than not at all: how much it does grows with what is
 * known of those that it calls. The record that all of them work on is what grows; an entry that they were handed
 * beside it stays told of field by field. */
static bool is_merged(GArray *deeds, const struct deed *deed)
{
    if (deeds->len < DEEDS_FINE || (deeds->len < DEEDS_COARSE && !is_crowded(deeds, &deed->of)))
        return false;
    for (guint i = 0; i < deeds->len; i++) {
        struct deed *one = &g_array_index(deeds, struct deed, i);
        if (!is_mergeable(one, deed))
            continue;
        merge(one, deed);
        return true;
    }
    return false;
}

void summing_add(struct summing *s, uint32_t inst, struct deed deed)
{
    GArray *deeds = s->summary->deeds;
    if (!effort_spend(&s->effort, deeds->len))
        return;
    if (!deed.spot.file)
        deed.spot = spot_of(s, inst);
    for (guint i = 0; deed.kind != DEED_FETCHES && i < deeds->len; i++)
        if (deed_equal(&g_array_index(deeds, struct deed, i), &deed))
            return;
    if (is_merged(deeds, &deed))
        return;
    if (deeds->len == DEEDS_MAX)
        s->is_too_much = true;
    else if (effort_spend(&s->effort, KEEPING))
        g_array_append_val(deeds, deed);
}

bool summing_mapped(struct summing *s, uint32_t call, const struct subject *subject, GArray *ret_subjects)
{
    struct subject own = {0};
    for (guint f = 0; subject->kind == SUBJECT_FETCHED && f < s->fetches->len; f++) {
        const struct fetched *fetch = &g_array_index(s->fetches, struct fetched, f);
        if (fetch->inst != call || !fetch->deed || fetch->number != subject->fetch)
            continue;
        own = (struct subject){.kind = SUBJECT_FETCHED, .fetch = f, .bytes = subject->bytes};
        g_array_append_val(ret_subjects, own);
        return true;
    }
    term_id value = called_value(s->numbering, s->function, call, subject);
    if (value && !subject->bytes.apart && origins_exact(s->origins, value, &own)) {
        if (own.kind != SUBJECT_CONSTANT)
            g_array_append_val(ret_subjects, own);
        return true;
    }
    if (value)
        origins_of_bits(s->origins, value, ~subject->bytes.apart, ret_subjects);
    else if (subject->kind == SUBJECT_MEMORY)
        origins_of_memory(s->origins, call, numbering_place(s->numbering, call, &subject->at, false), subject->bytes,
                          ret_subjects);
    return false;
}

/* The signs that the result of a called function may have. */
static unsigned signs_of(uint32_t call, void *context)
{
    const struct summing *s = context;
    const struct summary *summary = effects_summary(s->knowledge, s->function, call);
    return summary ? summary->signs : SIGN_ANY;
}

struct numbers summing_numbers(const struct summing *s, const struct exit_value *ending, const struct fetched *fetch)
{
    const struct term *term = term_at(numbering_terms(s->numbering), ending->value);
    struct numbers numbers = {.is_open = true};
    if (term->kind == TERM_CONST) {
        numbers.is_open = false;
        numbers_add(&numbers, term->number);
    }
    if (term->kind != TERM_RESULT || ir_inst_at(s->function, term->at)->op != IR_CALL)
        return numbers;
    const struct summary *summary = effects_summary(s->knowledge, s->function, term->at);
    if (summary)
        numbers = fetch && fetch->deed && fetch->inst == term->at ? fetch->deed->after : summary->results;
    return numbers;
}

/* What is found in a table by an index that is made of something is not made of it. */
static bool is_found_elsewhere(const struct summing *s, term_id value)
{
    const struct terms *terms = numbering_terms(s->numbering);
    struct subject subject;
    value = term_bare(terms, value);
    return term_at(terms, value)->kind == TERM_INITIAL && !origins_exact(s->origins, value, &subject);
}

/* A volatile load, that brings another value each time the function is called. */
static bool is_fresh(const struct summing *s, term_id value)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *term = term_at(terms, term_bare(terms, value));
    return term->kind == TERM_RESULT && ir_inst_at(s->function, term->at)->op == IR_LOAD;
}

static void tell_results(struct summing *s)
{
    const GArray *endings = exits_all(s->exits);
    for (guint i = 0; i < endings->len; i++) {
        const struct exit_value *ending = &g_array_index(endings, struct exit_value, i);
        struct subject of;
        uint32_t block = ending->from == IR_NONE ? ending->block : ending->from;
        uint32_t inst = ir_block_at(s->function, block)->first + ir_block_at(s->function, block)->n - 1;
        struct numbers numbers = summing_numbers(s, ending, NULL);
        numbers_join(&s->summary->results, &numbers);
        s->summary->signs |= ending->signs;
        if (!is_fresh(s, ending->value) && origins_exact(s->origins, ending->value, &of)) {
            if (of.kind == SUBJECT_VALUE && endings->len == 1)
                s->summary->returned = (int)of.at.argument;
            struct deed deed = {.kind = DEED_RETURNS, .of = of, .span = span_any(), .is_exact = true};
            if (of.kind != SUBJECT_CONSTANT)
                summing_add(s, inst, deed);
            continue;
        }
        if (is_found_elsewhere(s, ending->value))
            continue;
        const GArray *origins = origins_of(s->origins, ending->value);
        for (guint o = 0; o < origins->len; o++) {
            struct deed deed = {.kind = DEED_RETURNS, .span = span_any()};
            deed.of = g_array_index(origins, struct subject, o);
            summing_add(s, inst, deed);
        }
    }
}

static void tell(struct summing *s)
{
    summing_tell_fetches(s);
    summing_tell_checks(s);
    summing_tell_deeds(s);
    tell_results(s);
}

static bool prepare(struct summing *s)
{
    const struct ir_unit *unit = s->knowledge->unit;
    s->numbering = numbering_new(unit, s->cfg, &s->effects);
    if (!s->numbering)
        return false;
    summing_find_fetches(s);
    if (called_cells(s->knowledge, s->cfg, s->numbering) && !numbering_again(s->numbering))
        return false;
    summing_place_fetches(s);
    s->origins = origins_new(s->knowledge, s->cfg, s->numbering, s->fetches);
    s->exits = exits_new(unit, s->cfg, s->numbering, signs_of, s);
    return true;
}

struct summary *summarise(struct call_knowledge *knowledge, const struct ir_function *function)
{
    if (function->degraded || function->is_initialiser || !function->insts->len)
        return NULL;
    struct summing s = {.knowledge = knowledge, .function = function, .cfg = cfg_new(function)};
    s.effort = effort_begin(knowledge->efforts);
    s.effects = effects_of(knowledge);
    s.effects.effort = &s.effort;
    s.fetches = g_array_new(FALSE, TRUE, sizeof(struct fetched));
    s.summary = summary_new();
    if (function->insts->len > INSTS_MAX)
        effort_fail(&s.effort, "more than 4000 instructions");
    bool is_told = !s.effort.fault && prepare(&s);
    if (is_told)
        tell(&s);
    exits_free(s.exits);
    origins_free(s.origins);
    numbering_free(s.numbering);
    g_array_unref(s.fetches);
    cfg_free(s.cfg);
    if (s.is_too_much)
        effort_fail(&s.effort, "it does too much");
    effort_end(&s.effort, function);
    if (!is_told || s.effort.fault)
        g_clear_pointer(&s.summary, summary_free);
    else
        summary_settle(s.summary);
    return s.summary;
}
