/* What the parser could not read: which functions cannot be trusted, and why. */
#ifndef FRONT_DIAGNOSTICS_H
#define FRONT_DIAGNOSTICS_H

#include "front/context.h"

/* Statements with errors are missing from clang's tree without a trace, so a function with an error in its lines is
 * `degraded` with the first message; the unit is, by any error: with the headers that were not found, else with the first
 * message; those headers are mentions of it, too. `extents`: struct extent of the lowered functions. */
void front_diagnose(struct front *front, const GArray *extents);

/* The header that was not found, as it is spelled; NULL when the diagnostic says something else. g_free. */
char *diagnostic_missing_header(CXDiagnostic diagnostic);
/* How many errors the parse has. */
unsigned diagnostics_errors(CXTranslationUnit tu);

#endif
