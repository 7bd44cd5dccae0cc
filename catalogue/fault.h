/* Faults of documents: always a file, a line, and what is wrong there. Private to the room. */
#ifndef CATALOGUE_FAULT_H
#define CATALOGUE_FAULT_H

#include <glib.h>

enum catalogue_error { CATALOGUE_ERROR_READ, CATALOGUE_ERROR_INVALID };

/* Sets `error` to "FILE:LINE: MESSAGE"; returns FALSE, for `return fault_set(…)`. */
gboolean fault_set(GError **error, const char *file, long line, const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif
