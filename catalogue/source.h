/* Where documents come from: the program itself, and the user's files. Private to the room. */
#ifndef CATALOGUE_SOURCE_H
#define CATALOGUE_SOURCE_H

#include <glib.h>

/* Names of the built-in documents, sorted. g_strfreev. */
char **source_builtin_documents(void);
/* A built-in file by its plain name; NULL when there is none. */
GBytes *source_builtin(const char *name);
/* At most `limit` bytes of a file of any kind; an error when it cannot be read or holds more. */
GBytes *source_file(const char *path, gsize limit, GError **error);

#endif
