/* A solved web as those see it who include only some of its files: definitions in other files do not count. */
#ifndef INPUT_VIEW_H
#define INPUT_VIEW_H

#include "input/web.h"

struct web_view;

/* Borrows the web, which is solved before each web_view_set. */
struct web_view *web_view_new(const struct web *web);
void web_view_free(struct web_view *view);

/* `files`: guint8 for each file's number, whether it counts. */
void web_view_set(struct web_view *view, const GArray *files);

gboolean web_view_leads(const struct web_view *view, guint32 word);
/* The word by which a file leads to a root by its mere inclusion, or WEB_NONE. */
guint32 web_view_live(const struct web_view *view, guint32 file);

#endif
