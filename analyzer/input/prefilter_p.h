/* What a prefilter is made of: prefilter.c reads, sift.c decides. */
#ifndef INPUT_PREFILTER_P_H
#define INPUT_PREFILTER_P_H

#include "input/defined.h"
#include "input/headers.h"
#include "input/names.h"
#include "input/prefilter.h"

struct prefilter {
    struct names *names;
    struct web *web;
    struct shapes *shapes;
    struct matcher *words; /* those that lead, for units; compiled again when there are more */
    guint n_compiled;      /* of the web's leading words, in `words` */
    struct defined *defined; /* functions whose definition is looked for */
    struct defined *members; /* that programs may say */
    struct includes *includes;
    struct headers *headers;
    GHashTable *sources; /* file → struct source */
    GStringChunk *strings;
    gboolean with_volatile; /* memory that others write is looked for at all */
};

/* What a unit's own file includes; its text is read again when it is matched. */
struct source {
    enum text_state state;
    GArray *lines; /* struct include_line */
    unsigned computed;
};

struct unit {
    const struct command *command;
    const struct source *source;
    unsigned path;
    guint index; /* of the command and its verdict */
};

/* GArray of struct unit, those of one path together. */
GArray *prefilter_read(struct prefilter *prefilter, const GPtrArray *commands);
guint prefilter_path_end(const GArray *units, guint begin);
/* All headers of units [begin, end), which share a path. reach_free. */
struct reach *prefilter_reach(struct prefilter *prefilter, const GArray *units, guint begin, guint end);
/* guint32: what the unit's own lines and flags name. */
void prefilter_starts(struct prefilter *prefilter, const struct unit *unit, GArray *starts);
gboolean prefilter_compile(struct prefilter *prefilter, GError **error);

#endif
