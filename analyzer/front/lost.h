/* What stands in the text of a degraded unit although the parser lost it: statements with errors vanish from clang's
 * tree, and so do whole functions. */
#ifndef FRONT_LOST_H
#define FRONT_LOST_H

#include "front/context.h"

/* Appends to unit->mentions: catalogued names that are called, numbers of syscall() and options of prctl() (TEXT), and
 * templates of inline assembly (ASM), in those functions of the main file that are degraded or not there at all, where
 * no lowered call or statement of that line accounts for them. Declarations, directives, comments, literals and skipped
 * lines count for nothing. `extents`: struct extent; `skipped`: struct span, in order. */
void front_lost(struct front *front, CXFile main_file, const GArray *extents, const GArray *skipped);

/* Is the word a keyword of inline assembly? */
bool lost_is_asm(const char *word);

#endif
