/* How often which name came: bounded, however many names a trace makes up. */
#ifndef TRACE_CENSUS_H
#define TRACE_CENSUS_H

#include <glib.h>

struct census;

struct census *census_new(void);
void census_free(struct census *census);
/* A name longer than anybody's is cut; names that come when there is no room any more are counted together. */
void census_add(struct census *census, const char *name);
/* "openat 12, close 3, and 5 under further names", the most frequent ones first. NULL without any; g_free. */
char *census_text(const struct census *census);

#endif
