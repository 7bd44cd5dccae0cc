/* What a rule says about the code, and the ordered steps that prove it. Plain nouns; strings are borrowed as in
 * model/site.h. A rule fills the first part; the scan adds the second. */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/words.h"

struct step {
    enum step_role role;
    const char *file; /* relative to the root once the scan has seen it */
    uint32_t line, col;
    const char *text; /* the source line, trimmed */
    const char *why;  /* what this step proves */
};

/* The bytes that a finding is about, as a caller of its function knows them. */
struct finding_memory {
    bool is_known;
    uint32_t parameter; /* that they lie behind, counted from 0 */
    int64_t low, high;  /* up to but not including high; INT64_MAX: not bounded */
};

struct finding {
    const char *rule;
    enum confidence confidence;
    enum level severity; /* the rule's, unless this case is named as graver or milder in FIELD.md §3 */
    enum verdict verdict;
    const char *reason;  /* why safe (toctou family), else NULL */
    const char *message; /* one line */
    const char *gain;    /* what an attacker or a fault gains */
    const char *repair;  /* the smallest repair */
    const char *key;     /* the normalised expressions that identify it; input of the fingerprint */
    const char *file;
    uint32_t line, col;
    const char *function;
    const struct step *steps;
    uint32_t n_steps;
    struct finding_memory memory;

    enum level level; /* level_of(severity, confidence) */
    const char *fingerprint;
    const char *fingerprint_moved; /* without the path: a renamed file's findings are not new */
    const char *line_hash;         /* GitHub's primaryLocationLineHash of the line, or NULL */
    const char *suppressed;        /* the reason given in a suppression comment, or NULL */

    /* As in model/site.h: what the two fingerprints were before they got their ordinal. */
    const char *identity, *identity_moved;
    uint32_t occurrence;
};

/* One row of the rule table, as it travels to the database and the reports. */
struct rule_row {
    const char *id;
    const char *family;
    enum level severity;
    int cwe;
    const char *title; /* one line */
    const char *help;  /* the rule's page, Markdown */
};

#endif
