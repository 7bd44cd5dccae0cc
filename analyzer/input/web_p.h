/* What a web tells about names that are pasted, for input/spelled.c; and of its definitions, for input/view.c. */
#ifndef INPUT_WEB_P_H
#define INPUT_WEB_P_H

#include "input/definitions.h"
#include "input/view.h"

/* struct paste_rule (input/paste.h): by which texts can make leading names of parts, as of the last web_solve. */
const GArray *web_rules(const struct web *web);
/* guint32: which of them have that word for their first, in their order; NULL for none. */
const GArray *web_rules_of(const struct web *web, guint32 first);
/* Whether the word leads to a macro with that paste. */
gboolean web_reaches(struct web *web, guint32 word, guint32 paste);

/* A definition, by its number, where a leading name is made of parts. */
struct making {
    guint32 name, definition;
};
/* struct making: all of them, as of the last web_solve. */
const GArray *web_made(const struct web *web);
/* Indexed by the last web_solve. */
const struct definitions *web_definitions(const struct web *web);
/* How many words there are. */
guint32 web_count(const struct web *web);

#endif
