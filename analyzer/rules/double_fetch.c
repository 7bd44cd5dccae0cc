/* double-fetch: bytes that somebody else can write are fetched, believed, fetched again, and relied on.
 *
 * Finds
 *   1. two fetches of overlapping bytes on one path, where the first one's bytes limit, measure or select something and
 *      the second one's same bytes are used as length, index, address, size, bound or selector (live);
 *   2. the same where the second copy goes to a function that nobody knows, after its size was taken from the first, or
 * the second value is given to a function that keeps it (unproven);
 *   3. the same through variables, casts, members, offsets, struct copies and memcpy, and where both copies land in one
 *      object.
 *   4. the same where the fetch, the check, the override or the use is made by a function that is called, of this file
 *      or another, by name or through a pointer (facts/callplaces.h): steps lead into it.
 * Tells why the other pairs are safe: level none, with one of
 *   5. compared, rechecked, overridden, rest-only, disjoint, exclusive-paths, unused, retry;
 *   6. latent, a note, when the second copy is only stored or handed on, or comes from a device's registers.
 * Stays silent on
 *   7. pairs of which nothing is believed; streams (iov_iter), where each fetch goes on behind the last, unless they
 *      are set back (facts/streams.h).
 * Known gaps
 *   8. callees that are larger than facts/summarise.c allows; of functions behind a field only what they fetch is
 * known;
 *   9. rounds of one loop that believe what another round fetched, but for what was allocated for it. */
#include "facts/summaries.h"
#include "rules/memory.h"
#include "rules/pairing.h"
#include "rules/walk.h"

enum { READS_MAX = 64 };

static const struct use *use_at(const struct review *review, const struct ir_function *function, uint32_t inst)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (use->function == function && use->inst == inst && use->interface->fetch && !use->is_reference)
            return use;
    }
    return NULL;
}

/* The argument that a called function fetches from, as written. */
static const char *handed_text(struct pairing *p, const struct read *read)
{
    const struct ir_inst *call = ir_inst_at(p->reading->function, read->inst);
    const GArray *texts = g_array_index(p->reading->function->calls, struct ir_call, call->aux).texts;
    uint32_t argument = read->deed->of.at.argument;
    return texts && argument < texts->len ? g_array_index(texts, const char *, argument) : NULL;
}

static const char *source_text(struct pairing *p, const struct read *read)
{
    const struct use *use = read->deed ? NULL : use_at(p->review, p->reading->function, read->inst);
    const char *text = read->deed ? handed_text(p, read) : NULL;
    if (use)
        use_argument(use, (unsigned)use->interface->fetch->source, &text);
    return text && *text ? text : "the source";
}

/* A fetch, and when it is made inside of a called function, that call before it. */
static void tell_fetch(struct pairing *p, struct report *report, enum step_role role, const struct read *read)
{
    g_autofree char *bytes = pairing_bytes(read->bytes);
    const char *again = role == ROLE_REFETCH ? " again" : "", *name = read->fetch.interface->name;
    if (!read->deed) {
        report_step(report, role, pairing_loc(p, read->inst), "%s fetches %s of `%s`%s", name, bytes,
                    source_text(p, read), again);
        return;
    }
    report_step(report, ROLE_CALL, pairing_loc(p, read->inst), "%s is called with `%s`", read->deed->spot.function,
                source_text(p, read));
    report_spot(report, role, &read->deed->spot, "%s fetches %s of it%s", name, bytes, again);
}

/* What is done with a value; inside of a called function at its place there. */
static void tell_dependence(struct pairing *p, struct report *report, enum step_role role, const char *what,
                            const struct dependence *dependence)
{
    g_autofree char *bytes = pairing_bytes(dependence->bytes);
    if (dependence->deed) {
        const struct spot *spot = &dependence->deed->spot;
        report_step(report, ROLE_CALL, pairing_loc(p, dependence->inst), "%s is called with it", spot->function);
        report_spot(report, role, spot, "%s %s %s", what, bytes, dependence_text(dependence->kind));
        return;
    }
    report_step(report, role, pairing_loc(p, dependence->inst), "%s %s %s", what, bytes,
                dependence_text(dependence->kind));
}

static void tell_steps(struct pairing *p, struct report *report, const struct pair *pair)
{
    if (pair->verdict == VERDICT_LIVE || pair->verdict == VERDICT_UNPROVEN)
        report_entry(report, p->review, p->reading->function);
    g_autofree char *memory = g_strdup_printf("the memory that `%s` points to", source_text(p, pair->first));
    report_writer(report, p->reading, pair->first, memory);
    tell_fetch(p, report, ROLE_FETCH, pair->first);
    if (pair->relation && pair->reason != PAIR_RETRY)
        tell_dependence(p, report, ROLE_CHECK, "what came from", pair->relation);
    tell_fetch(p, report, ROLE_REFETCH, pair->second);
    if (pair->use)
        tell_dependence(p, report, ROLE_USE, "the second value of", pair->use);
}

static void tell_safe(struct pairing *p, struct report *report, const struct pair *pair)
{
    report_message(report, "`%s` is fetched twice, safely: %s", source_text(p, pair->second),
                   pair_reason_name(pair->reason));
    pairing_tell_safe(p, report, pair);
}

static void tell_alarm(struct pairing *p, struct report *report, const struct pair *pair)
{
    g_autofree char *bytes = pairing_bytes(pair->use->bytes);
    report_message(report,
                   "%s of `%s` are fetched twice: the first value %s, the second, which %s may have changed, %s", bytes,
                   source_text(p, pair->second), dependence_text(pair->relation->kind), pair->second->principal,
                   dependence_text(pair->use->kind));
    report_gain(
        report,
        "Whoever changes the bytes between the two fetches passes the check with one value and has the other used.");
    report_repair(report,
                  "Fetch once; or fetch only the rest the second time; or set the bytes of the second copy from "
                  "the first; or compare the two and leave when they differ.");
}

/* At the second fetch; NULL when no alarm may rest on it. */
static struct report *begin(struct pairing *p, const struct pair *pair)
{
    const struct ir_function *function = p->reading->function;
    const struct read *second = pair->second;
    if (!second->deed) {
        const struct use *use = use_at(p->review, function, second->inst);
        return use && review_is_sound(p->review, use) ? report_new(p->review, use) : NULL;
    }
    if (!constants_is_reached(body_constants(review_body(p->review, function)), second->inst))
        return NULL;
    struct report *report = report_new_at(p->review, function, second->inst);
    report_key(report, second->deed->spot.function);
    report_key(report, source_text(p, second));
    return report;
}

static void tell(struct pairing *p, const struct pair *pair)
{
    struct report *report = begin(p, pair);
    if (!report)
        return;
    enum confidence confidence = pair->verdict == VERDICT_LIVE ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    report_grade(report, p->review->rule->severity, confidence);
    report_verdict(report, pair->verdict, pair->reason == PAIR_NONE ? NULL : pair_reason_name(pair->reason));
    report_memory(report, pair);
    report_key(report, pair->first->fetch.interface->name);
    report_key(report, source_text(p, pair->first));
    tell_steps(p, report, pair);
    if (pair->verdict == VERDICT_SAFE)
        tell_safe(p, report, pair);
    else
        tell_alarm(p, report, pair);
    report_emit(report);
}

static bool is_comparable(const struct read *read)
{
    return read->source != TERM_UNKNOWN && !read->fetch.is_stream;
}

/* The two as reads of one object, when they are: an element and the whole array get one frame, in `frames`. */
static bool share_frame(const struct pairing *p, struct pair *pair, struct read frames[2])
{
    const struct read *first = pair->first, *second = pair->second;
    if (walk_within(p->reading, second, first, &frames[1]))
        pair->second = &frames[1];
    else if (walk_within(p->reading, first, second, &frames[0]))
        pair->first = &frames[0];
    return pair->first != first || pair->second != second;
}

/* `ret_renewing`: what ends the round in which both read it. */
static bool share_object(const struct pairing *p, struct pair *pair, struct read frames[2], GArray **ret_renewing)
{
    const struct read *first = pair->first, *second = pair->second;
    if (!is_comparable(first) || !is_comparable(second))
        return false;
    pair->is_behind = walk_is_behind(p->reading, first, second);
    if (first->source != second->source && walk_is_same(p->reading, first, second))
        return true;
    if (first->source != second->source && !share_frame(p, pair, frames))
        return false;
    pair->renewing = *ret_renewing = walk_renewing(p->reading, pair->second->source);
    return walk_is_one_round(p->reading, first, second, pair->renewing);
}

/* One function is called twice, and each time it has judged by itself what it fetched: so it was the first time, when
 * nothing was known. */
static bool is_afresh(const struct pair *pair)
{
    return pair->first->deed && pair->first->summary == pair->second->summary && pair->use->deed &&
           pair->use->inst == pair->second->inst;
}

/* Registers and messages of a device, by addresses that the called function makes: maybe the same. */
static bool is_vague(const struct pair *pair)
{
    return pair->first->deed && pair->second->deed && g_str_equal(pair->second->principal, "device") &&
           pair->first->bytes.high == INT64_MAX && pair->second->bytes.high == INT64_MAX;
}

static void soften(struct pair *pair)
{
    if (pair->verdict != VERDICT_LIVE && pair->verdict != VERDICT_UNPROVEN)
        return;
    if (is_afresh(pair)) {
        pair->verdict = VERDICT_SAFE;
        pair->reason = PAIR_RETRY;
        pair->proof = pair->second->inst;
    } else if (is_vague(pair)) {
        pair->verdict = VERDICT_LATENT;
    }
}

static bool is_plain(const struct terms *terms, term_id value)
{
    enum term_kind kind = term_at(terms, term_bare(terms, value))->kind;
    return kind != TERM_OPERATION && kind != TERM_OFFSET;
}

/* The value itself, and not what a function has made of it. */
static bool is_fetched(const struct pair *pair, term_id value)
{
    const struct term *term = term_at(pair_terms(pair), term_bare(pair_terms(pair), value));
    return term->kind == TERM_WRITTEN ||
           (term->kind == TERM_RESULT && term->at == pair->first->inst && !pair->first->deed);
}

/* `if (n == 0)`, or `if (!n)`. */
static bool asks_for_none(const struct pair *pair)
{
    const struct terms *terms = pair_terms(pair);
    struct term term = *term_at(terms, term_bare(terms, pair->relation->value));
    bool is_equality = term.kind == TERM_OPERATION && (term.op == IR_EQ || term.op == IR_NE) && term.b;
    if (!is_equality)
        return pair->relation->kind == DEPENDENCE_BRANCH && is_fetched(pair, pair->relation->value);
    struct term a = *term_at(terms, term.a), b = *term_at(terms, term.b);
    return (b.kind == TERM_CONST && !b.number && is_fetched(pair, term.a)) ||
           (a.kind == TERM_CONST && !a.number && is_fetched(pair, term.b));
}

/* A loop that is to go round so often, `i < n`, does nothing wrong when that has become 0. */
static void pass_over_none(struct pair *pair, const struct filled *filled)
{
    (void)filled;
    const struct terms *terms = pair_terms(pair);
    bool is_loop = pair->use->kind == DEPENDENCE_LOOP && !pair->use->deed && !pair->relation->deed;
    struct term bound = *term_at(terms, is_loop ? term_bare(terms, dependence_condition(pair->reading, pair->use->inst))
                                                : TERM_UNKNOWN);
    bool is_order = bound.kind == TERM_OPERATION && bound.op >= IR_LT && bound.op <= IR_GE && bound.b;
    bool is_left = is_order && reading_stems(pair->reading, bound.a, pair->second, pair->use->bytes);
    if (is_order && is_plain(terms, is_left ? bound.a : bound.b) && asks_for_none(pair))
        pair->verdict = VERDICT_NONE;
}

/* A pair is looked at in the order of the text; the other order is the next round of a loop, which begins anew. */
static void judge(struct pairing *p, guint i, guint j)
{
    const struct read *first = pairing_read(p, i);
    const struct read *second = pairing_read(p, j);
    struct read frames[2];
    struct pair pair = {.reading = p->reading, .first = first, .second = second, .soften = pass_over_none};
    g_autoptr(GArray) renewing = NULL;
    if (first->inst == second->inst || !share_object(p, &pair, frames, &renewing))
        return; /* two fetches of one called function are that one's own affair */
    g_autoptr(GArray) believed = pair.first == first ? NULL : dependences_of(p->reading, pair.first);
    g_autoptr(GArray) relied = pair.second == second ? NULL : dependences_of(p->reading, pair.second);
    pair.believed = believed ? believed : pairing_dependences(p, i);
    pair.relied = relied ? relied : pairing_dependences(p, j);
    if (!pair_judge(&pair) || pair.verdict == VERDICT_NONE)
        return;
    soften(&pair);
    tell(p, &pair);
}

/* The fetch of each round against that of the next one: of the same bytes, each value passes its round's own checks,
 * but what was allocated for the one may be used for the other. */
static void judge_round(struct pairing *p, guint i)
{
    struct reading *r = p->reading;
    struct read *read = pairing_read(p, i);
    uint32_t block = cfg_block_of(r->cfg, read->inst);
    if (!paths_reach(r->paths, block, block) || walk_is(r, read) || !is_comparable(read))
        return;
    struct pair pair = {.reading = r, .first = read, .second = read};
    pair.believed = pair.relied = pairing_dependences(p, i);
    if (pair_judge_rounds(&pair))
        tell(p, &pair);
}

static void review_function(struct review *review, const struct ir_function *function)
{
    struct pairing p;
    struct reading *reading = reading_new(&review->knowledge, function, body_cfg(review_body(review, function)));
    if (!reading)
        return;
    pairing_init(&p, review, reading);
    guint n = MIN(reading->reads->len, READS_MAX);
    for (guint i = 0; i < n; i++) {
        judge_round(&p, i);
        for (guint j = i + 1; j < n; j++)
            judge(&p, i, j);
    }
    pairing_clear(&p);
}

/* Functions of a header are judged in each unit that reaches them, and told once over the tree: they have one place and
 * one name. */
static bool is_wanted(struct review *review, const struct ir_function *function)
{
    if (!function->in_header)
        return pairing_wants(function);
    return !function->degraded && unit_summaries_fetches(review->knowledge.summaries, function);
}

void rule_double_fetch(struct review *review)
{
    for (guint f = 0; f < review->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(review->unit->functions, f);
        if (is_wanted(review, function))
            review_function(review, function);
    }
}
