/* db: what is in the database, whether it is sound, and making it smaller. */
#include <stdio.h>

#include "db/maintain.h"
#include "db/read.h"
#include "outcome.h"
#include "reporting.h"
#include "shown.h"
#include "verbs.h"

static void print_row(const char *name, const char *value, void *context)
{
    (void)context;
    printf("%-22s %s\n", name, value);
}

static bool print_unit(const struct unit_report *unit, void *context)
{
    (void)context;
    if (unit->status == UNIT_OK || unit->status == UNIT_SKIPPED)
        return true;
    g_autofree char *file = shown(unit->file), *reason = shown(unit->reason);
    printf("%-9s %s: %s\n", unit_status_name(unit->status), file, reason);
    return true;
}

static bool info(const struct options *options, GError **error)
{
    const char *path = reporting_database(options);
    if (!maintain_info(path, print_row, NULL, error))
        return false;
    struct reader *reader = reader_open(path, 0, NULL); /* a database without a run has no units to list */
    bool fine = !reader || reader_units(reader, print_unit, NULL, error);
    reader_close(reader);
    return fine;
}

static void print_fault(const char *text, void *context)
{
    unsigned *n = context;
    printf("%s\n", text);
    ++*n;
}

static bool check(const struct options *options, GError **error)
{
    unsigned faults = 0;
    if (!maintain_check(reporting_database(options), print_fault, &faults, error))
        return false;
    if (faults)
        g_set_error(error, OPTIONS_ERROR, 0, "%s is damaged", reporting_database(options));
    else
        puts("sound");
    return !faults;
}

/* `vacuum N` keeps the newest N runs. */
static bool vacuum(const struct options *options, GError **error)
{
    const char *word = options->arguments[1];
    guint64 keep = 0;
    if (word && !g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT, &keep, error)) {
        g_prefix_error(error, "db vacuum takes the number of runs to keep: ");
        return false;
    }
    return maintain_vacuum(reporting_database(options), (unsigned)keep, error);
}

static const struct {
    const char *name;
    bool (*run)(const struct options *options, GError **error);
} actions[] = {{"info", info}, {"check", check}, {"vacuum", vacuum}};

int verb_db(const struct options *options)
{
    GError *error = NULL;
    for (size_t i = 0; options->arguments[0] && i < G_N_ELEMENTS(actions); i++)
        if (g_str_equal(options->arguments[0], actions[i].name))
            return actions[i].run(options, &error) ? STATUS_FINE : outcome_usage(error);
    g_set_error(&error, OPTIONS_ERROR, 0, "db takes info, check or vacuum [RUNS TO KEEP]");
    return outcome_usage(error);
}
