/* Database → reports. One XML tree of the whole run is made first; every format is made from it. */
#ifndef REPORTS_REPORTS_H
#define REPORTS_REPORTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "model/words.h"

#define REPORT_ERROR report_error_quark()
GQuark report_error_quark(void);
enum report_error { REPORT_ERROR_FORMAT, REPORT_ERROR_WRITE };

struct report;

struct report_options {
    const char *database; /* path */
    int64_t run;          /* 0: newest */
    enum level severity;  /* findings below it are left out of every format alike */
    bool safe;            /* safe pairs are shown whatever `severity` says */
    GHashTable
        *baseline; /* fingerprints that are not new (set of char *), or NULL: those findings are shown as unchanged */
    bool color;    /* of the text format */
};

/* Reads the run into the tree. */
struct report *report_load(const struct report_options *options, GError **error);
void report_free(struct report *report);

/* The formats' names, NULL-terminated, in the order of the table. */
const char *const *report_formats(void);

/* Writes one format to a stream. False and an error for an unknown format or a failed write. */
bool report_write(const struct report *report, const char *format, FILE *out, GError **error);
/* The same to a file, by way of a temporary one beside it: the old report stays until the new one is whole. */
bool report_write_file(const struct report *report, const char *format, const char *path, GError **error);

/* Findings at `level` or above that are neither suppressed, fixed nor in the baseline: what a gate counts. */
unsigned report_count(const struct report *report, enum level level);

#endif
