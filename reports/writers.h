/* Private to reports/: one writer for each format. Each writes the whole report and need not look after errors of the
 * stream, which report_write does. False and an error only for what is not the stream's. */
#ifndef REPORTS_WRITERS_H
#define REPORTS_WRITERS_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "reports/json.h"
#include "reports/tree.h"

bool write_xml(const struct report *report, FILE *out, GError **error);
bool write_html(const struct report *report, FILE *out, GError **error);
bool write_sarif(const struct report *report, FILE *out, GError **error);
bool write_json(const struct report *report, FILE *out, GError **error);
bool write_text(const struct report *report, FILE *out, GError **error);
bool write_junit(const struct report *report, FILE *out, GError **error);
bool write_gitlab(const struct report *report, FILE *out, GError **error);
bool write_checkstyle(const struct report *report, FILE *out, GError **error);

#endif
