/* Catalogued names that instructions do not carry: constants, compiler flags, and code that this build leaves out. */
#ifndef FRONT_MENTIONS_H
#define FRONT_MENTIONS_H

#include "front/context.h"

/* A table of ten thousand constants is generated data, not uses. */
#define MENTIONS_MAX 10000

/* SYS_x or __NR_x of a catalogued x. */
bool mentions_is_number(const struct catalogue *catalogue, const char *word);

/* Does the text name something catalogued between #if and #endif? Then the parse has to record what the preprocessor
 * skipped (CXTranslationUnit_DetailedPreprocessingRecord, about 3 % of the parse of a kernel unit). */
bool mentions_want_record(const struct catalogue *catalogue, const char *text, size_t length);

/* Appends to unit->mentions: the constants named in own files and in lowered header functions (MACRO); what stands in
 * skipped lines of the main file (SKIPPED: constants, and names of calls before a bracket; SYS_x and __NR_x as written);
 * flags (FLAG: the catalogue's spelling of it); of a degraded unit, what front/lost.h finds. In the order of files and lines. `extents`: struct extent. */
void front_mentions(struct front *front, const GArray *extents, const char *const *raw_flags);

#endif
