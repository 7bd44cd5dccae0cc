/* What the folders of a tree hold, each listed once: of most headers it is known without a look, and without a note of
 * each, that a folder has none of that name. A folder that changes meanwhile is seen as it was. */
#ifndef INPUT_LISTING_H
#define INPUT_LISTING_H

#include <glib.h>

struct listing;

/* Memory grows with the entries of the folders that are asked for. */
struct listing *listing_new(void);
void listing_free(struct listing *listing);

/* A number for the first word of a relative path: `sys` of sys/mman.h. LISTING_ANY when that says nothing about a
 * folder's entries: ../x.h, /x.h. */
#define LISTING_ANY G_MAXUINT32
guint32 listing_word(struct listing *listing, const char *path);

/* FALSE: the folder (absolute) has no entry of that name. `number`: the folder's, small, always the same. */
gboolean listing_may_have(struct listing *listing, guint32 number, const char *folder, guint32 word);

#endif
