/* What the sink is told of each unit, in the order of their files:
 *
 *     report    what became of the unit
 *     comments  suppressions in the unit's files are read                         (suppression.c)
 *     sites     uses of catalogued interfaces, each once over the tree            (inventory.c, facts/)
 *     findings  what the rules said, each once over the tree                      (findings.c)
 *     excerpts  the source lines that the findings need, each once                (excerpt.c)
 *
 * and at the end notes on suppressions and on missing headers                      (missing.c). */
#ifndef SCAN_TELLING_H
#define SCAN_TELLING_H

#include "facts/wrappers.h"
#include "input/command.h"
#include "ir/unit.h"
#include "scan/excerpt.h"
#include "scan/findings.h"
#include "scan/missing.h"
#include "scan/scan.h"
#include "scan/workers.h"

struct telling {
    const struct scan_options *options;
    const struct scan_sink *sink;
    struct run_totals totals;
    struct seen *seen_sites;
    struct findings_context findings;
    struct excerpts *excerpts;
    struct missing *missing;
};

void telling_init(struct telling *telling, const struct scan_options *options, const struct scan_sink *sink);
void telling_clear(struct telling *telling);

struct told_unit {
    const struct command *command;
    const struct worker_result *read;   /* what became of it */
    const struct worker_result *judged; /* what the rules said of it; NULL when nothing of it was read */
    const char *wanted;                 /* why it was read, or NULL */
    const struct wrappers *wrappers;    /* the tree's */
};

/* False when the sink wants no more. */
bool telling_unit(struct telling *telling, const struct told_unit *told);
/* After the last unit. False when the sink wants no more. */
bool telling_end(struct telling *telling);

#endif
