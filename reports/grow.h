/* Private to reports/: making the tree. Text comes from outside; what XML does not allow is replaced. */
#ifndef REPORTS_GROW_H
#define REPORTS_GROW_H

#include <libxml/tree.h>
#include <stdint.h>

/* Attributes. grow_given: none for NULL or "". */
void grow_put(xmlNode *node, const char *name, const char *value);
void grow_given(xmlNode *node, const char *name, const char *value);
void grow_number(xmlNode *node, const char *name, uint64_t value);

/* Child elements. */
xmlNode *grow_add(xmlNode *parent, const char *name);
xmlNode *grow_text(xmlNode *parent, const char *name, const char *text);

#endif
