/* A catalogue document: bytes of unknown origin → a tree that the grammar has accepted. Private to the room. */
#ifndef CATALOGUE_DOCUMENT_H
#define CATALOGUE_DOCUMENT_H

#include <glib.h>
#include <libxml/tree.h>

/* No document that a person writes comes near it. */
#define DOCUMENT_MAX_BYTES (8u << 20)

struct grammar;

/* The compiled RELAX NG schema; NULL and an error when it is none. Free with grammar_free. */
struct grammar *grammar_new(const void *bytes, gsize size, GError **error);
void grammar_free(struct grammar *grammar);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

/* The valid tree, or NULL and the first fault as FILE:LINE. Nothing outside of `bytes` is ever read: no network, no
 * entities, no document type, no inclusion. xmlFreeDoc. */
xmlDoc *document_read(const struct grammar *grammar, const char *file, const void *bytes, gsize size, GError **error);

#endif
