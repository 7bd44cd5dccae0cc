/* Private to reports/: formats that are made from the tree by XSLT. */
#ifndef REPORTS_STYLESHEET_H
#define REPORTS_STYLESHEET_H

#include <stdio.h>

#include "reports/tree.h"

/* Transforms the tree by one of our own stylesheets and writes the result. `parameters` are name and plain string in
 * turn, NULL-terminated. */
bool stylesheet_write(const struct report *report, const char *name, const char *const *parameters, FILE *out,
                      GError **error);

/* An xmlOutputWriteCallback on a FILE. It reports no error, because libxml2 would print it: the stream remembers. */
int stylesheet_put(void *out, const char *bytes, int length);

/* A file of this room, embedded at build time. g_bytes_unref. */
GBytes *stylesheet_resource(const char *name);

#endif
