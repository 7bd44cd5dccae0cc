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
    const char *wanted; /* why it was read: what stands where in it; NULL when not asked. Not stored */
    uint32_t functions, functions_degraded;
    uint32_t instructions, unknowns; /* of the unit's IR: the measure of what the front could not lower */
    uint32_t parse_ms;               /* CPU time of the worker for this unit */
    bool cached;
};

/* A line of a source file that a report may show: those that a finding and its steps name, and so many around each. */
#define EXCERPT_AROUND 5
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

/* For a run that does not hold the whole of its scan. */
struct run_part {
    uint32_t shard, shards; /* made with --shard SHARD/SHARDS, or 0 and the number of shards that were merged */
    const char *missing;    /* merged without these: "2, 3"; else NULL */
};

/* A suppression comment, as the units of one shard saw it: another shard's may have used it. */
struct suppression_mark {
    const char *file;
    uint32_t ord;       /* among the file's */
    const char *fault;  /* a note on what is wrong with it, or NULL */
    const char *unused; /* the note for when nobody has used it, or NULL when that needs none */
    bool is_used;
};

/* Filled while a run goes on; the totals of v_run. */
struct run_totals {
    uint32_t units, ok, degraded, failed, skipped; /* failed: also timeout and crashed */
    uint64_t functions, functions_degraded, instructions, unknowns;
    uint64_t sites, findings;
    uint64_t elapsed_ms, peak_parent_kib, peak_worker_kib;
};

#endif
