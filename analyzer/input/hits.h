/* The first place in a text where a word that leads to a catalogued one stands by itself. */
#ifndef INPUT_HITS_H
#define INPUT_HITS_H

#include "input/matcher.h"
#include "input/view.h"

/* In the id of a matcher's pattern: a shape, whose hits need no word boundary. The rest is a word of the web. */
#define HITS_SHAPE (1u << 31)
/* A word that leads nowhere by itself, but may be part of one that does. */
#define HITS_PART (1u << 30)

struct hit {
    guint32 word;
    gsize offset;
};

/* FALSE when there is none; the words of HITS_PART that were met are added to `parts` (a set). Not taken: parts of
 * longer words, #include lines, words that do not lead anywhere in the view, and members (`x.mmap`, `x->mmap`) unless
 * the word is a macro in some header. */
gboolean hits_first(struct matcher *matcher, const struct web *web, const struct web_view *view,
                    const struct text *text, struct hit *ret_hit, GHashTable *parts);

#endif
