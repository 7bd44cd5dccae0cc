/* Private to reports/: what traces add to the tree: hits and last events of sites, the events that support a finding,
 * and the traces themselves. */
#ifndef REPORTS_RUNTIME_H
#define REPORTS_RUNTIME_H

#include <glib.h>
#include <libxml/tree.h>

#include "db/seen.h"

struct runtime;

/* NULL and an error when the database fails. */
struct runtime *runtime_new(struct reader *reader, GError **error);
void runtime_free(struct runtime *runtime);

/* While the rows of sites and findings are read: says that something will be added to their elements. */
void runtime_site(struct runtime *runtime, xmlNode *node, const char *fingerprint);
void runtime_finding(struct runtime *runtime, xmlNode *node, int64_t finding);
/* When they have been read. `root` gets the list of traces, if there are any. */
bool runtime_fill(struct runtime *runtime, struct reader *reader, xmlNode *root, GError **error);

#endif
