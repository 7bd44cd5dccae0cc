/* double-load: a value in memory that somebody else can write is checked, read once more, and relied on.
 *
 * Finds
 *   1. two reads of the same bytes on one path, at least one of them a plain, volatile or atomic load, a struct copy,
 *      memcpy, or a look at a string, where the first one's value is checked, or measures or selects something, and
 *      the second one's is a length, size, index, address, bound, selector or an argument of a protection call (live;
 *      critical in the last case);
 *   2. the same where the second value goes to a function that nobody knows (unproven).
 *   Who can write: facts/owners.h. It sets the confidence.
 * Tells why the other pairs are safe: level none, with one of
 *   3. snapshot: read once into a local, and only that is checked and used;
 *   4. compared, rechecked (also: masked where it is used), overridden, exclusive-paths, disjoint, unused, retry.
 * A note is
 *   5. what is only kept (latent); memory of unknown owner that is bounded, and goes to a protection call; volatile
 *      objects of which nobody says who writes them, where nothing is measured.
 * Stays silent on
 *   6. memory that nobody else is known to write; branches on one value again and again; polling; loops that ask how
 *      long to go on; a length that was only compared with 0; what is written under a lock that is held here too, or
 *      lies beside its lock in memory of other processes, while that is held; or, in a kernel, by functions that no
 *      thread is known to run.
 * Known gaps
 *   7. copies made by called functions; of a kernel, threads of other files, and what is shared in other folders. */
#include "facts/summaries.h"
#include "rules/arrays.h"
#include "rules/loading.h"
#include "rules/memory.h"
#include "rules/walk.h"
#include "rules/weight.h"

enum {
    READS_MAX = 120, /* of one function */
    PAIRS_MAX = 2000
};

static struct read *read_at(const struct loading *l, guint i)
{
    return pairing_read(&l->pairing, i);
}

/* The index is a counter of a loop. */
static bool is_walked(const struct reading *r, const struct read *read)
{
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *source = term_at(terms, read->source);
    term_id index = source->kind == TERM_INDEXED ? source->b : read->source;
    return term_at(terms, term_bare(terms, index))->kind == TERM_JOIN;
}

bool loading_is_same_source(const struct reading *r, const struct read *a, const struct read *b)
{
    if (a->source == TERM_UNKNOWN || b->source == TERM_UNKNOWN || a->fetch.is_stream || b->fetch.is_stream)
        return false;
    if (a->stride || b->stride)
        return arrays_meet(a, b);
    if (a->source == b->source)
        return true;
    return is_walked(r, a) && is_walked(r, b) &&
           numbering_root(r->numbering, a->source) == numbering_root(r->numbering, b->source) &&
           !paths_reach(r->paths, cfg_block_of(r->cfg, b->inst), cfg_block_of(r->cfg, a->inst));
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
            is_gravest =
                !loading_is_of_group(pair, other) || rank(other) < rank(pair) || (rank(other) == rank(pair) && i <= j);
        }
        if (is_gravest)
            loading_tell(l, pair);
    }
}

bool loading_is_guarded(const struct loading *l, const struct read *first, const struct read *second)
{
    const struct ir_function *function = l->pairing.reading->function;
    if (second->owner.kind == OWNER_PROCESS)
        return l->locks && shared_locks_hold(l->locks, function, first->inst, second->inst, &second->owner);
    return second->owner.kind == OWNER_THREAD && first->kind != READ_FETCH &&
           owners_excluded(review_owners(l->pairing.review), function, first->inst, second->inst, second->fetch.source);
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
        if (!is_load || !loading_is_same_source(l->pairing.reading, first, second) ||
            !bytes_overlap(first->bytes, second->bytes) || loading_is_guarded(l, first, second))
            continue;
        l->pairs++;
        struct pair pair = {.reading = l->pairing.reading,
                            .first = first,
                            .second = second,
                            .believed = loading_beliefs(l, i),
                            .relied = loading_reliances(l, j),
                            .soften = weight_soften,
                            .filled = l->filled,
                            .is_load = true};
        if (!pair_judge(&pair))
            continue;
        if (pair.verdict == VERDICT_SAFE)
            weight_soften(&pair, l->filled);
        if (pair.verdict != VERDICT_SAFE && loading_is_asked_again(l, i, j, &pair)) {
            pair.verdict = VERDICT_SAFE;
            pair.reason = PAIR_RECHECKED;
            pair.proof = second->inst;
        }
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
        if (j != i && loading_is_same_source(l->pairing.reading, read_at(l, MIN(i, j)), read_at(l, MAX(i, j))) &&
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
    loading_tell(l, &pair);
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

static void review_function(struct review *review, const struct ir_function *function, struct filled *filled,
                            struct shared_locks *locks)
{
    struct loading l = {.filled = filled, .locks = locks};
    struct reading *reading = reading_new_shared(&review->knowledge, function, body_cfg(review_body(review, function)),
                                                 review_owners(review), review->uses, protects(review, function));
    if (!reading)
        return;
    arrays_add(reading, READS_MAX);
    pairing_init(&l.pairing, review, reading);
    l.beliefs = pairing_lists(reading->reads->len);
    l.reliances = pairing_lists(reading->reads->len);
    l.alarms = g_array_new(FALSE, FALSE, sizeof(struct pair));
    guint n = MIN(reading->reads->len, READS_MAX);
    for (guint j = 0; j < n; j++) {
        struct pair pair = judge(&l, j);
        bool is_worth = is_worth_telling(&l, &pair);
        if (is_worth && pair.verdict == VERDICT_SAFE)
            loading_tell(&l, &pair);
        else if (is_worth)
            g_array_append_val(l.alarms, pair);
        else if (read_at(&l, j)->kind != READ_FETCH && !read_at(&l, j)->stride && !has_partner(&l, j, n))
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
    struct shared_locks *locks =
        shared_locks_new(review->unit, review->uses, unit_summaries_graph(review->knowledge.summaries), review->bodies,
                         review_owners(review));
    for (guint f = 0; f < review->unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(review->unit->functions, f);
        if (pairing_wants(function))
            review_function(review, function, filled, locks);
    }
    shared_locks_free(locks);
    filled_free(filled);
}
