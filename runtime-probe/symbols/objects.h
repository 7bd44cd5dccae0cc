/* Private to symbols/: the files that are open, each once. Bounded: those that were used longest ago are closed. */
#ifndef SYMBOLS_OBJECTS_H
#define SYMBOLS_OBJECTS_H

#include "symbols/object.h"

struct objects;

struct objects *objects_new(const struct symbols_options *options);
void objects_free(struct objects *objects);
/* The build-id that a file had when it was mapped. */
void objects_tell(struct objects *objects, const struct mapped_object *told);
/* Never NULL; borrowed until objects_trim. `inode` 0: not known. */
struct object *objects_get(struct objects *objects, const char *path, uint64_t inode);
/* Between two events. */
void objects_trim(struct objects *objects);
GPtrArray *objects_refused(const struct objects *objects);

#endif
