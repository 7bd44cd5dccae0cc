/* report and gate: both judge the newest run in the database; report writes it out as well. */
#include "outcome.h"
#include "reporting.h"
#include "verbs.h"

typedef bool (*judge)(const struct options *options, unsigned *ret_counted, GError **error);

static int judged_by(const struct options *options, judge decide)
{
    struct run_totals totals;
    struct run_part part;
    unsigned counted;
    GError *error = NULL;
    if (options->arguments[0])
        g_set_error(&error, OPTIONS_ERROR, 0, "%s: takes no path; it reads the database (--db FILE)",
                    options->arguments[0]);
    if (error || !reporting_totals(options, &totals, &part, &error) || !decide(options, &counted, &error))
        return outcome_usage(error);
    g_autofree char *missing = (char *)(uintptr_t)part.missing;
    return outcome_of_run(options, &totals, &part, counted);
}

int verb_report(const struct options *options)
{
    return judged_by(options, reporting_write_formats);
}

int verb_gate(const struct options *options)
{
    return judged_by(options, reporting_count);
}
