/* Private to reports/: the parts of a SARIF log, for sarif.c. Sections and names: SARIF 2.1.0 (OASIS, errata 01), and
 * what GitHub makes of it ("SARIF support for code scanning"). */
#ifndef REPORTS_SARIF_H
#define REPORTS_SARIF_H

#include <json-c/json.h>

#include "reports/tree.h"

/* error, warning, note or none, for one of our levels. */
const char *sarif_level(const char *level);

struct json_object *sarif_message(const char *text);
struct json_object *sarif_physical_location(const xmlNode *place);

/* reportingDescriptor of a rule (§3.49), result of a finding (§3.27). */
struct json_object *sarif_rule(const xmlNode *rule);
struct json_object *sarif_result(const xmlNode *finding, int rule_index);

#endif
