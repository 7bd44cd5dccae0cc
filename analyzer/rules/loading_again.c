/* Values that are asked anew behind the second read: under a lock, or element by element. */
#include "rules/likeness.h"
#include "rules/loading.h"

/* What the branch says where it goes on to the use; false: nothing, or both sides go there. */
static bool passed(const struct pair *judged, const struct dependence *branch, struct fact *ret)
{
    const struct reading *r = judged->reading;
    g_autoptr(GArray) failures = pair_failures(judged);
    struct pair pair = *judged;
    pair.failures = failures;
    uint32_t to = branch->kind == DEPENDENCE_BRANCH && !branch->deed
                      ? pair_passing(&pair, branch->inst, branch->inst, pair.use->inst)
                      : IR_NONE;
    return to != IR_NONE &&
           condition_of(r->numbering, r->knowledge.unit, r->function, cfg_block_of(r->cfg, branch->inst), to, ret);
}

/* Whether the branch asks of `again`, in front of the second read, what the first one was asked, and with the same
 * answer. */
static bool is_asked_so(const struct pair *pair, const struct read *again, const struct dependence *branch)
{
    struct pair between = {.reading = pair->reading, .first = pair->first, .second = again};
    struct fact then, now;
    return pair->use && cfg_is_before(pair->reading->cfg, branch->inst, pair->second->inst) &&
           likeness_holds(&between, pair->relation->value, branch->value) && passed(pair, pair->relation, &then) &&
           passed(pair, branch, &now) && then.low == now.low && then.high == now.high &&
           then.is_excluding == now.is_excluding && then.except == now.except;
}

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
        const GArray *asked = loading_beliefs(l, k);
        for (guint b = 0; b < asked->len; b++)
            if (is_asked_so(pair, again, &g_array_index(asked, struct dependence, b)))
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
            reading_inside(pair->second, pair->second->inst, &deed->of, &bytes) && bytes.low == pair->use->bytes.low)
            return true; /* of the same member: elements begin where the first one does */
    }
    return false;
}

/* Whether the branch lets the second value, as it was read, come to the use only when it is not more than something. */
static bool is_limit(const struct pair *pair, const struct dependence *branch)
{
    const struct reading *r = pair->reading;
    struct fact fact;
    struct bytes bytes;
    if (!cfg_is_before(r->cfg, pair->second->inst, branch->inst) ||
        !cfg_is_before(r->cfg, branch->inst, pair->use->inst) || !passed(pair, branch, &fact))
        return false;
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term term = *term_at(terms, fact.subject);
    bool is_less = term.kind == TERM_OPERATION && term.op == IR_LT && term.b;
    term_id limited = is_less ? (fact.low == 1 ? term.a : term.b) : fact.subject;
    return (is_less || fact.high != INT64_MAX) && likeness_second(pair, term_bare(terms, limited), &bytes);
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
