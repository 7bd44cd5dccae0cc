/* double-load: a value in memory that somebody else can write is checked, read once more, and relied on.
 *
 * Finds
 *   1. two reads of the same bytes on one path, at least one of them a plain, volatile or atomic load, a struct copy,
 * memcpy, or a look at a string, where the first one's value is checked, or measures or selects something, and the
 * second one's is a length, size, index, address, bound, selector or an argument of a protection call (live; critical
 * in the last case);
 *   2. the same where the second value goes to a function that nobody knows (unproven).
 *   Who can write: facts/owners.h. It sets the confidence.
 * Tells why the other pairs are safe: level none, with one of
 *   3. snapshot: read once into a local, and only that is checked and used;
 *   4. compared, rechecked (also: masked where it is used), overridden, exclusive-paths, disjoint, unused, retry.
 * A note is
 *   5. what is only kept (latent); memory of unknown owner that is bounded, and goes to a protection call; volatile
 * objects of which nobody says who writes them, where nothing is measured. Stays silent on
 *   6. memory that nobody else is known to write; branches on one value again and again; polling; loops that ask how
 * long to go on; a length that was only compared with 0; what is written under a lock that is held here too, or, in a
 * kernel, by functions that no thread is known to run. Known gaps
 *   7. copies made by called functions; threads of a kernel, and its sources, in other files. */
#include "rules/memory.h"
#include "facts/callees.h"
#include "rules/pairing.h"
#include "rules/walk.h"
#include "rules/weight.h"

enum {
    READS_MAX = 120, /* of one function */
    PAIRS_MAX = 2000,
    MORE_MAX = 6 /* further pairs of one object that are shown */
};

struct loading {
    struct pairing pairing;
    struct filled *filled;
    GArray *alarms;       /* struct pair: alarms and notes, in the order of their second reads */
    GPtrArray *beliefs;   /* by read: GArray, made when asked for: of its dependences what limits or measures */
    GPtrArray *reliances; /* likewise: what can rely */
    unsigned pairs;
    unsigned told; /* bits of enum pair_reason: what is told once a function */
};

static struct read *read_at(const struct loading *l, guint i)
{
    return pairing_read(&l->pairing, i);
}

/* ---- telling ---- */

static char *source_text(const struct loading *l, const struct read *read)
{
    const struct ir_function *function = l->pairing.reading->function;
    const struct ir_inst *inst = ir_inst_at(function, read->inst);
    struct ir_ref load = {.kind = IR_REF_TEMP, .index = read->inst};
    if (inst->op == IR_LOAD)
        return ir_expression(l->pairing.review->unit, function, load);
    g_autofree char *address = ir_expression(l->pairing.review->unit, function, read->fetch.source);
    return *address == '&' ? g_strdup(address + 1) : g_strconcat("*", address, NULL);
}

static const char *kind_text(const struct read *read)
{
    static const char *const texts[] = {[READ_FETCH] = "fetches",
                                        [READ_PLAIN] = "a plain load reads",
                                        [READ_ONCE] = "a load that happens once reads",
                                        [READ_COPY] = "a copy reads",
                                        [READ_TEXT] = "a look at it reads",
                                        [READ_INSIDE] = "the function called here reads"};
    return texts[read->kind];
}

static void tell_writer(struct loading *l, struct report *report, const struct read *read, const char *source)
{
    const struct owner *owner = &read->owner;
    if (owner->kind == OWNER_NONE || !owner->loc)
        report_writer(report, l->pairing.reading, read, source);
    else
        report_step(report, ROLE_SOURCE, owner->loc, "%s can write this memory while this code runs, by `%s`",
                    owner->principal, owner->what);
}

static void tell_read(struct loading *l, struct report *report, enum step_role role, const struct read *read,
                      const char *source)
{
    g_autofree char *bytes = pairing_bytes(read->bytes);
    report_step(report, role, pairing_loc(&l->pairing, read->inst), "%s%s%s %s of `%s`%s",
                read->fetch.interface ? read->fetch.interface->name : "", read->fetch.interface ? " " : "",
                kind_text(read), bytes, source, role == ROLE_REFETCH ? " again" : "");
}

static void tell_steps(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *first = source_text(l, pair->first), *second = source_text(l, pair->second);
    tell_writer(l, report, pair->second->kind == READ_FETCH ? pair->first : pair->second, second);
    tell_read(l, report, ROLE_FETCH, pair->first, first);
    if (pair->relation)
        report_step(report, ROLE_CHECK, pairing_loc(&l->pairing, pair->relation->inst), "the first value %s",
                    dependence_text(pair->relation->kind));
    if (pair->second != pair->first)
        tell_read(l, report, ROLE_REFETCH, pair->second, second);
    if (pair->use)
        report_step(report, ROLE_USE, pairing_loc(&l->pairing, pair->use->inst), "the %s value %s",
                    pair->second == pair->first ? "same" : "second", dependence_text(pair->use->kind));
}

static void tell_safe(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *source = source_text(l, pair->second);
    report_message(report, "`%s`, which %s can write, is read safely: %s", source, pair->second->principal,
                   pair_reason_name(pair->reason));
    pairing_tell_safe(&l->pairing, report, pair);
}

/* Of one object, which both read. */
static bool is_of_group(const struct pair *a, const struct pair *b)
{
    return a->second->source == b->second->source;
}

static void tell_alarm(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *source = source_text(l, pair->second);
    report_message(report, "`%s` is read twice: the first value %s, the second, which %s may have changed, %s", source,
                   dependence_text(pair->relation->kind), pair->second->principal, dependence_text(pair->use->kind));
    report_gain(report, "Whoever writes between the two reads passes the check with one value and has the other used.");
    report_repair(report, "Read it once into a local, by a volatile or atomic load, and check and use only the local.");
}

/* What else of the same object is read twice in the function. */
static void tell_more(struct loading *l, struct report *report, const struct pair *pair)
{
    unsigned told = 0;
    for (guint i = 0; i < l->alarms->len && told < MORE_MAX; i++) {
        const struct pair *other = &g_array_index(l->alarms, struct pair, i);
        if (!is_of_group(pair, other) || other->second == pair->second)
            continue;
        g_autofree char *source = source_text(l, other->second), *bytes = pairing_bytes(other->second->bytes);
        report_step(report, ROLE_REFETCH, pairing_loc(&l->pairing, other->second->inst),
                    "%s of `%s` as well: the first value %s, the second %s", bytes, source,
                    dependence_text(other->relation->kind), dependence_text(other->use->kind));
        told++;
    }
}

static void tell(struct loading *l, const struct pair *pair)
{
    enum owner_kind kind = weight_owner(pair);
    bool is_protection = pair->use && pair->use->kind == DEPENDENCE_PROTECTION;
    enum confidence confidence = pair->second->owner.is_by_type ? CONFIDENCE_MEDIUM : weight_confidence(kind);
    struct report *report = report_new_at(l->pairing.review, l->pairing.reading->function, pair->second->inst);
    g_autofree char *source = source_text(l, pair->first);
    if (pair->verdict == VERDICT_UNPROVEN)
        confidence = confidence == CONFIDENCE_HIGH ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    report_grade(report, is_protection ? LEVEL_CRITICAL : l->pairing.review->rule->severity, confidence);
    report_verdict(report, pair->verdict, pair->reason == PAIR_NONE ? NULL : pair_reason_name(pair->reason));
    report_memory(report, pair);
    report_key(report, source);
    report_key(report, pair->relation ? dependence_text(pair->relation->kind) : "");
    report_key(report, pair->use ? dependence_text(pair->use->kind) : "");
    tell_steps(l, report, pair);
    if (pair->verdict == VERDICT_SAFE) {
        tell_safe(l, report, pair);
    } else {
        tell_alarm(l, report, pair);
        tell_more(l, report, pair);
    }
    report_emit(report);
}

/* ---- pairs ---- */

/* The index is a counter of a loop. */
static bool is_walked(const struct reading *r, const struct read *read)
{
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *term = term_at(terms, read->source);
    if (term->kind == TERM_INDEXED)
        term = term_at(terms, term->b);
    while (term->kind == TERM_OPERATION && !term->b)
        term = term_at(terms, term->a);
    return term->kind == TERM_JOIN;
}

/* The same object, or the same element of two passes over one list. */
static bool is_same_source(const struct reading *r, const struct read *a, const struct read *b)
{
    if (a->source == TERM_UNKNOWN || b->source == TERM_UNKNOWN || a->fetch.is_stream || b->fetch.is_stream)
        return false;
    if (a->source == b->source)
        return true;
    return is_walked(r, a) && is_walked(r, b) &&
           numbering_root(r->numbering, a->source) == numbering_root(r->numbering, b->source) &&
           !paths_reach(r->paths, cfg_block_of(r->cfg, b->inst), cfg_block_of(r->cfg, a->inst));
}

/* What limits or measures. That an address was followed or an index used says nothing of the next one. */
static const GArray *beliefs(struct loading *l, guint read)
{
    if (g_ptr_array_index(l->beliefs, read))
        return g_ptr_array_index(l->beliefs, read);
    const GArray *all = pairing_dependences(&l->pairing, read);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct dependence));
    g_ptr_array_index(l->beliefs, read) = some;
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(all, struct dependence, i).kind <= DEPENDENCE_ALLOC)
            g_array_append_val(some, g_array_index(all, struct dependence, i));
    return some;
}

/* What was found in a table by an index that is made of the bytes is not the bytes. */
static bool is_found_elsewhere(const struct loading *l, const struct dependence *d)
{
    const struct terms *terms = numbering_terms(l->pairing.reading->numbering);
    const struct term *term = term_at(terms, d->value);
    while (term->kind == TERM_OPERATION && !term->b)
        term = term_at(terms, term->a);
    return d->kind == DEPENDENCE_KEPT && (term->kind == TERM_INITIAL || term->kind == TERM_JOIN);
}

/* A text for people is made of it: an argument behind the format of a function that takes any number. */
static bool is_formatted(const struct loading *l, const struct dependence *d)
{
    const struct reading *r = l->pairing.reading;
    const struct ir_inst *call = ir_inst_at(r->function, d->inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    if (!callee || d->value == TERM_UNKNOWN || !ir_type_at(r->knowledge.unit, callee->type)->is_variadic)
        return false;
    bool has_format = false;
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(r->function, call, o);
        if (has_format && numbering_of(r->numbering, ref) == d->value)
            return true;
        has_format |= ref.kind == IR_REF_STRING;
    }
    return false;
}

static bool is_idle_callee(const char *name)
{
    return g_str_equal(name, "an asm statement") || callee_swaps(name) || callee_is_quiet(name);
}

/* Handed to what does nothing with it that could go wrong: prints it, swaps its bytes. */
static bool is_idle(const struct loading *l, const struct dependence *d)
{
    const struct reading *r = l->pairing.reading;
    const struct ir_inst *call = ir_inst_at(r->function, d->inst);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    const char *name = d->deed ? d->deed->callee : callee ? callee->name : NULL;
    return d->kind == DEPENDENCE_ARGUMENT && ((name && is_idle_callee(name)) || is_formatted(l, d));
}

static const GArray *reliances(struct loading *l, guint read)
{
    if (g_ptr_array_index(l->reliances, read))
        return g_ptr_array_index(l->reliances, read);
    const GArray *all = pairing_dependences(&l->pairing, read);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct dependence));
    g_ptr_array_index(l->reliances, read) = some;
    for (guint i = 0; i < all->len; i++) {
        const struct dependence *d = &g_array_index(all, struct dependence, i);
        if (!is_found_elsewhere(l, d) && !is_idle(l, d))
            g_array_append_val(some, *d);
    }
    return some;
}

/* Reasons that tell little: there is other memory beside it, nobody looks again. Once in a function is enough. */
static bool is_worth_telling(struct loading *l, const struct pair *pair)
{
    bool is_little = pair->reason == PAIR_DISJOINT || pair->reason == PAIR_UNUSED || pair->reason == PAIR_REST_ONLY;
    if (pair->verdict != VERDICT_SAFE || !is_little)
        return pair->verdict != VERDICT_NONE;
    bool is_first = !(l->told & 1u << pair->reason);
    l->told |= 1u << pair->reason;
    return is_first && weight_is_strong(weight_owner(pair));
}

static int rank(const struct pair *pair)
{
    static const int ranks[] = {
        [VERDICT_NONE] = 0, [VERDICT_LIVE] = 4, [VERDICT_UNPROVEN] = 3, [VERDICT_LATENT] = 2, [VERDICT_SAFE] = 1};
    bool is_critical = weight_is_alarm(pair) && pair->use->kind == DEPENDENCE_PROTECTION;
    return ranks[pair->verdict] + (is_critical ? 4 : 0);
}

/* One finding an object: its gravest pair, of equal ones the first. */
static void tell_alarms(struct loading *l)
{
    for (guint i = 0; i < l->alarms->len; i++) {
        const struct pair *pair = &g_array_index(l->alarms, struct pair, i);
        bool is_gravest = true;
        for (guint j = 0; is_gravest && j < l->alarms->len; j++) {
            const struct pair *other = &g_array_index(l->alarms, struct pair, j);
            is_gravest = !is_of_group(pair, other) || rank(other) < rank(pair) || (rank(other) == rank(pair) && i <= j);
        }
        if (is_gravest)
            tell(l, pair);
    }
}

/* One lock of ours and of the other threads is held over both. */
static bool is_guarded(const struct loading *l, const struct read *first, const struct read *second)
{
    return second->owner.kind == OWNER_THREAD && first->kind != READ_FETCH &&
           owners_excluded(review_owners(l->pairing.review), l->pairing.reading->function, first->inst, second->inst,
                           second->fetch.source);
}

/* Not an element of one round, and what the next round finds where it looks. */
static bool is_one_object(const struct loading *l, const struct pair *pair)
{
    if (!weight_is_alarm(pair) || pair->first->source != pair->second->source)
        return true;
    g_autoptr(GArray) renewing = walk_renewing(l->pairing.reading, pair->second->source);
    return walk_is_one_round(l->pairing.reading, pair->first, pair->second, renewing);
}

/* The gravest pair of a second read with any first one. */
static struct pair judge(struct loading *l, guint j)
{
    struct pair best = {.verdict = VERDICT_NONE};
    const struct read *second = read_at(l, j);
    for (guint i = 0; i < j && l->pairs < PAIRS_MAX; i++) {
        struct read *first = read_at(l, i);
        bool is_load = first->kind != READ_FETCH || second->kind != READ_FETCH;
        if (is_guarded(l, first, second))
            continue;
        if (!is_load || !is_same_source(l->pairing.reading, first, second) ||
            !bytes_overlap(first->bytes, second->bytes))
            continue;
        l->pairs++;
        struct pair pair = {.reading = l->pairing.reading,
                            .first = first,
                            .second = second,
                            .believed = beliefs(l, i),
                            .relied = reliances(l, j),
                            .is_load = true};
        if (!pair_judge(&pair))
            continue;
        weight_soften(&pair, l->filled);
        if (rank(&pair) > rank(&best) && is_one_object(l, &pair))
            best = pair;
    }
    return best;
}

static const struct dependence *first_of(const GArray *all, enum dependence_kind from, enum dependence_kind to)
{
    for (guint i = 0; all && i < all->len; i++) {
        const struct dependence *d = &g_array_index(all, struct dependence, i);
        if (d->kind >= from && d->kind <= to)
            return d;
    }
    return NULL;
}

static bool has_partner(const struct loading *l, guint i, guint n)
{
    for (guint j = 0; j < n; j++)
        if (j != i && is_same_source(l->pairing.reading, read_at(l, MIN(i, j)), read_at(l, MAX(i, j))) &&
            bytes_overlap(read_at(l, i)->bytes, read_at(l, j)->bytes))
            return true;
    return false;
}

/* Read once, checked, and relied on: as it should be. */
static void tell_snapshot(struct loading *l, guint i)
{
    struct read *read = read_at(l, i);
    const GArray *all = pairing_dependences(&l->pairing, i);
    struct pair pair = {.reading = l->pairing.reading, .first = read, .second = read, .proof = read->inst};
    pair.relation = first_of(all, DEPENDENCE_BRANCH, DEPENDENCE_ALLOC);
    pair.use = first_of(all, DEPENDENCE_LENGTH, DEPENDENCE_PROTECTION);
    bool is_list = read->owner.kind == OWNER_THREAD && pair.use && pair.use->kind == DEPENDENCE_POINTER;
    if (!pair.relation || !pair.use || is_list || !weight_is_strong(read->owner.kind) || pair.relation == pair.use)
        return;
    pair.verdict = VERDICT_SAFE;
    pair.reason = PAIR_SNAPSHOT;
    tell(l, &pair);
}

/* Only for a protection call memory of unknown owner is worth a note. */
static bool protects(const struct review *review, const struct ir_function *function)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (use->function == function && use->interface->protects && use->inst != IR_NONE && !use->is_reference)
            return true;
    }
    return false;
}

static void review_function(struct review *review, const struct ir_function *function, struct filled *filled)
{
    struct loading l = {.filled = filled};
    struct reading *reading = reading_new_shared(&review->knowledge, function, body_cfg(review_body(review, function)),
                                                 review_owners(review), review->uses, protects(review, function));
    if (!reading)
        return;
    pairing_init(&l.pairing, review, reading);
    l.beliefs = pairing_lists(reading->reads->len);
    l.reliances = pairing_lists(reading->reads->len);
    l.alarms = g_array_new(FALSE, FALSE, sizeof(struct pair));
    guint n = MIN(reading->reads->len, READS_MAX);
    for (guint j = 0; j < n; j++) {
        struct pair pair = judge(&l, j);
        bool is_worth = is_worth_telling(&l, &pair);
        if (is_worth && pair.verdict == VERDICT_SAFE)
            tell(&l, &pair);
        else if (is_worth)
            g_array_append_val(l.alarms, pair);
        else if (read_at(&l, j)->kind != READ_FETCH && !has_partner(&l, j, n))
            tell_snapshot(&l, j);
    }
    tell_alarms(&l);
    g_array_unref(l.alarms);
    g_ptr_array_unref(l.reliances);
    g_ptr_array_unref(l.beliefs);
    pairing_clear(&l.pairing);
}

void rule_double_load(struct review *review)
{
    struct filled *filled = filled_new(review->unit);
    for (guint f = 0; f < review->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(review->unit->functions, f);
        if (pairing_wants(function))
            review_function(review, function, filled);
    }
    filled_free(filled);
}
