/* merge: the databases of a scan's shards → one run in one database. */
#include <stdio.h>

#include "db/merge.h"
#include "interrupt.h"
#include "outcome.h"
#include "reporting.h"
#include "shown.h"
#include "verbs.h"

static void print_notes(const struct options *options, const struct merged *merged)
{
    if (options->quiet)
        return;
    for (unsigned i = 0; i < merged->notes->len; i++) {
        g_autofree char *note = shown(merged->notes->pdata[i]);
        fprintf(stderr, "mpx-audit: note: %s\n", note);
    }
    const struct run_totals *totals = &merged->totals;
    fprintf(stderr,
            "mpx-audit: %u unit%s: %u ok, %u degraded, %u failed, %u skipped; %" G_GUINT64_FORMAT
            " sites, %" G_GUINT64_FORMAT " findings\n",
            totals->units, totals->units == 1 ? "" : "s", totals->ok, totals->degraded, totals->failed, totals->skipped,
            totals->sites, totals->findings);
}

static bool merge(const struct options *options, struct merged *merged, unsigned *ret_counted, GError **error)
{
    const char *const *words = (const char *const *)options->arguments;
    if (!words[0] || !words[1]) {
        g_set_error(error, OPTIONS_ERROR, 0, "merge takes the database to write and those of the shards: OUT IN…");
        return false;
    }
    struct merge_options wanted = {
        .out = words[0], .ins = words + 1, .tool_version = MPX_AUDIT_VERSION, .stop = interrupt_flag()};
    interrupt_catch();
    bool fine = merge_shards(&wanted, merged, error);
    interrupt_release();
    if (!fine)
        return false;
    struct options judged = *options;
    judged.db = options->arguments[0];
    return reporting_count(&judged, ret_counted, error);
}

int verb_merge(const struct options *options)
{
    struct merged merged = {0};
    GError *error = NULL;
    unsigned counted = 0;
    if (!merge(options, &merged, &counted, &error)) {
        merged_clear(&merged);
        return outcome_usage(error);
    }
    print_notes(options, &merged);
    struct run_part part = {.shards = merged.shards, .missing = merged.missing};
    int status = outcome_of_run(options, &merged.totals, &part, counted);
    merged_clear(&merged);
    return status;
}
