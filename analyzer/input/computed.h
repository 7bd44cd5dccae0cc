/* What `#include MACRO` may mean. The macro is expanded as the preprocessor does it (C11 6.10.3), but with each
 * definition that the files at hand give of it, one after the other, and also as if it had none: which of them holds
 * there, only the preprocessor could tell. */
#ifndef INPUT_COMPUTED_H
#define INPUT_COMPUTED_H

#include "input/outline.h"

struct computed;

struct computed *computed_new(void);
void computed_free(struct computed *computed);

/* Keeps those macros of a file that may be parts of a header's name: no numbers, no expressions. */
void computed_take(struct computed *computed, guint32 file, const struct text *text, const struct outline *outline);

/* One name that a line may come to. */
#define COMPUTED_MAKERS 8
struct computed_name {
    char *name;       /* as it stands between the quotes or brackets; g_free */
    gboolean angle;   /* <name> */
    guint32 n_makers; /* files whose definitions were used to make it; more of them are not told */
    guint32 makers[COMPUTED_MAKERS];
};

/* Does the file count? */
typedef gboolean computed_sees(gpointer data, guint32 file);

/* What stands behind `#include` may come to: GArray of struct computed_name, each once, which clears itself. The words
 * that would change it, were they macros, are added to `words` (a set that owns its strings). NULL when there are too
 * many ways: then it can be anything. */
GArray *computed_expand(struct computed *computed, const char *line, computed_sees *sees, gpointer data,
                        GHashTable *words);

#endif
