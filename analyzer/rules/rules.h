/* The rules: rules.def is the table, one file a rule holds it. A rule sees one unit at a time and reports through
 * `emit`. */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "catalogue/catalogue.h"
#include "ir/unit.h"
#include "model/finding.h"

struct rule {
    const char *id, *family;
    enum level severity; /* at high confidence */
    int cwe;
    bool on_by_default;
    const char *title; /* one line */
};

/* The table, in the order of rules.def; n_rules of them. */
extern const struct rule rules[];
extern const unsigned n_rules;
/* Index into rules[], or -1. */
int rule_find(const char *id);
/* The id that is spelled most like this one. */
const char *rule_nearest(const char *id);

/* The switch settings, one per rule; see rules_select. Owned by the caller (g_free). `changes` is "+ID,-ID,…" or NULL.
 * NULL and an error that names the unknown rule and the nearest known one. */
bool *rules_select(const char *changes, GError **error);

struct tree_summaries;
struct owners_options;

typedef void (*rule_emit)(const struct finding *finding, void *context);

/* A function whose values a rule wanted to follow, and could not, or not to the end: flow/effort.h. */
struct unfollowed {
    uint32_t function; /* number in the unit */
    const char *why;   /* a static text */
};

/* Runs the selected rules over one unit, of which `uses` is what uses_find gave. `tree`: what other units say of their
 * functions (facts/tree_summaries.h), or NULL. `made`: what unit_summaries_pack gave of the unit in that tree, or NULL.
 * `owners`: what the user says of who can write (facts/owners.h), or NULL.
 * Functions that are degraded raise nothing. Findings are borrowed by `emit` for the call only; their file is an
 * absolute path. Gives the functions that are not judged: struct unfollowed, in order, owned by the caller. */
GArray *rules_run(const struct ir_unit *unit, const struct catalogue *catalogue, const struct tree_summaries *tree,
                  GBytes *made, const struct owners_options *owners, const GArray *uses, const bool *selected,
                  rule_emit emit, void *context);

#endif
