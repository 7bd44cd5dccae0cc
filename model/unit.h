/* What became of one translation unit, and of a whole run. Plain nouns; strings are borrowed as in model/site.h. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/words.h"

struct unit_report {
    const char *file; /* relative to the root */
    enum unit_status status;
    const char *mode;   /* "database" or "buildless" */
    const char *reason; /* why not ok, or NULL */
    uint32_t functions, functions_degraded;
    uint32_t instructions, unknowns; /* of the unit's IR: the measure of what the front could not lower */
    uint32_t parse_ms;               /* CPU time of the worker for this unit */
    bool cached;
};

/* A line of a source file that a report may show. */
struct excerpt {
    const char *file;
    uint32_t line;
    const char *text; /* valid UTF-8, at most 400 bytes */
};

struct run_info {
    const char *started; /* ISO 8601 UTC; SOURCE_DATE_EPOCH is obeyed */
    const char *root;
    const char *tool_version;
    const char *catalogue; /* digest of the loaded catalogue, overlays included */
    const char *command;   /* the command line, for the provenance block */
};

/* Filled while a run goes on; the totals of v_run. */
struct run_totals {
    uint32_t units, ok, degraded, failed, skipped; /* failed: also timeout and crashed */
    uint64_t functions, functions_degraded, instructions, unknowns;
    uint64_t sites, findings;
    uint64_t elapsed_ms, peak_parent_kib, peak_worker_kib;
};

#endif
