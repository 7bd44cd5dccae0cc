/* A check that only the first round of a loop makes: `if (!checked) { … checked = true; }`. */
#include "flow/bounds.h"
#include "flow/conditions.h"
#include "ir/access.h"
#include "rules/rounds.h"

enum { DEPTH_MAX = 4 /* joins within the joins of a loop's head */ };

/* A flag that is one value before a loop, and another one once a round has set it. */
struct flag {
    const struct pair *pair;
    term_id head;            /* what the loop's head joins */
    struct fact check, pass; /* what a branch asks of it: where the check is made, and where it is left out */
};

static const struct term *term_of_pair(const struct pair *pair, term_id value)
{
    return term_at(pair_terms(pair), value);
}

static bool allows(const struct fact *fact, int64_t number)
{
    return number >= fact->low && number <= fact->high && !(fact->is_excluding && number == fact->except);
}

/* Whether a round may leave such a value that the check is left out in the next one. */
static bool is_set(const struct flag *flag, term_id value, unsigned depth)
{
    value = bounds_plain(pair_terms(flag->pair), value);
    struct term term = *term_of_pair(flag->pair, value);
    const GArray *joined = numbering_joined(flag->pair->reading->numbering, value);
    if (term.kind == TERM_CONST)
        return allows(&flag->pass, term.number) && !allows(&flag->check, term.number);
    if (term.kind == TERM_OFFSET || (term.kind == TERM_OPERATION && term.op == IR_ADD)) /* it is counted */
        return bounds_plain(pair_terms(flag->pair), term.a) == flag->head ||
               bounds_plain(pair_terms(flag->pair), term.b) == flag->head;
    for (guint i = 0; joined && value != flag->head && depth < DEPTH_MAX && i < joined->len &&
                      numbering_spend(flag->pair->reading->numbering, 1);
         i++)
        if (is_set(flag, g_array_index(joined, term_id, i), depth + 1))
            return true;
    return false;
}

/* Whether the first round makes the check for sure, and a later one may leave it out. */
static bool is_for_first(const struct flag *flag)
{
    const struct cfg *cfg = flag->pair->reading->cfg;
    const struct term head = *term_of_pair(flag->pair, flag->head);
    const GArray *joined = numbering_joined(flag->pair->reading->numbering, flag->head);
    struct cfg_list before =
        joined && head.cell != IR_NONE ? cfg_predecessors(cfg, head.at) : (struct cfg_list){NULL, 0};
    bool is_later = false;
    for (uint32_t i = 0; i < before.n && i < joined->len; i++) {
        term_id value = g_array_index(joined, term_id, i);
        const struct term *begin = term_of_pair(flag->pair, bounds_plain(pair_terms(flag->pair), value));
        if (cfg_dominates(cfg, head.at, before.blocks[i]))
            is_later |= is_set(flag, value, 0);
        else if (begin->kind != TERM_CONST || !allows(&flag->check, begin->number) ||
                 allows(&flag->pass, begin->number))
            return false;
    }
    return is_later && cfg_dominates(cfg, head.at, cfg_block_of(cfg, flag->pair->first->inst));
}

/* Whether the edge leads to the use and the check is not on the way. */
static bool goes_round(const struct pair *pair, uint32_t to, uint32_t check, uint32_t use)
{
    struct reading *r = pair->reading;
    g_autoptr(GArray) blocked = g_array_copy(pair->failures);
    struct cfg_list before = cfg_predecessors(r->cfg, check);
    for (uint32_t i = 0; i < before.n; i++) {
        struct path_edge edge = {before.blocks[i], check};
        g_array_append_val(blocked, edge);
    }
    uint32_t first = ir_block_at(r->function, to)->first;
    return to != check && (first == use || paths_lead(r->paths, first, use, blocked) == PATH_FOUND);
}

/* Whether the value is looked at in another way where the check is left out. */
static bool is_looked_at(const struct pair *pair, uint32_t to, const struct dependence *check,
                         const struct dependence *use)
{
    uint32_t first = ir_block_at(pair->reading->function, to)->first;
    for (guint i = 0; i < pair->believed->len; i++) {
        const struct dependence *d = &g_array_index(pair->believed, struct dependence, i);
        bool is_other = d->kind == DEPENDENCE_BRANCH && d->inst != check->inst && d->inst != use->inst;
        if (is_other && bytes_overlap(d->bytes, use->bytes) && pair_leads(pair, first, d->inst) &&
            pair_passing(pair, first, d->inst, use->inst) != IR_NONE)
            return true;
    }
    return false;
}

/* Whether the block's branch asks a flag whether to make the check. */
static bool is_asked_once(const struct pair *pair, uint32_t block, const struct dependence *check,
                          const struct dependence *use)
{
    struct reading *r = pair->reading;
    struct cfg_list after = cfg_successors(r->cfg, block);
    uint32_t home = cfg_block_of(r->cfg, check->inst);
    if (after.n != 2 || !cfg_dominates(r->cfg, block, home) || block == home)
        return false;
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t on = after.blocks[i], round = after.blocks[1 - i];
        struct flag flag = {.pair = pair};
        if (!cfg_dominates(r->cfg, on, home) ||
            !condition_of(r->numbering, r->knowledge.unit, r->function, block, on, &flag.check) ||
            !condition_of(r->numbering, r->knowledge.unit, r->function, block, round, &flag.pass))
            continue;
        flag.head = bounds_plain(pair_terms(pair), flag.check.subject);
        if (is_for_first(&flag) && goes_round(pair, round, home, use->inst) && !is_looked_at(pair, round, check, use))
            return true;
    }
    return false;
}

static bool is_skipped(const struct pair *pair, const struct dependence *check, const struct dependence *use)
{
    struct reading *r = pair->reading;
    uint32_t fetch = pair->first->inst;
    struct cfg_list order = cfg_order(r->cfg);
    bool is_check = check->kind == DEPENDENCE_BRANCH && !check->deed;
    bool is_use = use->kind > DEPENDENCE_BRANCH && use->kind <= DEPENDENCE_PROTECTION;
    if (!is_check || !is_use || !bytes_overlap(check->bytes, use->bytes) || !pair_leads(pair, check->inst, use->inst) ||
        paths_lead(r->paths, check->inst, fetch, NULL) != PATH_FOUND ||
        pair_passing(pair, check->inst, check->inst, use->inst) == IR_NONE)
        return false;
    for (uint32_t b = 0; b < order.n; b++)
        if (is_asked_once(pair, order.blocks[b], check, use))
            return true;
    return false;
}

bool pair_find_skipped(struct pair *pair)
{
    bool found = false;
    pair->failures = pair_failures(pair);
    for (guint i = 0; i < pair->believed->len && !found; i++) {
        const struct dependence *check = &g_array_index(pair->believed, struct dependence, i);
        for (guint j = 0; j < pair->relied->len && !found; j++) {
            const struct dependence *use = &g_array_index(pair->relied, struct dependence, j);
            found = is_skipped(pair, check, use);
            pair->relation = found ? check : NULL;
            pair->use = found ? use : NULL;
        }
    }
    g_clear_pointer(&pair->failures, g_array_unref);
    return found;
}
