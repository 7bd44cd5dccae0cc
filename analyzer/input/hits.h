/* The first place in a text where a word that leads to a catalogued one stands by itself. */
#ifndef INPUT_HITS_H
#define INPUT_HITS_H

#include "input/shapes.h"
#include "input/view.h"

struct hit {
    guint32 word;
    gsize offset;
};

/* The ids of the matcher's patterns are words of the web. FALSE when there is none. Not taken: parts of longer words,
 * #include lines, words that do not lead anywhere in the view, and members (`x.mmap`, `x->mmap`) unless the word is a
 * macro in some header. */
gboolean hits_first(struct matcher *matcher, const struct web *web, const struct web_view *view,
                    const struct text *text, struct hit *ret_hit);
/* The same of shapes, which need no boundary and lead wherever they stand. */
gboolean hits_first_shape(const struct shapes *shapes, const struct text *text, struct hit *ret_hit);

#endif
