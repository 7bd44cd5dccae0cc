/* Code whose headers nobody has: what the parser complains of tells which names it misses, and the code around shows
 * what they are. Declarations made of that stand in for the headers, so that the functions can be read whole; sizes,
 * offsets and numbers in them mean nothing. */
#ifndef FRONT_ABSENT_H
#define FRONT_ABSENT_H

#include <clang-c/Index.h>

#include "front/absences.h"

/* Whether a header of the unit was not found. */
bool absent_is_concerned(CXTranslationUnit tu);
/* Adds what the parse complains of. False when nothing new is learnt. */
bool absent_find(struct absences *absences, CXTranslationUnit tu);

#endif
