#include "rules/rules.h"

#include <string.h>

#include "facts/summaries_kept.h"
#include "facts/tree_summaries.h"
#include "rules/review.h"

#define RULE(identifier, id, family, severity, cwe, on, title) {id, family, severity, cwe, on, title},
const struct rule rules[] = {
#include "rules/rules.def"
};
#undef RULE

const unsigned n_rules = G_N_ELEMENTS(rules);

#define RULE(identifier, id, family, severity, cwe, on, title) rule_##identifier,
static void (*const runs[])(struct review *review) = {
#include "rules/rules.def"
};
#undef RULE

int rule_find(const char *id)
{
    for (unsigned i = 0; i < n_rules; i++)
        if (g_str_equal(rules[i].id, id))
            return (int)i;
    return -1;
}

/* Levenshtein's distance, words of at most 63 letters. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[64];
    size_t n = MIN(strlen(b), G_N_ELEMENTS(row) - 1);
    for (unsigned j = 0; j <= n; j++)
        row[j] = j;
    for (unsigned i = 1; a[i - 1] && i < G_N_ELEMENTS(row); i++) {
        unsigned corner = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            unsigned replace = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = MIN(replace, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

const char *rule_nearest(const char *id)
{
    unsigned best = 0;
    for (unsigned i = 1; i < n_rules; i++)
        if (distance(id, rules[i].id) < distance(id, rules[best].id))
            best = i;
    return rules[best].id;
}

static bool apply_change(bool *selected, const char *change, GError **error)
{
    bool on = *change != '-';
    const char *id = change + (*change == '+' || *change == '-');
    int index = rule_find(id);
    if (index < 0) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "there is no rule “%s”; did you mean “%s”?", id,
                    rule_nearest(id));
        return false;
    }
    selected[index] = on;
    return true;
}

bool *rules_select(const char *changes, GError **error)
{
    g_autofree bool *selected = g_new0(bool, n_rules);
    for (unsigned i = 0; i < n_rules; i++)
        selected[i] = rules[i].on_by_default;
    g_auto(GStrv) words = g_strsplit(changes ? changes : "", ",", -1);
    for (char **word = words; *word; word++)
        if (*g_strstrip(*word) && !apply_change(selected, *word, error))
            return NULL;
    return g_steal_pointer(&selected);
}

/* Where only words are known there is nothing to judge: those are sites, and no more. */
static GArray *without_lost(const GArray *uses)
{
    GArray *kept = g_array_sized_new(FALSE, FALSE, sizeof(struct use), uses->len);
    for (guint i = 0; i < uses->len; i++)
        if (!g_array_index(uses, struct use, i).is_lost_text)
            g_array_append_val(kept, g_array_index(uses, struct use, i));
    return kept;
}

static GArray *unfollowed(const struct ir_unit *unit, const struct efforts *efforts)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct unfollowed));
    for (guint f = 0; f < unit->functions->len; f++) {
        struct unfollowed one = {f, efforts_fault(efforts, g_ptr_array_index(unit->functions, f))};
        if (one.why)
            g_array_append_val(all, one);
    }
    return all;
}

GArray *rules_run(const struct ir_unit *unit, const struct catalogue *catalogue, const struct tree_summaries *tree,
                  GBytes *made, const struct owners_options *owners, const GArray *uses, const bool *selected,
                  rule_emit emit, void *context)
{
    g_autoptr(GArray) judged = without_lost(uses);
    struct review review = {.unit = unit, .catalogue = catalogue, .uses = judged, .emit = emit, .context = context};
    review.bodies = bodies_new(unit);
    review.knowledge = (struct call_knowledge){unit, catalogue, unit_summaries_new(unit, catalogue, tree), judged,
                                               bodies_efforts(review.bodies)};
    if (made)
        unit_summaries_take_over(review.knowledge.summaries, made, NULL);
    review.owners_options = owners;
    review.abi = catalogue_abi(unit->target ? unit->target : "");
    review.tree_threads = tree ? tree_summaries_threads(tree) : NULL;
    review.tree_owners = tree ? tree_summaries_owners(tree) : NULL;
    for (unsigned i = 0; i < n_rules; i++) {
        review.rule = &rules[i];
        if (selected[i])
            runs[i](&review);
    }
    owners_free(review.owners);
    threads_free(review.threads);
    unit_summaries_free(review.knowledge.summaries);
    GArray *not_judged = unfollowed(unit, bodies_efforts(review.bodies));
    bodies_free(review.bodies);
    return not_judged;
}
