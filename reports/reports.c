#include "reports/reports.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libxml/xmlsave.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/stylesheet.h"
#include "reports/tree.h"
#include "reports/writers.h"

G_DEFINE_QUARK(mpx_audit_report_error, report_error)

#define FORMATS(X) X(xml) X(html) X(sarif) X(json) X(text) X(junit) X(gitlab) X(checkstyle)

#define FORMAT_NAME(name) #name,
#define FORMAT_WRITER(name) write_##name,
static const char *const format_names[] = {FORMATS(FORMAT_NAME) NULL};
static bool (*const format_writers[])(const struct report *, FILE *, GError **) = {FORMATS(FORMAT_WRITER)};

const char *const *report_formats(void)
{
    return format_names;
}

struct report *report_load(const struct report_options *options, GError **error)
{
    struct reader *reader = reader_open(options->database, options->run, error);
    if (!reader)
        return NULL;
    struct report *report = g_new0(struct report, 1);
    report->color = options->color;
    report->doc = tree_build(reader, options, report->open, error);
    reader_close(reader);
    if (!report->doc)
        g_clear_pointer(&report, report_free);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    xmlFreeDoc(report->doc);
    g_free(report);
}

unsigned report_count(const struct report *report, enum level level)
{
    unsigned count = 0;
    for (int i = (int)level; i <= LEVEL_CRITICAL; i++)
        count += report->open[i];
    return count;
}

bool write_xml(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    xmlSaveCtxt *save = xmlSaveToIO(stylesheet_put, NULL, out, "UTF-8", XML_SAVE_FORMAT);
    xmlSaveDoc(save, report->doc);
    xmlSaveClose(save);
    return true;
}

static bool unknown_format(const char *format, GError **error)
{
    g_autofree char *known = g_strjoinv(" ", (char **)format_names);
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_FORMAT, "no report format \"%s\"; there are: %s", format, known);
    return false;
}

static bool write_failed(const char *path, int system_error, GError **error)
{
    g_autofree char *shown = path ? g_filename_display_name(path) : g_strdup("the report");
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_WRITE, "%s: cannot be written: %s", shown, g_strerror(system_error));
    return false;
}

bool report_write(const struct report *report, const char *format, FILE *out, GError **error)
{
    for (size_t i = 0; format_names[i]; i++) {
        if (!g_str_equal(format_names[i], format))
            continue;
        errno = 0;
        if (!format_writers[i](report, out, error))
            return false;
        if (fflush(out) == 0 && !ferror(out))
            return true;
        return write_failed(NULL, errno ? errno : EIO, error);
    }
    return unknown_format(format, error);
}

static bool write_whole(const struct report *report, const char *format, int fd, const char *path, GError **error)
{
    FILE *out = fdopen(fd, "w");
    g_assert(out != NULL);
    if (!report_write(report, format, out, error)) {
        fclose(out);
        g_autofree char *shown = g_filename_display_name(path);
        g_prefix_error(error, "%s: ", shown);
        return false;
    }
    bool synced = fsync(fd) == 0;
    int system_error = errno;
    if (fclose(out) == 0 && synced)
        return true;
    return write_failed(path, synced ? errno : system_error, error);
}

/* Devices and pipes are written straight: there is nothing to keep whole, and a rename would replace them. */
static bool is_stream(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool write_stream(const struct report *report, const char *format, const char *path, GError **error)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return write_failed(path, errno, error);
    bool written = report_write(report, format, out, error);
    if (fclose(out) != 0 && written)
        return write_failed(path, errno, error);
    return written;
}

bool report_write_file(const struct report *report, const char *format, const char *path, GError **error)
{
    if (is_stream(path))
        return write_stream(report, format, path, error);
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0)
        return write_failed(path, errno, error);
    bool written = write_whole(report, format, fd, path, error);
    if (written && g_rename(temporary, path) != 0)
        written = write_failed(path, errno, error);
    if (!written)
        g_unlink(temporary);
    return written;
}
