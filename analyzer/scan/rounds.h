/* Which units are read, and when. A scan is a fixpoint: functions of the tree that hand their arguments on to a
 * catalogued interface (facts/wrappers.h) make units worth reading that name no interface themselves, and in these may
 * be further such functions.
 *
 *   round 1        the units that the prefilter wants, or all
 *   round 2 …      units that name what the round before has found; of those read already, the ones that call it are
 *                  looked through again
 *   until nothing is found.
 *
 * In each round every unit sees the wrappers of the rounds before, and those found are known only when it is over: the
 * result is the same in any order, and without the prefilter. A wrapper once found stays, so it ends; ROUNDS_MAX is for
 * a tree that is made to take long. */
#ifndef SCAN_ROUNDS_H
#define SCAN_ROUNDS_H

#include "facts/wrappers.h"
#include "scan/scan.h"
#include "scan/workers.h"

enum { ROUNDS_MAX = 64 };

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
/* Why a unit was read: what stands where in it; NULL when nobody asked. */
const char *rounds_reason(const struct rounds *rounds, uint32_t unit);
/* The tree's. */
const struct wrappers *rounds_wrappers(const struct rounds *rounds);

#endif
