/* Values that are asked anew behind the second read: under a lock, or element by element. */
#include "rules/likeness.h"
#include "rules/loading.h"

/* `while (!ready) wait(…); if (n > MAX) return; copy(…, n);`: what the first read was asked is asked once more, and
 * from there to the second one the lock is held. */
static bool is_asked_under_lock(struct loading *l, guint i, guint j, const struct pair *pair)
{
    const struct reading *r = l->pairing.reading;
    for (guint k = i + 1; pair->relation && k < j; k++) {
        const struct read *again = pairing_read(&l->pairing, k);
        if (!loading_is_same_source(r, again, pair->second) || !loading_is_guarded(l, again, pair->second) ||
            !cfg_is_before(r->cfg, again->inst, pair->second->inst))
            continue;
        struct pair between = {.reading = pair->reading, .first = pair->first, .second = again};
        const GArray *asked = loading_beliefs(l, k);
        for (guint b = 0; b < asked->len; b++)
            if (likeness_holds(&between, pair->relation->value, g_array_index(asked, struct dependence, b).value))
                return true;
    }
    return false;
}

/* Two called functions that go over the elements: the second one asks each of them before it goes on, too. */
static bool asks_each(const struct pair *pair)
{
    const struct summary *summary = pair->second->summary;
    bool is_inside = pair->first->kind == READ_INSIDE && pair->second->kind == READ_INSIDE;
    if (!is_inside || !pair->use || pair->first->inst == pair->second->inst)
        return false;
    for (guint d = 0; summary && d < summary->deeds->len; d++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, d);
        struct bytes bytes;
        if (deed->kind == DEED_CHECKS && deed->when != RESULT_ALWAYS && deed->is_limit && !deed->is_exact &&
            reading_inside(pair->second, pair->second->inst, &deed->of, &bytes) &&
            bytes_overlap(bytes, pair->use->bytes))
            return true;
    }
    return false;
}

/* Whether the branch lets the second value come to the use only when it is not more than something. */
static bool is_limit(const struct pair *judged, const struct dependence *branch)
{
    const struct reading *r = judged->reading;
    g_autoptr(GArray) failures = pair_failures(judged);
    struct pair pair = *judged;
    pair.failures = failures;
    uint32_t to = branch->kind == DEPENDENCE_BRANCH && cfg_is_before(r->cfg, pair.second->inst, branch->inst) &&
                          cfg_is_before(r->cfg, branch->inst, pair.use->inst)
                      ? pair_passing(&pair, branch->inst, branch->inst, pair.use->inst)
                      : IR_NONE;
    struct fact fact;
    if (to == IR_NONE ||
        !condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, branch->inst), to, &fact))
        return false;
    const struct term term = *term_at(numbering_terms(r->numbering), fact.subject);
    if (term.kind != TERM_OPERATION || term.op != IR_LT || !term.b)
        return fact.high != INT64_MAX;
    return reading_stems(pair.reading, fact.low == 1 ? term.a : term.b, pair.second, pair.use->bytes);
}

/* Of the elements of an array: each that is read again is put to a limit of its own before it is used. */
static bool is_limited_itself(struct loading *l, guint j, const struct pair *pair)
{
    const GArray *asked = pair->second->stride && pair->use ? loading_beliefs(l, j) : NULL;
    for (guint b = 0; asked && b < asked->len; b++)
        if (is_limit(pair, &g_array_index(asked, struct dependence, b)))
            return true;
    return false;
}

bool loading_is_asked_again(struct loading *l, guint i, guint j, const struct pair *pair)
{
    return is_asked_under_lock(l, i, j, pair) || asks_each(pair) || is_limited_itself(l, j, pair);
}
