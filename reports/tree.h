/* Private to reports/: the XML tree of one run, of which every format is made. Its elements and attributes are those of
 * report.xsd, which documents them. */
#ifndef REPORTS_TREE_H
#define REPORTS_TREE_H

#include <glib.h>
#include <libxml/tree.h>

#include "db/read.h"
#include "reports/reports.h"

#define REPORT_NAMESPACE "urn:mpx-audit:report:1"

struct report {
    xmlDoc *doc;
    unsigned open[LEVEL_CRITICAL + 1]; /* findings of each level that a gate counts, whatever is shown */
    bool color;
};

/* Reads the run into a document. NULL and an error when the database fails. */
xmlDoc *tree_build(struct reader *reader, const struct report_options *options, unsigned *open, GError **error);

/* Walking it. Names are local names; strings are borrowed from the tree and never NULL: "" for what is not there. */
xmlNode *tree_child(const xmlNode *parent, const char *name);
/* The next element of the same name. */
xmlNode *tree_next(const xmlNode *node);
/* The first item of one of the root's lists: ("findings", "finding"). */
xmlNode *tree_list(const struct report *report, const char *list, const char *item);
const char *tree_get(const xmlNode *node, const char *attribute);
bool tree_has(const xmlNode *node, const char *attribute);
/* An element's own text. */
const char *tree_content(const xmlNode *node);
/* A child's text. */
const char *tree_text(const xmlNode *parent, const char *child);
unsigned tree_number(const xmlNode *node, const char *attribute);

/* True when tools that know nothing of states should be told of the finding: it is in the code today. */
bool tree_is_present(const xmlNode *finding);

#endif
