/* Names of functions whose definition makes a unit wanted, where a call or a declaration does not; or of members, which
 * need only be said. */
#ifndef INPUT_DEFINED_H
#define INPUT_DEFINED_H

#include "input/text.h"

struct defined;

struct defined *defined_new(void);
void defined_free(struct defined *defined);

void defined_add(struct defined *defined, const char *name);
/* The i-th of them, as they were added; NULL when there are not so many. Borrowed. */
const char *defined_name(const struct defined *defined, guint i);
/* Before it is asked, and again when names were added. FALSE and an error as matcher_new. */
gboolean defined_compile(struct defined *defined, GError **error);
/* The first such name that the text gives a body, or that stands at file scope in what may be a macro that makes
 * definitions; NULL when there is none. Lives as long as `defined`. */
const char *defined_in(const struct defined *defined, const struct text *text);
/* One of them that the text says at all, likewise. */
const char *defined_said(const struct defined *defined, const struct text *text);

#endif
