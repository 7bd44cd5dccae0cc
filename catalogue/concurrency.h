/* <ends>, <thread>, <lock>, <mask>, <once>, <entry>: what a call does that concerns others, and what others call.
 * Private to the room. */
#ifndef CATALOGUE_CONCURRENCY_H
#define CATALOGUE_CONCURRENCY_H

#include "catalogue/node.h"

/* Each adds to the interface; FALSE and an error for what the schema cannot say. */
gboolean end_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
gboolean thread_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
gboolean lock_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
gboolean mask_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
gboolean once_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);
gboolean entry_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error);

/* NULL is fine. */
void entry_free(struct catalogue_entry *entry);
void thread_free(struct catalogue_thread *thread);

#endif
