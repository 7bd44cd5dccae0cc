/* The pipeline: source tree in; sites, findings and unit reports out through callbacks, ordered, the same whatever
 * `jobs`. */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <signal.h>

#include "catalogue/catalogue.h"
#include "model/finding.h"
#include "model/site.h"
#include "model/unit.h"

struct scan_options {
    const char *root;               /* absolute; paths leave relative to it */
    const char *const *paths;       /* absolute, NULL-terminated */
    const char *database;           /* explicit -p, or NULL: found from the paths */
    const char *const *excludes;    /* globs over paths relative to root */
    const char *const *extra_flags; /* behind -- */
    const struct catalogue *catalogue;
    const bool *rules;          /* rules_select */
    unsigned jobs;              /* 0: one per CPU */
    unsigned cpu_seconds;       /* limit of a unit; 0: 120 */
    uint64_t memory_bytes;      /* limit of a worker; 0: 4 GiB */
    const char *const *without; /* families that are not asked for, NULL-terminated, or NULL */
    const char *const *untrusted; /* variables and types that others write, NULL-terminated, or NULL */
    bool assume_shared;         /* memory of which nobody knows who writes it counts as shared; reads every unit */
    bool no_prefilter;          /* read every unit, also those that can hold nothing by what their text says */
    uint32_t shard, shards;     /* only the units of this shard, counted from 1; 0: all */
};

/* Everything that a scan says. All pointers are borrowed for the call. Called from the scanning process only, one at a
 * time; progress while units are read, then the units in the order of their files. A callback that returns false stops
 * the scan (the receiver keeps the reason). */
struct scan_sink {
    bool (*unit)(const struct unit_report *unit, void *context);
    bool (*site)(const struct site *site, void *context);
    bool (*finding)(const struct finding *finding, void *context);
    bool (*excerpt)(const struct excerpt *excerpt, void *context); /* each line once, after the findings that need it */
    void (*note)(const char *text, void *context);                 /* for stderr */
    void (*progress)(unsigned done, unsigned total, const char *file, void *context);
    void *context;
    const volatile sig_atomic_t *stop; /* once it is not 0 the scan is stopped, as by a callback; or NULL */

    /* For shards, else NULL: the rest of what it takes to put a scan together again. */
    bool (*ir)(const uint8_t *bytes, size_t n, void *context); /* of the unit just told, as its worker sent it: zstd */
    bool (*suppression)(const struct suppression_mark *mark, void *context); /* at the end, in place of notes */
};

#define SCAN_ERROR scan_error_quark()
GQuark scan_error_quark(void);

/* False and an error when nothing could be started (unreadable path, broken database) or a callback stopped it. Failed
 * units are not an error: they are in *ret_totals. */
bool scan_run(const struct scan_options *options, const struct scan_sink *sink, struct run_totals *ret_totals,
              GError **error);

/* One file alone, in this process's only worker: for `mpx-audit ir`. The unit, or NULL and an error. Owned by the
 * caller (ir_unit_free). */
struct ir_unit;
struct ir_unit *scan_lower(const struct scan_options *options, const char *file, GError **error);

#endif
