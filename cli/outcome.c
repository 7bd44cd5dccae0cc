#include "outcome.h"

#include <stdio.h>

#include "interrupt.h"
#include "shown.h"

/* What Ctrl-C leaves: the shell's convention of 128 and the signal's number. */
static int outcome_interrupted(GError *error)
{
    int status = 128 + (int)*interrupt_flag();
    fprintf(stderr, "mpx-audit: exit status %d: interrupted; nothing of this run was stored\n", status);
    g_error_free(error);
    return status;
}

int outcome_usage(GError *error)
{
    if (*interrupt_flag())
        return outcome_interrupted(error);
    g_autofree char *message = shown(error->message);
    fprintf(stderr, "mpx-audit: %s\n", message);
    fprintf(stderr, "mpx-audit: exit status 2: nothing was decided; `mpx-audit --help` lists verbs and options\n");
    g_error_free(error);
    return STATUS_USAGE;
}

/* Why the run does not cover what it was asked to cover, and what to do about it; NULL when it does. A unit that the
 * prefilter skipped is covered: it can hold nothing. */
static char *incompleteness(const struct options *options, const struct run_totals *totals, const struct run_part *part)
{
    const char *advice = "`mpx-audit db info` lists them, --allow-incomplete accepts them";
    bool may_be_empty = part->shard > 0; /* of few files some shards get none */
    if (part->missing)
        return g_strdup_printf("shard %s of %u is missing; merge again with it, or accept that by --allow-incomplete",
                               part->missing, part->shards);
    if (totals->units == 0 && !may_be_empty)
        return g_strdup("no unit was analysed; name a folder or file with C sources, or a compile database with -p");
    if (totals->failed)
        return g_strdup_printf("%u of %u units failed; %s", totals->failed, totals->units, advice);
    if (options->strict && totals->degraded)
        return g_strdup_printf("%u of %u units could not be read whole (--strict); %s", totals->degraded, totals->units,
                               advice);
    return NULL;
}

static int say(int status, const char *meaning)
{
    fprintf(stderr, "mpx-audit: exit status %d: %s\n", status, meaning);
    return status;
}

int outcome_of_run(const struct options *options, const struct run_totals *totals, const struct run_part *part,
                   unsigned counted)
{
    const char *level = level_name(options->fail_level);
    g_autofree char *incomplete = incompleteness(options, totals, part);
    if (incomplete && !options->allow_incomplete && !options->exit_zero) {
        g_autofree char *meaning = g_strconcat("incomplete: ", incomplete, NULL);
        return say(STATUS_INCOMPLETE, meaning);
    }
    if (options->fail_level == LEVEL_NONE)
        return say(STATUS_FINE, "the run is complete; --fail-on LEVEL would make findings count");
    g_autofree char *meaning = g_strdup_printf("%u finding%s at or above %s%s", counted, counted == 1 ? "" : "s", level,
                                               options->baseline ? " that the baseline does not have" : "");
    if (counted && options->exit_zero) {
        g_autofree char *zero = g_strdup_printf("%s, but --exit-zero was given", meaning);
        return say(STATUS_FINE, zero);
    }
    return say(counted ? STATUS_FINDINGS : STATUS_FINE, meaning);
}
