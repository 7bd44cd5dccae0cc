/* Private to reports/: one writer for each format. Each writes the whole report and need not look after errors of the
 * stream, which report_write does. False and an error only for what is not the stream's. */
#ifndef REPORTS_WRITERS_H
#define REPORTS_WRITERS_H

#include <glib.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

#include "reports/tree.h"

bool write_xml(const struct report *report, FILE *out, GError **error);
bool write_html(const struct report *report, FILE *out, GError **error);
bool write_sarif(const struct report *report, FILE *out, GError **error);
bool write_json(const struct report *report, FILE *out, GError **error);
bool write_text(const struct report *report, FILE *out, GError **error);
bool write_junit(const struct report *report, FILE *out, GError **error);
bool write_gitlab(const struct report *report, FILE *out, GError **error);
bool write_checkstyle(const struct report *report, FILE *out, GError **error);

/* The tree as JSON, the same content under the same names. json_object_put. */
struct json_object *json_of_report(const struct report *report);
/* Prints it, indented, and releases it. */
void json_finish(struct json_object *object, FILE *out);

#endif
