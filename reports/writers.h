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

/* An element of the tree as the JSON report has it. */
struct json_object *json_of_element(const xmlNode *node);

/* Pieces of a JSON text, item by item so that a long report is never in memory as a whole. Both release what they
 * print. */
void json_item(FILE *out, bool *first, struct json_object *item);
void json_member(FILE *out, bool *first, const char *name, struct json_object *value);
/* "name": [ … of which the items follow, then ] */
void json_list_begin(FILE *out, bool *first, const char *name);
void json_list_end(FILE *out);

#endif
