/* Private to reports/: the tree, or parts of it, as JSON. */
#ifndef REPORTS_JSON_H
#define REPORTS_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

#include "reports/tree.h"

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
