/* Which lines of which file each lowered function takes. */
#ifndef FRONT_EXTENTS_H
#define FRONT_EXTENTS_H

#include "front/context.h"

struct extent {
    CXFile file;
    uint32_t first_line, last_line;
    size_t begin, end; /* bytes of the file */
    guint function;    /* index in unit->functions */
};

/* Bytes of a file. */
struct span {
    size_t begin, end;
};

/* What the preprocessor skipped in the file: struct span, in order. Owned by the caller. */
GArray *extents_skipped(struct front *front, CXFile file);

/* The extent of a definition, from its first specifier on. False when it stands in no file. */
bool extent_of(CXCursor definition, guint function, struct extent *ret);
/* The innermost extent (struct extent) around a line of a file, or NULL. */
const struct extent *extent_around(const GArray *extents, CXFile file, uint32_t line);

#endif
