/* The headers of a tree, each read once: where their include lines lead, and what they define (into a web). */
#ifndef INPUT_HEADERS_H
#define INPUT_HEADERS_H

#include "input/includes.h"
#include "input/shapes.h"

/* What a file includes. */
struct header {
    enum text_state state;
    GArray *lines;       /* struct include_line */
    GPtrArray *computed; /* char *: what stands behind its `#include MACRO`, each once; or NULL */
    unsigned at;         /* the line of the first of these, or 0 */
    gboolean is_known;
};

struct headers;

/* All borrowed, and to outlive it. */
struct headers *headers_new(struct includes *includes, struct web *web, const struct shapes *shapes);
void headers_free(struct headers *headers);

const struct header *headers_get(struct headers *headers, guint32 file);

/* What a text that lies in `folder` includes. The lines belong to the caller. */
GArray *headers_lines(struct headers *headers, const struct text *text, const char *folder, unsigned *ret_computed);

/* One step of the include graph. */
struct edge {
    guint32 from, to;
};

/* Where a walk has come to. A computed include counts as a step to each file that the definitions in these files can
 * make of it, but for the one that made it itself: who sees its definition has included it already. */
struct reach {
    GArray *files;     /* guint32, in the order in which they were met, each once */
    GArray *edges;     /* struct edge: every step between them */
    GArray *unsettled; /* guint32: files with a computed include that comes to no file of the tree, or to too many */
    GHashTable *words; /* char *: that would change what computed includes mean, were they macros; NULL without any */
};
struct reach *reach_new(void);
void reach_free(struct reach *reach);

/* The files that `starts` (guint32) lead to on a path, themselves included. */
void headers_reach(struct headers *headers, unsigned path, const GArray *starts, struct reach *reach);

#endif
