/* Names that a text makes by pasting tokens, with its own macros or those of headers. */
#ifndef INPUT_SPELLED_H
#define INPUT_SPELLED_H

#include "input/view.h"

/* A name that is made in the text and leads to a root in the view, or WEB_NONE. The web is solved. */
guint32 spelled_in(struct web *web, const struct web_view *view, const struct text *text);

#endif
