/* Names that a text makes by pasting tokens, with its own macros or those of headers. */
#ifndef INPUT_SPELLED_H
#define INPUT_SPELLED_H

#include "input/web.h"

/* A root that the text leads to in this way, or WEB_NONE. The web is solved. */
guint32 spelled_in(struct web *web, const struct text *text);

#endif
