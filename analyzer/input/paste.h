/* Names that a program spells in parts: SYS_##x, shim_##name. A paste `A ## x` in a macro can make the leading name A+R
 * where the word R stands, together with a name that leads to that macro, in one text or one definition; likewise x ##
 * B and x ## L ## y where L has an underscore, and x ## y, whose seam is looked for at underscores. A part that is
 * itself pasted of several words is not put together; digits may come from anywhere. */
#ifndef INPUT_PASTE_H
#define INPUT_PASTE_H

#include "input/web.h"

/* One way to make a leading name. */
struct paste_rule {
    guint32 paste;         /* the pseudo-word of the literal at the ## */
    guint32 first, second; /* words that must stand there too, or WEB_NONE */
    guint32 name;          /* which is then made */
};

/* The pseudo-word that stands for a literal at a ## ("" for none). */
guint32 paste_word(struct web *web, const char *literal, gsize length);
guint32 paste_find(const struct web *web, const char *literal, gsize length);

/* Appends the rules for a name, of those pastes for which `has` (a set of pseudo-words) holds. */
void paste_rules(struct web *web, guint32 name, GHashTable *has, GArray *rules);
/* The same of one paste. */
void paste_rules_of(struct web *web, guint32 name, const char *literal, gsize length, GArray *rules);

#endif
