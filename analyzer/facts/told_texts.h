/* What is told of a name by all units, as one text: whoever called or defined the name must be looked at again when the
 * text has changed. */
#ifndef FACTS_TOLD_TEXTS_H
#define FACTS_TOLD_TEXTS_H

#include "facts/told.h"

/* One told_function, seen from its name. */
struct named {
    const char *home; /* of the unit that tells */
    const struct told_function *function;
};

/* Of all that is told of one name (struct named, in order; or NULL): for those that call it, and for those that define
 * it; NULL when there is nothing. g_free. */
char *text_for_callers(const GArray *named);
char *text_for_definers(const GArray *named);

/* The last text of each name. */
struct texts;

struct texts *texts_new(void);
void texts_free(struct texts *texts);
/* Takes the text over; the name must outlive it. True when it is another than before; what changes without end is said
 * to have changed TEXTS_CHANGES_MAX times. */
enum { TEXTS_CHANGES_MAX = 8 };
bool texts_settle(struct texts *texts, const char *name, char *text);
/* Whether there is a text. */
bool texts_have(const struct texts *texts, const char *name);

#endif
