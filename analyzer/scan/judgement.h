/* What the rules say of a unit, in a worker where time and memory are bounded, and how it travels to the parent. */
#ifndef SCAN_JUDGEMENT_H
#define SCAN_JUDGEMENT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "facts/wrappers.h"
#include "rules/rules.h"
#include "scan/scan.h"
#include "scan/workers.h"

struct tree_summaries;

/* What the rules are given besides the unit. */
struct judgement {
    const struct scan_options *options;
    const struct tree_summaries *tree; /* or NULL */
    GBytes *made;                      /* the unit's summaries (rounds_made), or NULL */
    const struct wrappers *wrappers;   /* the tree's */
};

/* Runs in a worker. Appends what the rules report of the unit that `read` brought; false and *ret_reason (g_free) when
 * that is no unit. */
bool judgement_pass(const struct judgement *judgement, const struct worker_result *read, GByteArray *payload,
                    char **ret_reason);

/* Runs in the parent: emits what judgement_pass was told, in that order, borrowed for the call. The bytes may be
 * anything: what is broken is left out. */
void judgement_each(const uint8_t *bytes, size_t n, rule_emit emit, void *context);
/* And the functions of the unit that the rules could not follow: struct unfollowed, in order, their texts in `strings`.
 * Owned by the caller. */
GArray *judgement_unfollowed(const uint8_t *bytes, size_t n, const struct ir_unit *unit, GStringChunk *strings);

/* The unit's uses of catalogued interfaces, those of its own wrappers and of the tree's among them: struct use.
 * *ret_wrappers must outlive them. */
GArray *judgement_uses(const struct scan_options *options, const struct ir_unit *unit, const struct wrappers *tree,
                       struct wrappers **ret_wrappers);

#endif
