/* What the exit status says (DESIGN.md §5.1): 0 nothing at or above --fail-on · 1 findings at or above it · 2 usage,
 * configuration, unreadable path or unwritable report · 3 incomplete. 2 beats 3 beats 1. The last line on stderr says
 * the same in words. */
#ifndef CLI_OUTCOME_H
#define CLI_OUTCOME_H

#include "model/unit.h"
#include "options.h"

enum { STATUS_FINE = 0, STATUS_FINDINGS = 1, STATUS_USAGE = 2, STATUS_INCOMPLETE = 3 };

/* Prints "mpx-audit: MESSAGE" and what to try next, returns 2. Takes the error. */
int outcome_usage(GError *error);

/* Judges a run and prints the last line. `part`: as reader_part tells; `counted`: findings at or above --fail-on, as
 * report_count answers. */
int outcome_of_run(const struct options *options, const struct run_totals *totals, const struct run_part *part,
                   unsigned counted);

#endif
