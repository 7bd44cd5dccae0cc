/* Private to db/: what all shards together know of the suppression comments. */
#ifndef DB_MARKS_H
#define DB_MARKS_H

#include "db/admit.h"

/* Appends the notes (char *) that one scan would have given, by file and line. */
bool marks_note(const GPtrArray *shards, GPtrArray *notes, GError **error);

#endif
