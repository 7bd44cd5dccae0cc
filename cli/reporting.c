#include "reporting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/maintain.h"
#include "db/part.h"
#include "db/read.h"
#include "reports/reports.h"
#include "tracelines.h"

/* What audit leaves in its output folder. */
static const struct {
    const char *format, *file;
} left_by_audit[] = {{"html", "index.html"}, {"xml", "report.xml"}, {"sarif", "report.sarif"}};

const char *reporting_database(const struct options *options)
{
    return options->db ? options->db : "mpx-audit.db";
}

static const char *folder_of(const struct options *options)
{
    return options->output ? options->output : "mpx-audit-report";
}

static bool is_link(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

static bool refuse_link(const char *path, const char *option, GError **error)
{
    g_set_error(error, OPTIONS_ERROR, 0, "%s: a symbolic link, which the audited tree may have brought; say %s", path,
                option);
    return false;
}

bool reporting_is_safe(const struct options *options, unsigned verb_mask, GError **error)
{
    bool has_database = (verb_mask & (ON_SCAN | ON_READ | ON_TRACE | ON_IMPORT)) && !(verb_mask & ON_IR);
    if (has_database && !options->db && is_link(reporting_database(options)))
        return refuse_link(reporting_database(options), "--db FILE", error);
    if ((verb_mask & ON_AUDIT) && !options->output && is_link(folder_of(options)))
        return refuse_link(folder_of(options), "-o DIR", error);
    return true;
}

static bool read_baseline(const struct options *options, GHashTable **ret_fingerprints, GError **error)
{
    *ret_fingerprints = NULL;
    if (!options->baseline)
        return true;
    struct reader *reader = reader_open(options->baseline, 0, error);
    if (!reader)
        return false;
    *ret_fingerprints = reader_fingerprints(reader, error);
    reader_close(reader);
    return *ret_fingerprints != NULL;
}

static struct report *load(const struct options *options, GError **error)
{
    g_autoptr(GHashTable) baseline = NULL;
    if (!read_baseline(options, &baseline, error))
        return NULL;
    struct report_options wanted = {.database = reporting_database(options),
                                    .severity = options->severity_level,
                                    .safe = options->safe,
                                    .baseline = baseline,
                                    .color = options_color(options, STDOUT_FILENO)};
    return report_load(&wanted, error);
}

/* A report is written over a file, never through a link or into a device that stands in its place. */
static bool has_place(const char *path, GError **error)
{
    struct stat status;
    if (lstat(path, &status) != 0 || S_ISREG(status.st_mode))
        return true;
    g_set_error(error, OPTIONS_ERROR, 0, "%s: not a file of reports but something else; remove it, or say -o DIR",
                path);
    return false;
}

static bool write_left(const struct options *options, const struct report *report, GError **error)
{
    const char *folder = folder_of(options);
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        g_set_error(error, OPTIONS_ERROR, 0, "%s: %s", folder, g_strerror(errno));
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(left_by_audit); i++) {
        g_autofree char *path = g_build_filename(folder, left_by_audit[i].file, NULL);
        if (!has_place(path, error) || !report_write_file(report, left_by_audit[i].format, path, error))
            return false;
    }
    if (!options->quiet)
        fprintf(stderr, "mpx-audit: reports: %s/{index.html,report.xml,report.sarif}\n", folder);
    return true;
}

static bool write_all(const struct options *options, const struct report *report, GError **error)
{
    return report_write(report, "text", stdout, error) && write_left(options, report, error);
}

/* Not of the report's tree, which has only the last events of each site: all events, straight from the database. */
static bool write_trace(const struct options *options, const char *path, GError **error)
{
    FILE *out = path ? fopen(path, "we") : stdout;
    bool written = out && tracelines_write(reporting_database(options), out, error);
    bool flushed = out && fflush(out) == 0 && !ferror(out);
    if (path && out && fclose(out) != 0)
        flushed = false;
    if ((written || !out) && !flushed)
        g_set_error(error, OPTIONS_ERROR, 0, "%s: cannot be written: %s", path ? path : "the trace", g_strerror(errno));
    return written && flushed;
}

/* NAME or NAME=FILE. */
static bool write_format(const struct options *options, const struct report *report, const char *wanted, GError **error)
{
    if (g_str_equal(wanted, "trace") || g_str_has_prefix(wanted, "trace="))
        return write_trace(options, wanted[5] ? wanted + strlen("trace=") : NULL, error);
    const char *equals = strchr(wanted, '=');
    if (!equals)
        return report_write(report, wanted, stdout, error);
    g_autofree char *name = g_strndup(wanted, (gsize)(equals - wanted));
    return report_write_file(report, name, equals + 1, error);
}

static bool write_formats(const struct options *options, const struct report *report, GError **error)
{
    for (char **format = options->format; format && *format; format++)
        if (!write_format(options, report, *format, error))
            return false;
    return options->format || report_write(report, "text", stdout, error);
}

static bool write_nothing(const struct options *options, const struct report *report, GError **error)
{
    (void)options, (void)report, (void)error;
    return true;
}

static bool with_report(const struct options *options, unsigned *ret_counted, GError **error,
                        bool (*write)(const struct options *, const struct report *, GError **))
{
    struct report *report = load(options, error);
    if (!report)
        return false;
    bool fine = write(options, report, error);
    *ret_counted = options->fail_level == LEVEL_NONE ? 0 : report_count(report, options->fail_level);
    report_free(report);
    if (fine && options->write_baseline)
        fine = maintain_copy(reporting_database(options), options->write_baseline, error);
    return fine;
}

bool reporting_count(const struct options *options, unsigned *ret_counted, GError **error)
{
    return with_report(options, ret_counted, error, write_nothing);
}

bool reporting_write_all(const struct options *options, unsigned *ret_counted, GError **error)
{
    return with_report(options, ret_counted, error, write_all);
}

bool reporting_write_formats(const struct options *options, unsigned *ret_counted, GError **error)
{
    return with_report(options, ret_counted, error, write_formats);
}

bool reporting_totals(const struct options *options, struct run_totals *ret_totals, struct run_part *ret_part,
                      GError **error)
{
    struct reader *reader = reader_open(reporting_database(options), 0, error);
    if (!reader)
        return false;
    *ret_totals = *reader_totals(reader);
    *ret_part = *reader_part(reader);
    ret_part->missing = g_strdup(ret_part->missing);
    reader_close(reader);
    return true;
}
