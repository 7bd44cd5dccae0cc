/* Which units are read, and when. A scan is a fixpoint: functions of the tree that hand their arguments on to a
 * catalogued interface (facts/wrappers.h) make units worth reading that name no interface themselves, and in these may
 * be further such functions.
 *
 *   round 1        the units that the prefilter wants, or all
 *   round 2 …      units that name what the round before has found, functions that fetch for their callers among it,
 * and units that define a function that is handed what was fetched; of those read already, the ones that call what is
 * new or define what is asked for are looked at again until nothing is found.
 *
 * Workers read the units and look at them (scan/look.h); this process only keeps what they tell. In each round every
 * unit sees the wrappers and summaries (facts/tree_summaries.h) of the rounds before, and those found are known only
 * when it is over: the result is the same in any order, and without the prefilter, where the functions that nobody asks
 * for are not told either. A unit is decoded again only when something has changed that its
 * own summaries hang on, and not before that has settled (facts/summary_order.c): a chain of calls through n units
 * takes n rounds. A wrapper once found stays, and a summary that keeps changing is kept as it is, so it ends;
 * ROUNDS_MAX is for a tree that is made to take long.
 */
#ifndef SCAN_ROUNDS_H
#define SCAN_ROUNDS_H

#include "facts/wrappers.h"
#include "scan/scan.h"
#include "scan/workers.h"

enum { ROUNDS_MAX = 256 };

struct rounds_job {
    const struct scan_options *options;
    const GPtrArray *commands; /* struct command * */
    const struct workers_limits *limits;
    worker_run run; /* gets the index of the command */
    void (*progress)(uint32_t unit, uint32_t done, uint32_t total, void *context);
    void *context; /* of both */
};

struct rounds;

/* Reads what is to be read. NULL and an error when that is not possible. Owned by the caller (rounds_free). */
struct rounds *rounds_run(const struct rounds_job *job, GError **error);
void rounds_free(struct rounds *rounds);

/* What became of a unit; status UNIT_SKIPPED when it can hold nothing. Borrowed until the next call. */
bool rounds_result(struct rounds *rounds, uint32_t unit, struct worker_result *ret_result, GError **error);
/* The summaries that its last look has made (unit_summaries_pack), empty when there are none. g_bytes_unref. */
GBytes *rounds_made(const struct rounds *rounds, uint32_t unit);
/* Whether a unit was read. */
bool rounds_has(const struct rounds *rounds, uint32_t unit);
/* The descriptor that a process needs for rounds_result. */
int rounds_file(const struct rounds *rounds);
/* Why a unit was read: what stands where in it; NULL when nobody asked. */
const char *rounds_reason(const struct rounds *rounds, uint32_t unit);
/* What was too much to be done, for a note (g_free); NULL when there is nothing. */
char *rounds_note(const struct rounds *rounds);
/* What the units' functions do, for each other; NULL when no rule asks. */
const struct tree_summaries *rounds_summaries(const struct rounds *rounds);
/* The tree's. */
const struct wrappers *rounds_wrappers(const struct rounds *rounds);

#endif
