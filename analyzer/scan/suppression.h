/* Suppression comments (DESIGN.md §5.1):
 *
 *     mpx-audit-ignore[RULE,RULE]: reason          this line; when it stands alone, the next line with code
 *     mpx-audit-ignore-begin[RULE]: reason  …  mpx-audit-ignore-end[RULE]
 *     mpx-audit-ignore-file[RULE]: reason
 *
 * as the first word of a comment. Without rules or without a reason it suppresses nothing, and a note says so. */
#ifndef SCAN_SUPPRESSION_H
#define SCAN_SUPPRESSION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/unit.h"

struct suppressions;

/* `selected`: as of rules_select, for what an unused suppression may be blamed for; NULL: all. */
struct suppressions *suppressions_new(const bool *selected);
void suppressions_free(struct suppressions *suppressions);

/* Reads a file's comments, once; `path` is how it is called outside. */
void suppressions_read(struct suppressions *suppressions, const char *path, const char *text, size_t length);
bool suppressions_known(const struct suppressions *suppressions, const char *path);
/* The reason given for this rule on this line, borrowed, or NULL. Counts as used. */
const char *suppressions_match(struct suppressions *suppressions, const char *path, uint32_t line, const char *rule);
/* The file could not be read whole: that nothing was found does not make its suppressions unused. */
void suppressions_excuse(struct suppressions *suppressions, const char *path);
/* What is wrong with them, and which were not used: char *, by file and line, appended. */
void suppressions_report(const struct suppressions *suppressions, GPtrArray *notes);
/* The same for those who can tell only later which were used. False when `give` answered so. */
bool suppressions_each(const struct suppressions *suppressions,
                       bool (*give)(const struct suppression_mark *mark, void *context), void *context);

#endif
