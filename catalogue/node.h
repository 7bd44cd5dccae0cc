/* Attributes and elements of a valid document, in the terms of the catalogue. Private to the room. */
#ifndef CATALOGUE_NODE_H
#define CATALOGUE_NODE_H

#include <libxml/tree.h>

#include "catalogue/catalogue.h"

/* Where strings go and how faults name the document; both outlive everything that is read. */
struct reader {
    GStringChunk *strings;
    const char *file;
};

bool node_is(const xmlNode *node, const char *element);
/* The first child element, and the next element after `node`; NULL at the end. */
xmlNode *node_first(const xmlNode *node);
xmlNode *node_next(const xmlNode *node);
long node_line(const xmlNode *node);

/* Values live as long as the reader's strings, blanks around them trimmed; NULL when the attribute is not there. */
const char *node_attribute(const struct reader *reader, const xmlNode *node, const char *name);
const char *node_text(const struct reader *reader, const xmlNode *node);
/* Of a yes/no attribute, absent means no. */
bool node_yes(const xmlNode *node, const char *name);
/* The blank-separated words of an attribute; NULL when it is not there. g_strfreev. */
char **node_words(const xmlNode *node, const char *name);

/* A number as the schema allows it, decimal or 0x; FALSE and an error when it does not fit into 64 bits. `text` is what
 * `node` says. */
gboolean node_integer(const struct reader *reader, const xmlNode *node, const char *text, int64_t *ret, GError **error);

#endif
