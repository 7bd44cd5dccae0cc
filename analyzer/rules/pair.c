#include "rules/pair.h"

#include "facts/called.h"
#include "ir/access.h"
#include "rules/called_checks.h"
#include "rules/override.h"
#include "rules/rounds.h"
#include "rules/texts.h"

const char *pair_reason_name(enum pair_reason reason)
{
#define NAME(identifier, name) name,
    static const char *const names[] = {PAIR_REASONS(NAME)};
#undef NAME
    return names[reason];
}

/* Whether the branch says something of the first value where it goes on to `to`: of the result of a called function,
 * when that one has come by its check. */
static bool says(const struct pair *pair, const struct dependence *relation, uint32_t to)
{
    struct called_check check;
    return to != IR_NONE &&
           (!called_check_passed(pair, relation->inst, to, pair->first, relation->bytes, &check) || check.is_about);
}

static bool says_anywhere(const struct pair *pair, const struct dependence *relation)
{
    struct cfg_list after = cfg_successors(pair->reading->cfg, cfg_block_of(pair->reading->cfg, relation->inst));
    for (uint32_t s = 0; s < after.n; s++)
        if (says(pair, relation, after.blocks[s]))
            return true;
    return false;
}

/* What the first value is believed to be: kinds that limit or measure. What a called function only looks up with it is
 * over when it returns; what it has checked, allocated, or copied for this one lasts. */
static bool is_relation(const struct pair *pair, const struct dependence *d)
{
    if (d->kind > DEPENDENCE_POINTER || (d->kind == DEPENDENCE_BRANCH && !d->deed && !says_anywhere(pair, d)))
        return false;
    if (!d->deed || d->deed->kind == DEED_CHECKS)
        return true;
    return d->kind == DEPENDENCE_ALLOC || (d->kind == DEPENDENCE_LENGTH && d->inst != pair->first->inst);
}

/* One instruction takes the one value or the other, by the way that was gone. */
static bool is_one_consumption(const struct dependence *relation, const struct dependence *use)
{
    return relation->inst == use->inst && relation->value == use->value && relation->deed == use->deed;
}

static bool ends_by_itself(const struct read *read)
{
    const struct interface *interface = read->fetch.interface;
    return interface && interface->fetch && interface->fetch->forces_nul;
}

/* `n = strnlen(sh->name, …); memcpy(own, sh->name, n);`: the copy is as long as was measured, whatever is in it now. */
static bool is_as_long(const struct pair *pair)
{
    struct ir_ref length = pair->second->fetch.length;
    return pair->first->kind == READ_TEXT && pair->second->kind == READ_COPY && length.kind != IR_REF_NONE &&
           reading_stems(pair->reading, numbering_of(pair->reading->numbering, length), pair->first,
                         pair->first->bytes);
}

/* Handed to others or kept, nobody here relies on it. But
 * a called function that is given the value itself, and keeps it, was given it for a purpose. */
static enum verdict verdict_of(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    bool is_measured = (relation->kind == DEPENDENCE_ALLOC || relation->kind == DEPENDENCE_LENGTH) && !is_as_long(pair);
    bool is_given = use->deed && use->deed->of.kind == SUBJECT_VALUE;
    switch (use->kind) {
    case DEPENDENCE_BRANCH: /* at most: pair_selection says whether it is a check of it, or a choice */
        return pair->is_load || use->deed || use->value == TERM_UNKNOWN ? VERDICT_NONE : VERDICT_LIVE;
    case DEPENDENCE_TEXT:
        if (ends_by_itself(pair->second))
            return pair_believes_end(pair, relation) && pair_overruns(pair, use) ? VERDICT_LIVE : VERDICT_NONE;
        if (pair_believes_end(pair, relation))
            return VERDICT_LIVE;
        return pair_believes_words(pair, relation) ? pair_verdict_of_words(pair, use) : VERDICT_NONE;
    case DEPENDENCE_SWITCH:
        return dependence_only_asks(pair->reading, relation, use) ? VERDICT_NONE : VERDICT_LIVE;
    case DEPENDENCE_ARGUMENT: /* an asm statement, such as a compare-and-exchange, is no function that goes on with it
                               */
        return use->deed && g_strcmp0(use->deed->callee, "an asm statement") == 0 ? VERDICT_LATENT : VERDICT_UNPROVEN;
    case DEPENDENCE_OBJECT: /* a text that was found to be harmless is handed to somebody as such */
        return is_measured || pair_believes_words(pair, relation) ? VERDICT_UNPROVEN : VERDICT_LATENT;
    case DEPENDENCE_KEPT:
        return is_measured && is_given ? VERDICT_UNPROVEN : VERDICT_LATENT;
    case DEPENDENCE_POINTER: /* that the first one was followed says nothing of it */
        return relation->kind == DEPENDENCE_POINTER ? VERDICT_NONE : VERDICT_LIVE;
    default:
        return VERDICT_LIVE;
    }
}

/* Of alarms the graver is told, of reasons the one that explains most. */
static int rank(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_LIVE:
        return 4;
    case VERDICT_UNPROVEN:
        return 3;
    case VERDICT_LATENT:
        return 2;
    case VERDICT_SAFE:
        return 1;
    default:
        return 0;
    }
}

/* A branch is believed where it limits: where only one side of it comes to the use. */
static bool is_believed(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    if (!pair_is_of_round(pair, relation, use))
        return false;
    if (relation->inst == pair->second->inst)
        return true;
    if (!pair_leads(pair, relation->inst, use->inst))
        return false;
    bool is_sure = relation->deed && relation->deed->kind == DEED_CHECKS; /* the function does not come back else */
    if (is_sure || relation->kind > DEPENDENCE_LOOP ||
        says(pair, relation, pair_passing(pair, relation->inst, relation->inst, use->inst)))
        return true;
    /* `a->n < 8 ? a->n : 8`: the branch decides whether there is a second load. */
    return pair->is_load && pair_passing(pair, pair->first->inst, relation->inst, pair->second->inst) != IR_NONE;
}

/* What comes only behind the second read, and of its value when that was the last: it is not believed of the first. */
static bool is_of_second(const struct pair *pair, const struct dependence *relation)
{
    return pair->first != pair->second && !pair_leads(pair, relation->inst, pair->second->inst) &&
           reading_stems(pair->reading, relation->value, pair->second, relation->bytes);
}

/* Whether every way to the use replaces the second value. */
static bool is_overridden(const struct pair *pair, const struct dependence *use, uint32_t *ret_proof)
{
    uint32_t by = pair_override(pair, use->bytes);
    if (by == IR_NONE || cfg_block_of(pair->reading->cfg, by) == cfg_block_of(pair->reading->cfg, use->inst))
        return false;
    g_autoptr(GArray) blocked = g_array_copy(pair->failures);
    pair_block_behind(pair, by, blocked);
    *ret_proof = by;
    return paths_lead(pair->reading->paths, pair->second->inst, use->inst, blocked) != PATH_FOUND;
}

/* Each branch is judged once: it does not depend on what is believed. */
static enum verdict selection(struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    bool is_branch = relation->kind == DEPENDENCE_BRANCH || relation->kind == DEPENDENCE_SWITCH;
    gpointer key = (gpointer)(uintptr_t)(const void *)use; /* the uses stay where they are while a pair is judged */
    if (!is_branch || relation->deed || !pair_leads(pair, relation->inst, use->inst))
        return VERDICT_NONE;
    if (!g_hash_table_contains(pair->selections, key))
        g_hash_table_insert(pair->selections, key, GUINT_TO_POINTER(pair_selection(pair, use)));
    return (enum verdict)GPOINTER_TO_UINT(g_hash_table_lookup(pair->selections, key));
}

/* A use that is judged by which values come to its sides. Of a switch nothing more need be asked where the first value
 * was limited on every way to it. */
static bool is_choice(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    return use->kind == DEPENDENCE_BRANCH || (use->kind == DEPENDENCE_SWITCH && !is_believed(pair, relation, use));
}

static void weigh(struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    enum verdict verdict = verdict_of(pair, relation, use);
    if (rank(verdict) <= rank(pair->verdict) || !bytes_overlap(relation->bytes, use->bytes))
        return;
    if (is_one_consumption(relation, use) || !pair_leads(pair, pair->second->inst, use->inst) ||
        is_of_second(pair, relation))
        return;
    bool chooses = is_choice(pair, relation, use);
    if (chooses ? (verdict = selection(pair, relation, use)) == VERDICT_NONE : !is_believed(pair, relation, use))
        return;
    uint32_t proof = IR_NONE;
    bool is_polling = chooses && pair_is_polling(pair, relation, use);
    enum pair_reason reason = is_polling ? PAIR_RETRY : pair_reestablished(pair, relation, use, &proof);
    if (chooses && reason == PAIR_RECHECKED && pair_is_one_subject(pair, use->inst, proof))
        reason = PAIR_NONE; /* which values come here is known already */
    bool is_of_words = pair_believes_words(pair, relation) && pair_verdict_of_words(pair, use) != VERDICT_NONE;
    if (reason == PAIR_NONE && use->kind == DEPENDENCE_TEXT && use->inst != pair->second->inst && !is_of_words)
        reason = pair_ended(pair, use, &proof);
    if (reason == PAIR_NONE && is_overridden(pair, use, &proof))
        reason = PAIR_OVERRIDDEN;
    struct pair found = *pair;
    found.verdict = reason == PAIR_NONE ? verdict : VERDICT_SAFE;
    found.reason = reason;
    found.relation = relation;
    found.use = use;
    found.proof = reason == PAIR_NONE ? IR_NONE : proof;
    if (pair->soften && found.verdict != VERDICT_SAFE)
        pair->soften(&found, pair->filled);
    pair->is_softened |= found.verdict == VERDICT_NONE;
    found.is_softened = pair->is_softened;
    if (rank(found.verdict) > rank(pair->verdict))
        *pair = found;
}

/* What is relied on are other bits of the bytes that something is believed of. */
static bool is_beside(const struct pair *pair, const struct dependence *relation)
{
    bool is_used = false;
    for (guint i = 0; i < pair->relied->len; i++) {
        const struct dependence *use = &g_array_index(pair->relied, struct dependence, i);
        if (bytes_overlap(relation->bytes, use->bytes))
            return false;
        is_used |= rank(verdict_of(pair, relation, use)) > 0;
    }
    return is_used;
}

/* Nothing relies on the second read's bytes: they were replaced, or nobody looks. */
static void explain_no_use(struct pair *pair)
{
    pair->verdict = VERDICT_SAFE;
    pair->reason = PAIR_DISJOINT; /* what is believed is of other bytes than those that are read again */
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (!is_relation(pair, d) || !bytes_overlap(d->bytes, pair->second->bytes) ||
            (d->bytes.apart && is_beside(pair, d)))
            continue;
        uint32_t by = pair_override(pair, d->bytes);
        uint32_t kept = by == IR_NONE && !pair->is_load ? pair_snapshot(pair, d) : IR_NONE;
        if (pair->reason != PAIR_SNAPSHOT) {
            pair->reason = kept == IR_NONE ? PAIR_UNUSED : PAIR_SNAPSHOT;
            pair->relation = d;
            pair->proof = kept;
        }
        if (by == IR_NONE)
            continue;
        pair->reason = PAIR_OVERRIDDEN;
        pair->proof = by;
        return;
    }
}

static const struct dependence *first_relation(const struct pair *pair)
{
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        if (is_relation(pair, d))
            return d;
    }
    return NULL;
}

static void settle(struct pair *pair, enum pair_reason reason)
{
    pair->verdict = VERDICT_SAFE;
    pair->reason = reason;
}

/* What must be true of an argument when the called function makes the fetch. */
static bool condition_inside(const struct pair *pair, const struct read *read, struct fact *ret)
{
    const struct reading *r = pair->reading;
    if (!read->deed || read->deed->on.kind == SUBJECT_NONE)
        return false;
    const struct span *span = &read->deed->span;
    *ret = (struct fact){.low = span->low, .high = span->high, .except = span->except};
    ret->is_excluding = span->is_excluding;
    ret->subject = called_value(r->numbering, r->function, read->inst, &read->deed->on);
    return ret->subject != TERM_UNKNOWN;
}

/* `if (cmd == A) fetch; … callee(cmd)`, which fetches when it is B; or both are callees, one for A and one for B. */
static bool is_excluded_inside(const struct pair *pair)
{
    struct fact first, second;
    bool has_first = condition_inside(pair, pair->first, &first);
    bool has_second = condition_inside(pair, pair->second, &second);
    const struct paths *paths = pair->reading->paths;
    if ((has_first && !paths_allow(paths, pair->second->inst, &first)) ||
        (has_second && !paths_allow(paths, pair->first->inst, &second)))
        return true;
    return has_first && has_second && first.subject == second.subject && paths_keep(paths, first.subject) &&
           !fact_and(&first, &second);
}

/* Whether a path leads through both fetches. */
static enum path_answer path_of(const struct pair *pair)
{
    struct paths *paths = pair->reading->paths;
    enum path_answer path = paths_lead(paths, pair->first->inst, pair->second->inst, NULL);
    g_autoptr(GArray) barred = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    called_check_bar(pair, pair->first, barred);
    if (path == PATH_FOUND && is_excluded_inside(pair))
        return PATH_EXCLUDED;
    if (path != PATH_FOUND || !barred->len)
        return path;
    return paths_lead(paths, pair->first->inst, pair->second->inst, barred) == PATH_FOUND ? path : PATH_EXCLUDED;
}

bool pair_judge(struct pair *pair)
{
    pair->verdict = VERDICT_NONE;
    pair->reason = PAIR_NONE;
    pair->use = NULL;
    pair->proof = IR_NONE;
    pair->relation = first_relation(pair);
    enum path_answer path = pair->relation ? path_of(pair) : PATH_NONE;
    if (path == PATH_NONE)
        return false;
    bool is_behind = pair->is_behind || pair->second->bytes.low >= pair->first->bytes.high;
    if (is_behind || !bytes_overlap(pair->first->bytes, pair->second->bytes)) {
        settle(pair, is_behind ? PAIR_REST_ONLY : PAIR_DISJOINT);
        return true;
    }
    if (path == PATH_EXCLUDED) {
        settle(pair, PAIR_EXCLUSIVE);
        return true;
    }
    pair->failures = pair_failures(pair);
    pair->selections = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *relation = &g_array_index(pair->believed, struct dependence, i);
        if (!is_relation(pair, relation) || !bytes_overlap(relation->bytes, pair->second->bytes))
            continue;
        for (guint j = 0; j < pair->relied->len && pair->verdict != VERDICT_LIVE; j++)
            weigh(pair, relation, &g_array_index(pair->relied, struct dependence, j));
    }
    if (pair->verdict == VERDICT_NONE && !pair->is_softened)
        explain_no_use(pair);
    g_clear_pointer(&pair->selections, g_hash_table_unref);
    g_clear_pointer(&pair->failures, g_array_unref);
    return true;
}
