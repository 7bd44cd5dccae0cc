/* What a web tells about names that are pasted; for input/spelled.c. */
#ifndef INPUT_WEB_P_H
#define INPUT_WEB_P_H

#include "input/view.h"

/* struct paste_rule (input/paste.h): by which texts can make leading names of parts, as of the last web_solve. */
const GArray *web_rules(const struct web *web);
/* guint32: which of them have that word for their first, in their order; NULL for none. */
const GArray *web_rules_of(const struct web *web, guint32 first);
/* Set of the words that lead to a macro with that paste; owned by the web. */
GHashTable *web_reaching(struct web *web, guint32 paste);
#endif
