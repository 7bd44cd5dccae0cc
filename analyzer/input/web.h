/* Which names lead to a catalogued one, backwards from these, over a whole tree (input/lexicon.h goes forward from one
 * unit). Words are numbered; a definition says that its names lead to where its words
 * lead. One name space for the whole tree: a name that leads somewhere by any header's definition does so everywhere.
 */
#ifndef INPUT_WEB_H
#define INPUT_WEB_H

#include "input/outline.h"

#define WEB_NONE G_MAXUINT32

struct web;

/* Memory grows with the words of the definitions in the headers added: each is kept once, and each use of it in 8
 * bytes. */
struct web *web_new(void);
void web_free(struct web *web);

/* The word's number, in the order of asking; web_find gives WEB_NONE for a word that was never asked for. */
guint32 web_word(struct web *web, const char *text, gsize length);
guint32 web_find(const struct web *web, const char *text, gsize length);
const char *web_text(const struct web *web, guint32 word);

/* A place where a word is meant that is not spelled there, such as an instruction by its bytes. */
struct web_place {
    size_t offset;
    guint32 word;
};

/* Takes a header's definitions; `file` is its number for web_live. `places`: struct web_place. */
void web_add(struct web *web, guint32 file, const struct outline *outline, const GArray *places);
/* The word is catalogued. */
void web_add_root(struct web *web, guint32 word);
/* Follows everything added so far, until nothing is added. */
void web_solve(struct web *web);

/* guint32: the words that lead to a root, roots among them, each once. */
const GArray *web_leading(const struct web *web);
/* The root that the word leads to, itself for a root; WEB_NONE when it leads nowhere. */
guint32 web_origin(const struct web *web, guint32 word);
/* The next word on the way there. */
guint32 web_step(const struct web *web, guint32 word);
/* Of macros whose bodies say something. */
gboolean web_is_macro(const struct web *web, guint32 word);

#endif
