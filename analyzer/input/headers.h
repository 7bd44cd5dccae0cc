/* The headers of a tree, each read once: where their include lines lead, and what they define (into a web). */
#ifndef INPUT_HEADERS_H
#define INPUT_HEADERS_H

#include "input/includes.h"
#include "input/matcher.h"
#include "input/web.h"

/* What a file includes. */
struct header {
    enum text_state state;
    GArray *lines;     /* struct include_line */
    unsigned computed; /* the line of its first computed include, or 0 */
    gboolean is_known;
};

struct headers;

/* All borrowed, and to outlive it. `shapes` has no words; what it finds counts as the word of that number. */
struct headers *headers_new(struct includes *includes, struct web *web, struct matcher *shapes);
void headers_free(struct headers *headers);

const struct header *headers_get(struct headers *headers, guint32 file);

/* What a text that lies in `folder` includes. The lines belong to the caller. */
GArray *headers_lines(struct headers *headers, const struct text *text, const char *folder, unsigned *ret_computed);

/* One step of the include graph. */
struct edge {
    guint32 from, to;
};

/* The files that `starts` (guint32) lead to on a path, themselves included, into `files`, in the order in which they
 * are met, each once; and every step between them into `edges`, if not NULL. */
void headers_reach(struct headers *headers, unsigned path, const GArray *starts, GArray *files, GArray *edges);

#endif
