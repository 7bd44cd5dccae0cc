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
 * long to go on; a length that was only compared with 0; what is written under a lock that is held here too. Known gaps
 *   7. sources, threads and locks in other files; volatile loads, and copies, made by called functions. */
#include "rules/memory.h"
#include "rules/pairing.h"

enum {
    READS_MAX = 120, /* of one function */
    PAIRS_MAX = 2000
};

struct loading {
    struct pairing pairing;
    GPtrArray *beliefs;   /* by read: GArray, made when asked for: of its dependences what limits or measures */
    GPtrArray *reliances; /* likewise: what can rely */
    unsigned pairs;
    unsigned told; /* bits of enum pair_reason: what is told once a function */
};

static struct read *read_at(const struct loading *l, guint i)
{
    return pairing_read(&l->pairing, i);
}

/* ---- how sure it is ---- */

static enum confidence confidence_of(enum owner_kind kind)
{
    return kind >= OWNER_HOST || kind == OWNER_NONE ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
}

/* Of a fetch the owner is not looked for: it is somebody else by what it is. */
static enum owner_kind owner_of(const struct pair *pair)
{
    return pair->second->kind == READ_FETCH ? pair->first->owner.kind : pair->second->owner.kind;
}

static bool is_strong(enum owner_kind kind)
{
    return kind == OWNER_NONE || kind > OWNER_VOLATILE;
}

static bool is_measure(enum dependence_kind kind)
{
    return kind == DEPENDENCE_LENGTH || kind == DEPENDENCE_ALLOC || kind == DEPENDENCE_INDEX ||
           kind == DEPENDENCE_POINTER || kind == DEPENDENCE_LOOP || kind == DEPENDENCE_PROTECTION;
}

/* A comparison by order bounds a value; equality, or a bit of it, says what it is just now. */
static bool is_bound(const struct pair *pair)
{
    if (pair->relation->kind != DEPENDENCE_BRANCH)
        return true;
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = term_at(terms, pair->relation->value);
    while (term->kind == TERM_OPERATION && !term->b)
        term = term_at(terms, term->a);
    return term->kind == TERM_OPERATION && term->op >= IR_LT && term->op <= IR_GE;
}

static const struct term *bare(const struct terms *terms, term_id value)
{
    const struct term *term = term_at(terms, value);
    while (term->kind == TERM_OPERATION && !term->b)
        term = term_at(terms, term->a);
    return term;
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
        const struct term *a = term_at(terms, term->a), *b = term_at(terms, term->b);
        bool is_zero = (a->kind == TERM_CONST && !a->number) || (b->kind == TERM_CONST && !b->number);
        if (!is_zero)
            return false;
        term = bare(terms, a->kind == TERM_CONST ? term->b : term->a);
    }
    if (term->kind == TERM_OPERATION)
        return term->op == IR_AND;
    return term->kind == TERM_WRITTEN ||
           (term->kind == TERM_RESULT && ir_inst_at(pair->reading->function, term->at)->op == IR_LOAD);
}

/* The branch is on what a called function says of the bytes. */
static bool is_answer(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    if (term->kind == TERM_OPERATION && term->b)
        term = bare(terms, term_at(terms, term->a)->kind == TERM_CONST ? term->b : term->a);
    return term->kind == TERM_RESULT && ir_inst_at(pair->reading->function, term->at)->op == IR_CALL;
}

static bool is_bound_by_number(const struct pair *pair)
{
    const struct terms *terms = numbering_terms(pair->reading->numbering);
    const struct term *term = bare(terms, pair->relation->value);
    return is_bound(pair) && term->b &&
           (term_at(terms, term->a)->kind == TERM_CONST || term_at(terms, term->b)->kind == TERM_CONST);
}

/* Whether what is believed of the first value has to do with how the second one is used. */
static bool is_telling(const struct pair *pair)
{
    bool is_loop = pair->use->kind == DEPENDENCE_LOOP;
    bool is_ours = owner_of(pair) != OWNER_NONE && owner_of(pair) < OWNER_PROCESS;
    bool is_once = pair->first->kind == READ_ONCE && pair->second->kind == READ_ONCE;
    if (pair->use->kind == DEPENDENCE_PROTECTION)
        return true;
    if (pair->use->kind == DEPENDENCE_POINTER) /* lists of ours, in objects of which a device knows a part */
        return !is_ours || is_once;
    if (pair->relation->kind == DEPENDENCE_LOOP) /* how long to go on is asked again and again */
        return !is_loop && pair->use->kind != DEPENDENCE_ARGUMENT;
    if (is_loop && is_ours) /* `done < a->limit`, which sets a limit and has none */
        return is_bound_by_number(pair) && !is_zero_test(pair);
    if (is_loop || owner_of(pair) == OWNER_THREAD || owner_of(pair) == OWNER_VOLATILE)
        return (is_bound(pair) && !is_zero_test(pair)) || is_answer(pair);
    return !is_zero_test(pair);
}

/* What is less than an alarm becomes a note, or nothing. */
static void soften(struct pair *pair)
{
    bool is_alarm = pair->verdict == VERDICT_LIVE || pair->verdict == VERDICT_UNPROVEN;
    bool is_weak = !is_strong(owner_of(pair));
    if (is_alarm && !is_telling(pair)) {
        pair->verdict = VERDICT_NONE;
        return;
    }
    if (owner_of(pair) == OWNER_UNKNOWN &&
        (!is_alarm || pair->use->kind != DEPENDENCE_PROTECTION || !is_bound(pair) || !pair->second->owner.is_input)) {
        pair->verdict = VERDICT_NONE;
        return;
    }
    if (pair->verdict == VERDICT_UNPROVEN && !is_bound(pair))
        pair->verdict = VERDICT_LATENT;
    if (is_alarm && is_weak && (owner_of(pair) == OWNER_UNKNOWN || !is_measure(pair->use->kind)))
        pair->verdict = VERDICT_LATENT;
    if (pair->verdict == VERDICT_LATENT && (is_weak ? !is_alarm : !is_bound(pair)))
        pair->verdict = VERDICT_NONE;
    if (pair->verdict == VERDICT_SAFE && is_weak)
        pair->verdict = VERDICT_NONE;
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

static void tell_alarm(struct loading *l, struct report *report, const struct pair *pair)
{
    g_autofree char *source = source_text(l, pair->second);
    report_message(report, "`%s` is read twice: the first value %s, the second, which %s may have changed, %s", source,
                   dependence_text(pair->relation->kind), pair->second->principal, dependence_text(pair->use->kind));
    report_gain(report, "Whoever writes between the two reads passes the check with one value and has the other used.");
    report_repair(report, "Read it once into a local, by a volatile or atomic load, and check and use only the local.");
}

static void tell(struct loading *l, const struct pair *pair)
{
    enum owner_kind kind = owner_of(pair);
    bool is_protection = pair->use && pair->use->kind == DEPENDENCE_PROTECTION;
    enum confidence confidence = pair->second->owner.is_by_type ? CONFIDENCE_MEDIUM : confidence_of(kind);
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
    if (pair->verdict == VERDICT_SAFE)
        tell_safe(l, report, pair);
    else
        tell_alarm(l, report, pair);
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

static const GArray *reliances(struct loading *l, guint read)
{
    if (g_ptr_array_index(l->reliances, read))
        return g_ptr_array_index(l->reliances, read);
    const GArray *all = pairing_dependences(&l->pairing, read);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct dependence));
    g_ptr_array_index(l->reliances, read) = some;
    for (guint i = 0; i < all->len; i++)
        if (!is_found_elsewhere(l, &g_array_index(all, struct dependence, i)))
            g_array_append_val(some, g_array_index(all, struct dependence, i));
    return some;
}

/* Reasons that tell little: there is other memory beside it, nobody looks again. Once in a function is enough. */
static bool is_worth_telling(struct loading *l, const struct pair *pair)
{
    bool is_faint = pair->reason == PAIR_DISJOINT || pair->reason == PAIR_UNUSED || pair->reason == PAIR_REST_ONLY;
    if (pair->verdict != VERDICT_SAFE || !is_faint)
        return pair->verdict != VERDICT_NONE;
    bool is_first = !(l->told & 1u << pair->reason);
    l->told |= 1u << pair->reason;
    return is_first && is_strong(owner_of(pair));
}

static int rank(const struct pair *pair)
{
    static const int ranks[] = {
        [VERDICT_NONE] = 0, [VERDICT_LIVE] = 4, [VERDICT_UNPROVEN] = 3, [VERDICT_LATENT] = 2, [VERDICT_SAFE] = 1};
    return ranks[pair->verdict];
}

/* One lock of ours and of the other threads is held over both. */
static bool is_guarded(const struct loading *l, const struct read *first, const struct read *second)
{
    return second->owner.kind == OWNER_THREAD && first->kind != READ_FETCH &&
           owners_excluded(review_owners(l->pairing.review), l->pairing.reading->function, first->inst, second->inst,
                           second->fetch.source);
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
        soften(&pair);
        if (rank(&pair) > rank(&best))
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
    if (!pair.relation || !pair.use || is_list || !is_strong(read->owner.kind) || pair.relation == pair.use)
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

static void review_function(struct review *review, const struct ir_function *function)
{
    struct loading l = {.pairs = 0};
    struct reading *reading = reading_new_shared(&review->knowledge, function, body_cfg(review_body(review, function)),
                                                 review_owners(review), review->uses, protects(review, function));
    if (!reading)
        return;
    pairing_init(&l.pairing, review, reading);
    l.beliefs = pairing_lists(reading->reads->len);
    l.reliances = pairing_lists(reading->reads->len);
    guint n = MIN(reading->reads->len, READS_MAX);
    for (guint j = 0; j < n; j++) {
        struct pair pair = judge(&l, j);
        if (is_worth_telling(&l, &pair))
            tell(&l, &pair);
        else if (read_at(&l, j)->kind != READ_FETCH && !has_partner(&l, j, n))
            tell_snapshot(&l, j);
    }
    g_ptr_array_unref(l.reliances);
    g_ptr_array_unref(l.beliefs);
    pairing_clear(&l.pairing);
}

void rule_double_load(struct review *review)
{
    for (guint f = 0; f < review->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(review->unit->functions, f);
        if (pairing_wants(function))
            review_function(review, function);
    }
}
