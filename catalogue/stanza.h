/* One <interface> element → struct stanza. Private to the room; a file each for the interface, its arguments, its
 * spellings. */
#ifndef CATALOGUE_STANZA_H
#define CATALOGUE_STANZA_H

#include "catalogue/node.h"
#include "catalogue/store.h"

/* `family` is the document's. NULL and an error for what the schema cannot say; else owned by the caller (stanza_free).
 */
struct stanza *stanza_read(const struct reader *reader, const xmlNode *node, const char *family, GError **error);

/* Adds the argument, its length_of still -1: it may name a later one. */
gboolean argument_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
void argument_free(struct catalogue_argument *argument);
/* Index of the argument of this name, -1 when there is none. */
int argument_find(const struct interface *interface, const char *name);
/* Index of the argument that attribute `name` of `node` names, -1 when the attribute is absent; FALSE and an error when
 * no such argument is there. */
gboolean argument_named(const struct reader *reader, const xmlNode *node, const char *name,
                        const struct interface *interface, int *ret, GError **error);

/* A flag must be one of the values of the argument whose role is flags. */
gboolean flag_check(const struct reader *reader, const xmlNode *node, const struct interface *interface,
                    const char *flag, GError **error);

bool spelling_is(const xmlNode *node);
/* Adds one spelling for each name of the element. */
gboolean spelling_read(const struct reader *reader, const xmlNode *node, struct stanza *stanza, GError **error);
void spelling_clear(struct catalogue_spelling *spelling);

#endif
